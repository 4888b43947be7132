import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '../../bin/servers/ports.mjs';
import type { Chat } from '../../dev/chat.ts';
import { type RunningFakeMeta, startFakeMeta } from '../../dev/meta/fake-meta.ts';
import { channelConversationId, type MetaChannelKind } from '../../src/contract/channels.ts';
import { conversationQueue } from '../../src/contract/signals.ts';
import { workflowIdOf } from '../../src/temporal/waker.ts';
import { eventually } from '../support/eventually.ts';
import { historyToJson } from '../support/history-json.ts';
import type { TestAccount } from '../support/in-process-service.ts';
import { startTimeSkipping, type TimeSkippingService } from '../support/time-skipping.ts';
import { isIn, tracesOf } from '../support/traces.ts';

/** Messenger and Instagram with real workflows, both ways, against the fake Meta. */

const secrets = { appSecret: 'the-app-secret', verifyToken: 'the-verify-token' };
const pages = { messenger: ['101', '102'], instagram: ['201'] } as const;
const kinds = ['messenger', 'instagram'] as const;

let service: TimeSkippingService;
let meta: RunningFakeMeta;
let acme: TestAccount;
let clock = Date.now();

beforeAll(async () => {
  const port = await freePort();
  const hosts = {
    facebook: `http://127.0.0.1:${port}/graph.facebook.com`,
    instagram: `http://127.0.0.1:${port}/graph.instagram.com`,
  };
  service = await startTimeSkipping({ meta: { hosts, ...secrets, timeoutMs: 2_000 } });
  clock = await service.now();
  const webhook = { url: `${service.url}/webhooks/meta`, ...secrets };
  meta = await startFakeMeta({ port, webhook, clock: () => clock, stepMs: 5, retryMs: 50, holdMs: 10_000 });
  acme = await service.account();
  for (const kind of kinds) for (const page of pages[kind]) await connect(acme, kind, page);
}, 120_000);

async function connect({ chat }: TestAccount, kind: MetaChannelKind, page: string): Promise<void> {
  await control('PUT', `/pages/${page}`, { channel: kind, name: 'Acme', accessToken: `token-${page}` });
  const login = kind === 'messenger' ? 'facebook' : 'instagram';
  await chat.call('PUT', `/v1/channels/${kind}/${page}`, { login, accessToken: `token-${page}` });
}

afterAll(async () => {
  await meta?.stop();
  await service?.stop();
});

