import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from '@jest/globals';
import { until } from '../../dev/servers/until.ts';
import type { Delivery } from '../../src/contract/deliveries.ts';
import type { Job } from '../../src/contract/jobs.ts';
import { afterchatHere } from '../cli/afterchat.ts';
import { type Place, printedAs } from './place.ts';
import { filledIn } from './reader.ts';

const addressOf = (visitor: string) => `${visitor}@example.com`;

export function operating({ documents: { operations }, stack, noted, asks, chat, afterchat }: Place): void {
  const deliveriesOf = (visitor: string): Promise<Delivery[]> => chat().deliveries(`?address=${addressOf(visitor)}`);
  const becomes = (visitor: string, status: string) =>
    until(`the email to ${visitor} is ${status}`, 60, async () => (await deliveriesOf(visitor))[0]?.status === status);
  /** A reply to a visitor, whose email meets this fault and is parked. */
  const isParked = async (visitor: string, fault: '400' | '503') => {
    await stack.fault(addressOf(visitor), fault);
    const { begin, agentSays, presence } = chat().conversation(`of-${visitor}`);
    await begin({ email: addressOf(visitor) });
    await agentSays('The parcel ships tomorrow.');
    await presence('left');
    await becomes(visitor, 'parked');
    await stack.fault(addressOf(visitor), 'none');
  };
  const says = (code: string, words: Readonly<Record<string, string>> = {}) => afterchat(operations.says(code), words);

  beforeAll(async () => {
    await asks('PATCH /v1/settings {"timing":{"afterLeavingSeconds":0},"delivery":{"retryForSeconds":0}}');
    await Promise.all([
      isParked('grace', '400'),
      ...['linus', 'vera', 'iris'].map((visitor) => isParked(visitor, '503')),
    ]);
  });

  it('creates a key for support with the function for Docker Compose', async () => {
    const [made = ''] = await noted.reader.plays(operations.block('afterchat() { docker'), {
      ' ID ': ` ${noted.account.id} `,
    });
    await noted.reader.plays(operations.block('export AFTERCHAT_URL'), {
      'https://chat.acme.example': stack.api,
      'ac_…': printedAs('apiKey', made),
    });
    expect(await says('afterchat status')).toMatch(/^parked +providerBusy 3, contentRejected 1$/m);
  });

  it('asks the doctor, which checks what is shown', async () => {
    const checks = (text: string) => [...text.matchAll(/^(?:ok|failed|skipped) +([^:]+):/gm)].map(([, check]) => check);
    const asked = await noted.reader.types(operations.says('afterchat doctor --mail you@example.com'));
    const shown = checks(operations.block('ok       MongoDB: ').text);
    // Those of Meta are made of connected pages alone.
    expect(checks(asked)).toEqual(shown.filter((check) => !check?.startsWith('Meta ')));
  });

  it('finds what is parked, and finds out why', async () => {
    const listed = await says('afterchat deliveries list --status parked');
    const titles = (text: string) => text.split('\n')[0]?.split(/ {2,}/);
    expect(titles(listed)).toEqual(titles(operations.block('ID   ').text));
    const id = /^(\S+) +parked contentRejected/m.exec(listed)?.[1] ?? '';
    const found = await says('afterchat conversations find grace@example.com');
    const messages = await says('afterchat conversations messages ID', { ID: found.match(/^of-\S+/m)![0] });
    expect(messages).toContain(id);
    expect(await says('afterchat deliveries show ID', { ID: id })).toMatch(/^reason +contentRejected: /m);
  });

  it('replays one, and checks the result', async () => {
    const [{ id } = { id: '' }] = await deliveriesOf('grace');
    await says('afterchat deliveries replay ID', { ID: id });
    await becomes('grace', 'delivered');
    expect(await says('afterchat deliveries show ID', { ID: id })).toMatch(/^status +delivered$/m);
  });

  it('dismisses one', async () => {
    const [{ id } = { id: '' }] = await deliveriesOf('iris');
    await says('afterchat deliveries dismiss ID… --why "the visitor was called"', { 'ID…': id });
    await becomes('iris', 'dismissed');
  });

  it('dismisses many that are old enough, of which there are none', async () => {
    const dismissed = await noted.reader.plays(operations.block('afterchat deliveries dismiss --reason'));
    expect(dismissed.join()).toContain('0');
  });

  it('replays across all accounts with the command line of Temporal', async () => {
    const signal = operations.block('temporal workflow signal');
    const asked = await noted.reader.plays(signal, { providerAuth: 'contentRejected' });
    expect(asked.join()).toContain('y/N');
    operations.says('--yes');
    await noted.reader.plays(signal, { providerAuth: 'providerBusy', '--name': '--yes --name' });
    await Promise.all([becomes('linus', 'delivered'), becomes('vera', 'delivered')]);
  });

  it('replays across all accounts with the credential of the deployment', async () => {
    await isParked('nora', '503');
    const [printed = ''] = await noted.reader.plays(
      operations.block('docker compose exec api node dist/src/cli.js deployment status'),
      {
        providerAuth: 'providerBusy',
      },
    );
    expect(printed).toMatch(new RegExp(`^${noted.account.id} +0 +1 +2.*\n(.*\n)*1 match in 1 account.\n`, 'm'));
    expect(printed).toMatch(new RegExp(`^job \\S+ in 1 account\n(.*\n)*${noted.account.id} +1 +0 +done$`, 'm'));
    await becomes('nora', 'delivered');
  });

  it('pauses and cancels a bulk replay, and pauses and resumes another', async () => {
    await isParked('bob', '503');
    /** One that was paused before a worker began it, which takes seconds. */
    const paused = async (): Promise<string> => {
      const replaying = noted.reader.types(
        'docker compose exec api node dist/src/cli.js deployment replay --reason providerBusy || true',
      );
      const running = async () =>
        ((await asks('GET /v1/jobs')) as { items: Job[] }).items.find(({ state }) => state === 'running')?.id;
      await until('a job runs', 30, async () => (await running()) !== undefined);
      const ID = (await running()) ?? '';
      expect(await says('afterchat jobs pause ID', { ID })).toMatch(/^state +paused\n/m);
      expect(await replaying).toMatch(/ 0 +0 +paused$/m);
      return ID;
    };
    expect(await says('afterchat jobs cancel ID', { ID: await paused() })).toMatch(/^state +cancelled$/m);
    const ID = await paused();
    expect((await deliveriesOf('bob'))[0]?.status).toBe('parked');
    expect(await says('afterchat jobs resume ID', { ID })).toMatch(/^state +running$/m);
    await becomes('bob', 'delivered');
  });

  it('replays many, as a job', async () => {
    await isParked('ada', '503');
    await noted.reader.plays(operations.block('afterchat() { npx'));
    const [printed = ''] = await noted.reader.plays(operations.block('afterchat deliveries replay'), {
      providerAuth: 'providerBusy',
    });
    expect(printed).toMatch(/^1 match\..*\nBy reason: providerBusy 1\.\njob (\S+)\n(.*\n)+Done\.$/m);
    expect(await says('afterchat jobs show ID', { ID: printedAs('job', printed) })).toMatch(/^state +done$/m);
    await becomes('ada', 'delivered');
    expect(await says('afterchat deliveries list --status parked --since 3h')).toBe('No delivery matches.\n');
  });

  it('pauses all sending, and lifts that', async () => {
    const { begin, agentSays, presence, messages } = chat().conversation('paused');
    await asks(operations.says('PATCH /v1/settings {"delivery": {"paused": true}}'));
    await begin({ email: addressOf('bob') });
    await agentSays('The parcel ships tomorrow.');
    await presence('left');
    expect((await messages()).at(-1)?.outcome).toMatchObject({ state: 'waiting', reason: 'paused' });
    await asks('PATCH /v1/settings {"delivery": {"paused": false}}');
  });

  it('pauses all accounts, and lets them go on within seconds', async () => {
    await noted.reader.plays(operations.block('docker compose exec api node dist/src/cli.js deployment pause'));
    const { begin, agentSays, presence, messages } = chat().conversation('paused-by-operator');
    await begin({ email: addressOf('noor') });
    await agentSays('The parcel ships tomorrow.');
    await presence('left');
    const outcome = async () => (await messages()).at(-1)?.outcome;
    await until('it waits', 20, async () => (await outcome())?.reason === 'paused');
    operations.says('afterchat deployment pause');
    await noted.reader.plays(operations.block('docker compose exec api node dist/src/cli.js deployment resume'));
    await until('it is sent', 8, async () => (await outcome())?.state === 'mailed');
  });

  it('looks for what came in and was not processed', async () => {
    expect(await says('afterchat inbound list --state deadLetter')).toBe('Nothing that came in matches.\n');
  });

  it('exports what is stored about a person, and erases it after being asked', async () => {
    const { AFTERCHAT_URL } = noted.reader.environment();
    const admin = { AFTERCHAT_URL, AFTERCHAT_KEY: noted.account.key };
    const exports = filledIn(operations.says('afterchat conversations export ID > data.json'), { ID: 'of-grace' });
    await noted.reader.types(`AFTERCHAT_KEY=${admin.AFTERCHAT_KEY} ${exports}`);
    const exported = JSON.parse(readFileSync(join(noted.reader.folder, 'data.json'), 'utf8'));
    expect(JSON.stringify(exported)).toContain('The parcel ships tomorrow.');
    const [command = '', what = '', id = ''] = filledIn(operations.says('afterchat conversations erase ID'), {
      ID: 'of-grace',
    })
      .split(' ')
      .slice(1);
    const { code, out } = await afterchatHere([command, what, id], admin, { types: 'y\n' });
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^This erases .* with grace@example\.com, .*of-grace is erased.*Go on\?/s),
    ]);
    expect(await deliveriesOf('grace')).toEqual([]);
  });

  it('looks at a suppressed address, and lifts that', async () => {
    await afterchat(`${operations.says('afterchat suppressions add')} grace@example.com`);
    expect(await says('afterchat suppressions list --address grace@example.com')).toContain('manual');
    await says('afterchat suppressions lift grace@example.com');
    expect(await says('afterchat suppressions list --address grace@example.com')).toBe('No address is suppressed.\n');
  });
}
