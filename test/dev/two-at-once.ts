import { expect, it } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { chatFrontend } from '../../dev/chat.ts';
import { becomePrimary } from '../../dev/servers/replica-set.ts';
import { isTemporalReady, newMark } from '../../dev/servers/temporal.ts';
import { until } from '../../dev/servers/until.ts';
import type { Stack } from './stacks.ts';

/** To be called before anything else is done on these stacks. */
export function twoAtOnce(stacks: readonly [Stack, Stack]): void {
  it('have nothing in common', () => {
    const [one, other] = [stacks[0].endpoints(), stacks[1].endpoints()];
    const names = ['api', 'mailbox', 'meta', 'temporal', 'temporalUi', 'mongodb', 'apiKey', 'identitySecret'] as const;
    expect(names.filter((name) => one[name] === other[name])).toEqual([]);
  });

  it('hold each its own account, and mail by its own mailbox', async () => {
    for (const [index, stack] of stacks.entries()) {
      const { api, apiKey, mailbox, mongodb } = stack.endpoints();
      const frontend = chatFrontend((path, init) => fetch(`${api}${path}`, init), apiKey);
      const chat = frontend.conversation(`mine-${index}`);
      await chat.begin({ email: `visitor-${index}@example.com` });
      await chat.agentSays('Hello');
      await chat.presence('left');
      await until('it is mailed', 60, async () => (await chat.messages()).at(-1)?.outcome?.state === 'mailed');
      const { items } = (await (await fetch(`${mailbox}/api/mails`)).json()) as { items: { to: unknown }[] };
      expect(items).toHaveLength(1);
      const client = new MongoClient(mongodb);
      const database = client.db('afterchat');
      expect(await database.collection('conversations').distinct('id')).toEqual([`mine-${index}`]);
      expect(await database.collection('accounts').countDocuments()).toBe(1);
      await client.close();
    }
  });

  it('are not taken for each other’s mongod by its port alone, and nothing is written to it', async () => {
    const { mongodb } = stacks[1].endpoints();
    const before = await configOf(mongodb);
    await expect(becomePrimary(Number(new URL(mongodb).port), 'rs-of-another')).rejects.toThrow('is another one');
    expect(await configOf(mongodb)).toEqual(before);
  });

  it('are not taken for each other’s Temporal by its port alone', async () => {
    await expect(isTemporalReady(stacks[1].endpoints().temporal, newMark())).rejects.toThrow('not found');
  });
}

async function configOf(uri: string): Promise<unknown> {
  const client = new MongoClient(uri);
  try {
    return (await client.db('admin').command({ replSetGetConfig: 1 })).config;
  } finally {
    await client.close();
  }
}