async function control<T>(method: string, path: string, body?: object): Promise<T> {
  const answer = await fetch(`${meta.url}/api${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path} was answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json().catch(() => null)) as T;
}

interface Direct {
  readonly text: string | null;
  readonly from: 'page' | 'visitor';
  readonly writtenIn?: string;
}

let people = 5_000_000;
/** A visitor who writes to a page, and the conversation that begins with it. */
async function writes(kind: MetaChannelKind, page: string = pages[kind][0], { of = acme, ...said } = {}) {
  people += 1;
  const person = String(people);
  const says = async (text: string) => {
    clock = await service.now();
    const what = { channel: kind, pageId: page, senderId: person, text, ...said };
    await control('POST', '/direct-messages/incoming', what);
  };
  await says('Where is my parcel?');
  const chat = of.chat.conversation(channelConversationId(kind, page, person));
  await eventually(
    () => chat.messages().catch(() => []),
    (messages) => messages.length === 1,
  );
  const got = async () => {
    const { items } = await control<{ items: Direct[] }>('GET', `/direct-messages?recipientId=${person}`);
    return items.filter(({ from }) => from === 'page').reverse();
  };
  const texts = async () => (await got()).map(({ text }) => text);
  const arrived = (count: number) => eventually(texts, (all) => all.length >= count);
  return { person, page, chat, says, got, texts, arrived };
}

const outcomes = async (chat: Chat) => (await chat.messages()).flatMap(({ outcome }) => outcome ?? []);
const areSent = (chat: Chat) =>
  eventually(
    () => outcomes(chat),
    (all) => all.every(({ state }) => state === 'sentDirectly'),
  );

describe.each(kinds)('a conversation on %s', (kind) => {
  it('goes both ways: replies at once, in order and in parts, whose echoes are no messages of their own', async () => {
    const { chat, says, arrived, person, page } = await writes(kind);
    const long = `${'word '.repeat(500)}end.`;
    await chat.agentSays('It ships tomorrow.');
    await chat.agentSays(long);
    await chat.agentSays('And it is blue.');
    const parts = kind === 'messenger' ? 2 : 3;
    const texts = await arrived(2 + parts);
    expect([texts[0], texts.slice(1, -1).join(' '), texts.at(-1)]).toEqual([
      'It ships tomorrow.',
      long,
      'And it is blue.',
    ]);
    await areSent(chat);
    await says('Thank you!');
    await eventually(
      () => chat.messages(),
      (all) => all.length >= 5,
    );
    const ownInbox = { channel: kind, pageId: page, recipientId: person, text: 'I write this in the app.' };
    await control('POST', '/direct-messages/own-inbox', ownInbox);
    const messages = await eventually(
      () => chat.messages(),
      (all) => all.length >= 6,
    );
    expect(messages.map(({ author, via }) => [author.kind, via])).toEqual([
      ['visitor', kind],
      ['agent', 'api'],
      ['agent', 'api'],
      ['agent', 'api'],
      ['visitor', kind],
      ['agent', kind],
    ]);
    expect(await arrived(3 + parts)).toHaveLength(3 + parts);
  });

  it('is sent once though the answer was lost, because its echo tells, and the next reply follows', async () => {
    const { chat, arrived, person, page } = await writes(kind);
    await control('PUT', '/faults', { mode: 'timeoutAfterAccept', to: person, pageId: page });
    await chat.agentSays('It ships tomorrow.');
    await chat.agentSays('And it is blue.');
    expect(await arrived(2)).toEqual(['It ships tomorrow.', 'And it is blue.']);
    await areSent(chat);
    const deliveries = await acme.chat.deliveries(`?conversation=${chat.id}`);
    expect(deliveries.map(({ attempts }) => attempts.length)).toEqual([1, 1]);
  });
});

it('lets a page that is throttled hold up no other, and keeps the order of what waits for it', async () => {
  const [one, other] = [await writes('messenger', '101'), await writes('messenger', '102')];
  await control('PUT', '/faults', { mode: 'throttled', pageId: '101', count: 2 });
  await one.chat.agentSays('One');
  await one.chat.agentSays('Two');
  await other.chat.agentSays('Three');
  expect(await other.arrived(1)).toEqual(['Three']);
  expect(await one.texts()).toEqual([]);
  await service.sleepUntil((await service.now()) + 120_000);
  expect(await one.arrived(2)).toEqual(['One', 'Two']);
});

const pass = async (ms: number) => {
  await service.sleepUntil((await service.now()) + ms);
  clock = await service.now();
};
const day = 86_400_000;

it('answers by email once the window is closed, if the account wants that, exactly once and never by both', async () => {
  const other = await service.account({ channels: { outsideWindow: 'email' } });
  await connect(other, 'messenger', '103');
  const { chat, says, texts, arrived } = await writes('messenger', '103', { of: other });
  await chat.identify('grace@example.com');
  await chat.agentSays('In time.');
  await arrived(1);
  await pass(7 * day);
  await chat.agentSays('Too late.');
  await pass(3_600_000);
  await eventually(
    () => outcomes(chat),
    (all) => all.at(-1)?.state === 'mailed',
  );
  await pass(day);
  expect(await service.mailsTo('grace@example.com')).toMatchObject([{ text: expect.stringContaining('Too late.') }]);
  await says('Thank you!');
  await eventually(
    () => chat.messages(),
    (all) => all.length === 4,
  );
  await chat.agentSays('In time again.');
  await arrived(2);
  await pass(2 * day);
  expect(await texts()).toEqual(['In time.', 'In time again.']);
  expect(await service.mailsTo('grace@example.com')).toHaveLength(1);
  expect((await outcomes(chat)).map(({ state }) => state)).toEqual(['sentDirectly', 'mailed', 'sentDirectly']);
});

const workflowOf = ({ id }: Chat) =>
  service.client.workflow.getHandle(workflowIdOf({ accountId: acme.id, conversationId: id }));

describe.each(kinds)('an operator, of a conversation on %s', (kind) => {
  it('sees in Temporal its channel, state and reason, and sends what is parked', async () => {
    const { chat, person, page, arrived } = await writes(kind);
    await control('PUT', '/faults', { mode: 'noUser', to: person, pageId: page });
    await chat.agentSays('It ships tomorrow.');
    await service.told();
    const shown = await eventually(
      async () => (await workflowOf(chat).describe()).searchAttributes,
      ({ AfterchatState: state }) => state?.[0] === 'parked',
    );
    expect(shown).toMatchObject({
      ...{ AfterchatAccount: [acme.id], AfterchatChannel: [kind], AfterchatReason: ['recipientUnavailable'] },
    });
    const metadata = await workflowOf(chat).query<{ currentDetails: string }>('__temporal_workflow_metadata');
    expect(metadata.currentDetails).toContain('is parked since');
    await workflowOf(chat).signal('retryDelivery');
    expect(await arrived(1)).toEqual(['It ships tomorrow.']);
    await areSent(chat);
  });

  it('finds nothing of it in any history or collection once its visitor is erased, but ids with their number', async () => {
    const { chat, person, says, arrived } = await writes(kind, pages[kind][0], { name: 'Xqname Hopper' } as object);
    const mine = ['Xqname Hopper', 'It is with xqneighbour.', 'Thank you, xqthanks!'];
    await chat.agentSays('It is with xqneighbour.');
    await arrived(1);
    await says('Thank you, xqthanks!');
    await eventually(
      () => tracesOf(service.store, mine),
      (traces) => new Set(traces.map((trace) => trace.split(': ')[1])).size === mine.length,
    );
    await acme.chat.call('DELETE', `/v1/visitors/${person}`);
    await eventually(
      async () => (await workflowOf(chat).describe()).status.name,
      (name) => name === 'COMPLETED',
    );
    const history = Buffer.from(JSON.stringify(historyToJson(await workflowOf(chat).fetchHistory())));
    expect(mine.filter((text) => isIn(history, text))).toEqual([]);
    expect(await tracesOf(service.store, mine)).toEqual([]);
    // As docs/operations.md says: the conversation's id, which is not used again, of its deliveries, and of a day's counts.
    const withItsId = ['deliveries', 'erasures', 'inboundBytes'].map((name) => `${name}: ${person}`);
    expect(await tracesOf(service.store, [person])).toEqual(withItsId);
  });
});

it('renews tokens long before they end, and alerts if it cannot, so that answers still go months later', async () => {
  const tend = async () => {
    const workflowId = 'tendChannels';
    const { workflow } = service.client;
    const { firstExecutionRunId } = await workflow.start('tendChannels', { taskQueue: conversationQueue, workflowId });
    await eventually(
      async () => (await workflow.getHandle(workflowId, firstExecutionRunId).describe()).status.name,
      (name) => name === 'COMPLETED',
    );
  };
  const alerts = async () => {
    const status = await acme.chat.call<{ alerts: { kind: string }[] }>('GET', '/v1/status');
    return status.alerts.map(({ kind }) => kind).filter((kind) => kind.startsWith('channel'));
  };
  await tend();
  await pass(31 * day);
  await tend();
  await pass(31 * day);
  const { chat, arrived } = await writes('instagram');
  await chat.agentSays('It ships tomorrow.');
  expect(await arrived(1)).toEqual(['It ships tomorrow.']);
  expect(await alerts()).toEqual([]);
  await pass(23 * day);
  expect(await alerts()).toEqual(['channelTokenExpiring']);
  await tend();
  expect(await alerts()).toEqual([]);
});
