import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Chat } from '../../dev/chat.ts';
import { createKey } from '../../src/store/accounts/keys.ts';
import { useStack } from '../end-to-end/scenarios.ts';
import { eventually } from '../support/eventually.ts';
import type { ServiceAccount } from '../support/service-processes.ts';
import { afterchatHere, startAfterchat } from './afterchat.ts';
import { revokedKey } from './revoked-key.ts';

// No outcome may become unknown, however busy the machine is.
const stack = useStack({ sendTimeoutSeconds: 20 });
const folder = mkdtempSync(join(tmpdir(), 'afterchat-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let acme: ServiceAccount;
let conversations = 0;
const ofAcme = () => ({ AFTERCHAT_URL: stack.service.url, AFTERCHAT_KEY: acme.key });
const inEnvironment = (args: readonly string[], env: NodeJS.ProcessEnv) =>
  afterchatHere(args, { ...ofAcme(), ...env }, { cwd: folder });
const afterchat = (...args: string[]) => inEnvironment(args, {});
const oneLine = /^afterchat: .+\n$/;
const addressOf = ({ id }: Chat) => `${id}@example.com`;

const newAccount = () => {
  const timing = { afterLeavingSeconds: 0, afterInactivitySeconds: 600, settleSeconds: 0, settleMaxSeconds: 0 };
  return stack.service.account({
    timing: { ...timing, silenceSeconds: 90, agentsAwayGraceSeconds: 10, quietHours: null },
  });
};

/** Conversations whose mails the provider refuses for good. */
async function parked(howMany: number): Promise<Chat[]> {
  const before = (await acme.chat.deliveries('?status=parked&limit=200')).length;
  const chats = Array.from({ length: howMany }, () => {
    conversations += 1;
    return acme.chat.conversation(`an-order-with-a-long-number-4711-${conversations}`);
  });
  for (const chat of chats) {
    await stack.mailbox.fault(addressOf(chat), '400');
    await chat.begin({ email: addressOf(chat) });
    await chat.agentSays('The parcel ships tomorrow.');
    await chat.presence('left');
  }
  const count = async () => (await acme.chat.deliveries('?status=parked&limit=200')).length;
  await eventually(count, (found) => found === before + howMany);
  return chats;
}
const idOf = async (chat: Chat) => (await acme.chat.deliveries(`?conversation=${chat.id}`))[0]!.id;

async function eachHasOneMail(chats: readonly Chat[]): Promise<void> {
  const counts = () => Promise.all(chats.map(async (chat) => (await stack.mailbox.mailsTo(addressOf(chat))).length));
  await eventually(counts, (found) => found.every((mails) => mails >= 1));
  expect(await counts()).toEqual(chats.map(() => 1));
}

beforeEach(async () => {
  acme = await newAccount();
});

describe('afterchat deliveries', () => {
  it('finds what is parked, says why, replays it all, and each visitor has one mail', async () => {
    const chats = await parked(4);
    const listed = await afterchat('deliveries', 'list', '--status', 'parked', '--since', '1h');
    expect([listed.code, listed.err]).toEqual([0, '']);
    const [titles, ...rows] = listed.out.trimEnd().split('\n');
    expect(titles).toMatch(/^ID +STATE +CREATED \(UTC\) +CONVERSATION +TO$/);
    expect(rows.map((row) => row.split(/\s+/)[0]).sort()).toEqual((await Promise.all(chats.map(idOf))).sort());
    expect(rows.every((row) => row.includes('parked contentRejected') && row.endsWith('@example.com'))).toBe(true);

    const shown = await afterchat('deliveries', 'show', await idOf(chats[0]!));
    expect(shown.out).toMatch(/^reason +contentRejected: the provider refused it$/m);
    expect(shown.out).toMatch(/^attempts +\S+ \S+ +rejected/m);
    expect(shown.out).toContain('The parcel ships tomorrow.');

    const tried = await afterchat('deliveries', 'replay', '--all', '--dry-run');
    expect(tried).toEqual({
      code: 0,
      err: '',
      out: '4 match. Of the 4 examined, 4 would be replayed.\nBy reason: contentRejected 4.\n',
    });
    const replayed = await afterchat('deliveries', 'replay', '--reason', 'contentRejected', '--since', '1h');
    expect([replayed.code, replayed.err]).toEqual([0, '']);
    expect(replayed.out).toMatch(/^job replay-\S+\n(\d of 4 replayed\n)*4 of 4 replayed\nDone\.\n$/);
    await eachHasOneMail(chats);
    const { out } = await afterchat('deliveries', 'list', '--status', 'parked');
    expect(out).toBe('No delivery matches.\n');
  });

  it('says the same as one JSON document', async () => {
    const [chat] = await parked(1);
    const list = JSON.parse((await afterchat('deliveries', 'list', '--status', 'parked', '--json')).out);
    expect(list).toMatchObject({ items: [{ id: await idOf(chat!), status: 'parked' }], nextCursor: null });
    const show = JSON.parse((await afterchat('deliveries', 'show', list.items[0].id, '--json')).out);
    expect(show).toMatchObject({ id: list.items[0].id, mail: { to: addressOf(chat!) } });
    const replay = await afterchat('deliveries', 'replay', '--all', '--json');
    const job = JSON.parse(replay.out);
    expect([replay.code, job]).toMatchObject([0, { state: 'done', total: 1, done: 1 }]);
    expect(JSON.parse((await afterchat('jobs', 'show', job.id, '--json')).out)).toEqual(job);
  });

  it('lists as many as asked for, and says that there are more', async () => {
    await parked(3);
    const { out } = await afterchat('deliveries', 'list', '--limit', '2');
    const lines = out.trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    expect(lines.at(-1)).toContain('--limit');
    const all = JSON.parse((await afterchat('deliveries', 'list', '--limit', '201', '--json')).out);
    expect(all).toMatchObject({ items: { length: 3 }, nextCursor: null });
  });

  it('replays one, and says why it does not', async () => {
    const [chat] = await parked(1);
    const id = await idOf(chat!);
    await chat!.readUpTo(1);
    const read = await afterchat('deliveries', 'replay', id);
    expect([read.code, read.err]).toEqual([1, expect.stringMatching(/^afterchat: already-read: .+\n$/)]);
    const { code, out } = await afterchat('deliveries', 'replay', id, '--even-if-read');
    expect([code, out]).toEqual([0, expect.stringContaining(`afterchat deliveries show ${id}`)]);
    await eachHasOneMail([chat!]);
    await eventually(
      () => acme.chat.delivery(id),
      ({ status }) => status !== 'claimed' && status !== 'sending',
    );
    expect(await afterchat('deliveries', 'replay', id)).toMatchObject({ code: 1, err: expect.stringMatching(oneLine) });
  });

  it('replays several by their ids, and those of one conversation or address', async () => {
    const chats = await parked(4);
    const ids = await Promise.all(chats.slice(0, 2).map(idOf));
    expect((await afterchat('deliveries', 'replay', ...ids)).out).toMatch(/2 of 2 replayed\nDone\.\n$/);
    await eachHasOneMail(chats.slice(0, 2));
    expect((await afterchat('deliveries', 'list', '--address', addressOf(chats[2]!).toUpperCase())).out).toContain(
      await idOf(chats[2]!),
    );
    await afterchat('deliveries', 'replay', '--address', addressOf(chats[2]!).toUpperCase());
    await afterchat('deliveries', 'replay', '--conversation', chats[3]!.id);
    await eachHasOneMail(chats);
  });

  it('waits until what it replays is sent, or given up again', async () => {
    const [arrives, fails, ...others] = await parked(4);
    const one = await afterchat('deliveries', 'replay', await idOf(arrives!), '--wait');
    expect([one.code, one.err, one.out]).toEqual([
      0,
      '',
      expect.stringMatching(/^waiting for its turn\n(.+\n)*accepted\n$/),
    ]);
    await stack.mailbox.fault(addressOf(fails!), '400');
    const given = await afterchat('deliveries', 'replay', await idOf(fails!), '--wait');
    expect([given.code, given.out]).toEqual([1, expect.stringMatching(/\nparked contentRejected\n$/)]);
    await stack.mailbox.fault(addressOf(fails!), '400');
    const many = await afterchat('deliveries', 'replay', '--all', '--wait');
    expect(many.code).toBe(1);
    expect(many.out).toMatch(
      /^2 accepted, 1 parked contentRejected\nDone\.\nNOT SENT +STATE\n\S+ +parked contentRejected\n$/m,
    );
    expect(many.out).toContain(await idOf(fails!));
    await eachHasOneMail([arrives!, ...others]);
  });

  it('dismisses several for good, with a reason: they are no longer parked and cannot be replayed', async () => {
    const ids = await Promise.all((await parked(2)).map(idOf));
    const dismissed = await afterchat('deliveries', 'dismiss', ...ids, '--reason', 'the visitors were called');
    expect(dismissed).toEqual({ code: 0, err: '', out: ids.map((id) => `${id} is dismissed.\n`).join('') });
    expect((await afterchat('deliveries', 'list', '--status', 'parked')).out).toBe('No delivery matches.\n');
    expect((await afterchat('deliveries', 'show', ids[0]!)).out).toMatch(/^dismissed +.*: the visitors were called$/m);
    const again = await afterchat('deliveries', 'dismiss', ids[0]!, '--reason', 'again', '--json');
    expect(JSON.parse(again.out)).toMatchObject({ id: ids[0], dismissed: { reason: 'the visitors were called' } });
    const replayed = await afterchat('deliveries', 'replay', ids[0]!);
    expect([replayed.code, replayed.err]).toEqual([1, expect.stringMatching(/^afterchat: dismissed: .+\n$/)]);
  });

  it('says that what it replays waits while sending is paused', async () => {
    const chats = await parked(1);
    await acme.chat.changeSettings({ delivery: { paused: true } });
    const { code, out } = await afterchat('deliveries', 'replay', '--all');
    expect([code, out]).toEqual([0, expect.stringMatching(/^job \S+\nSending is paused: .+\n/)]);
    await acme.chat.changeSettings({ delivery: { paused: false } });
    await eachHasOneMail(chats);
  });

  it('dismisses all that match, and with --dry-run says how many', async () => {
    const chats = await parked(2);
    expect((await afterchat('deliveries', 'dismiss', '--all')).code).toBe(2);
    const filter = ['--reason', 'contentRejected', '--since', '1h', '--why', 'the sale is over'];
    const tried = await afterchat('deliveries', 'dismiss', ...filter, '--dry-run');
    expect([tried.code, tried.out]).toEqual([0, '2 match and would be dismissed.\nBy reason: contentRejected 2.\n']);
    const { code, out } = await afterchat('deliveries', 'dismiss', ...filter);
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^job dismiss-\S+\n(\d of 2 dismissed\n)*2 of 2 dismissed\nDone\.\n$/),
    ]);
    expect((await afterchat('deliveries', 'show', await idOf(chats[0]!))).out).toMatch(
      /^dismissed +.*: the sale is over$/m,
    );
  });

  it('says why one was withdrawn, and when', async () => {
    const chat = acme.chat.conversation('never-mind');
    await stack.mailbox.fault(addressOf(chat), '503');
    await chat.begin({ email: addressOf(chat) });
    await chat.agentSays('The parcel ships tomorrow.');
    await chat.presence('left');
    await eventually(
      () => acme.chat.deliveries(`?conversation=${chat.id}`),
      ([delivery]) => delivery?.attempts[0]?.end === 'refused',
    );
    await chat.forwarding('cancel');
    expect((await afterchat('deliveries', 'list')).out).toContain('withdrawn cancelledByAgent');
    expect((await afterchat('deliveries', 'show', await idOf(chat))).out).toMatch(
      /^withdrawn +\S+ \S+: cancelledByAgent: cancelled by an agent$/m,
    );
  });

  it('tells of those that a replay of many refused, and exits with 1', async () => {
    const [read, left] = await parked(2);
    await read!.readUpTo(1);
    const { code, out } = await afterchat('deliveries', 'replay', '--all');
    expect(code).toBe(1);
    expect(out).toMatch(/1 of 2 replayed, 1 refused\nDone\.\nREFUSED +REASON\n/);
    expect(out).toMatch(new RegExp(`^${await idOf(read!)} +already-read$`, 'm'));
    await eachHasOneMail([left!]);
    await afterchat('deliveries', 'replay', await idOf(read!), '--even-if-read');
    await eachHasOneMail([read!]);
  });

  it('leaves the job running at Ctrl-C, and says how to see and end it', async () => {
    const chats = await parked(2);
    await stack.service.worker.kill();
    const id1 = await idOf(chats[0]!);
    const waiting = startAfterchat(['deliveries', 'replay', id1, '--wait'], ofAcme());
    await eventually(
      async () => waiting.out(),
      (out) => out.includes('waiting'),
      30_000,
    );
    waiting.child.kill('SIGINT');
    expect(await waiting.ended).toMatchObject({
      code: 130,
      err: `The replay goes on.\n  show it:  afterchat deliveries show ${id1}\n`,
    });

    const running = startAfterchat(['deliveries', 'replay', '--all'], ofAcme());
    await eventually(
      async () => running.out(),
      (out) => out.includes('0 of 2'),
      30_000,
    );
    running.child.kill('SIGINT');
    const { code, out, err } = await running.ended;
    const id = /^job (\S+)$/m.exec(out)?.[1] ?? '';
    expect([code, err]).toEqual([130, expect.stringContaining(`afterchat jobs cancel ${id}`)]);
    expect(err).toContain(`The job continues.\n  show it:  afterchat jobs show ${id}\n`);

    expect((await afterchat('jobs', 'show', id)).out).toMatch(/^state +running\nprogress +0 of 2 replayed\n/m);
    expect((await afterchat('jobs', 'pause', id)).out).toMatch(/^state +paused$/m);
    expect((await afterchat('jobs', 'resume', id)).out).toMatch(/^state +running$/m);
    await stack.service.worker.start();
    await eachHasOneMail(chats);
    expect((await afterchat('jobs', 'show', id)).out).toMatch(/^state +done\nprogress +2 of 2 replayed\n/m);
    const cancelled = await afterchat('jobs', 'cancel', id);
    expect([cancelled.code, cancelled.err]).toEqual([1, expect.stringMatching(/^afterchat: job-ended: .+\n$/)]);
  });

  it('finds what npm start runs where neither AFTERCHAT_URL nor AFTERCHAT_KEY is set', async () => {
    mkdirSync(join(folder, '.afterchat'), { recursive: true });
    const endpoints = JSON.stringify({ api: stack.service.url, apiKey: acme.key, mailbox: null });
    writeFileSync(join(folder, '.afterchat', 'endpoints.json'), endpoints);
    const nothing = { AFTERCHAT_URL: undefined, AFTERCHAT_KEY: undefined };
    expect(await inEnvironment(['deliveries', 'list'], nothing)).toMatchObject({ code: 0, err: '' });
    // A key of one is never sent to the other.
    const half = await inEnvironment(['deliveries', 'list'], { AFTERCHAT_KEY: undefined });
    expect([half.code, half.err]).toEqual([2, expect.stringContaining('AFTERCHAT_KEY is not set')]);
  });
});

describe('afterchat audit', () => {
  it('lists who did what, narrowed as the API narrows it, newest first', async () => {
    const headers = { authorization: `Bearer ${acme.key}`, 'content-type': 'application/json' };
    const ask = (method: string, path: string, body: object) =>
      fetch(`${stack.service.url}${path}`, { method, headers, body: JSON.stringify(body) });
    await ask('PATCH', '/v1/settings', { locale: 'fr' });
    await ask('PUT', '/v1/agents/ada', { name: 'Ada' });
    const { code, out, err } = await afterchat('audit', '--since', '1h');
    expect([code, err]).toEqual([0, '']);
    const [titles, ...rows] = out.trimEnd().split('\n');
    expect(titles).toMatch(/^TIME \(UTC\) +WHO +ACTION +OF WHAT$/);
    expect(rows).toEqual([
      expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ +key \w{20} +agent\.put +ada/),
      expect.stringMatching(/ settings\.changed +locale$/),
    ]);
    const narrowed = await afterchat('audit', '--object', 'ada', '--action', 'agent.put', '--json');
    expect(JSON.parse(narrowed.out)).toMatchObject({ items: [{ object: { id: 'ada' } }], nextCursor: null });
    expect((await afterchat('audit', '--until', '1h')).out).toBe('No record matches.\n');
    expect((await afterchat('audit', '--limit', '1')).out).toContain('more than these 1');
  });
});

describe('afterchat deliveries and jobs, where something is wrong', () => {
  it.each([
    ['deliveries', '"deliveries"'],
    ['deliveries show', 'needs the ID'],
    ['deliveries show a b', '"b"'],
    ['deliveries list --status lost', 'must be one of claimed'],
    ['deliveries list --reason settling', 'must be one of providerBusy'],
    ['deliveries list --since yesterday', '--since'],
    ['deliveries list --limit 0', '--limit'],
    ['deliveries list --colour red', '--colour'],
    ['deliveries replay', '--all'],
    ['deliveries replay d1 --all', 'not both'],
    ['deliveries replay d1 --dry-run', '--dry-run'],
    ['deliveries replay --all --even-if-read', '--even-if-read'],
    ['deliveries replay --all --wait --dry-run', '--wait'],
    ['deliveries replay --status accepted', 'must be one of parked, bounced, dropped'],
    ['deliveries show a/b', 'id: '],
    ['deliveries dismiss --why called', 'needs an ID, a filter'],
    ['deliveries dismiss --all', '--why'],
    ['deliveries dismiss d1', '--why'],
    ['conversations export', 'needs the ID'],
    ['conversations erase', 'needs the ID'],
    ['visitors erase', 'needs your site'],
    ['jobs show', 'needs the ID'],
    ['audit --action lost', 'must be one of account.created'],
  ])('%s says what in one line and exits with 2', async (line, words) => {
    const { code, out, err } = await afterchat(...line.split(' '));
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(oneLine);
    expect(err).toContain(words);
  });

  it.each([
    ['deliveries show nobody', 'no such delivery'],
    ['deliveries replay nobody', 'no such delivery'],
    ['deliveries dismiss nobody --reason called', 'no such delivery'],
    ['jobs show nobody', 'no such job'],
    ['jobs cancel nobody', 'no such job'],
  ])('%s says so in one line and exits with 1', async (line, words) => {
    const { code, out, err } = await afterchat(...line.split(' '));
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(oneLine);
    expect(err).toContain(words);
  });

  it('says what to do about an API that is away, and about a key that is unknown or lacks the scope', async () => {
    const { key } = await createKey(stack.service.store, acme.id, ['chat'], Date.now());
    const site = createServer((_, answer) => answer.end('<!doctype html>')).listen(0, '127.0.0.1');
    await once(site, 'listening');
    // In processes, since Jest's TypeError is not that of fetch.
    for (const [env, words] of [
      [{ AFTERCHAT_URL: 'http://127.0.0.1:9' }, 'AFTERCHAT_URL'],
      [{ AFTERCHAT_URL: `http://127.0.0.1:${(site.address() as AddressInfo).port}` }, 'AFTERCHAT_URL'],
      [{ AFTERCHAT_KEY: 'ac_nobody' }, 'AFTERCHAT_KEY'],
      [{ AFTERCHAT_KEY: key }, 'scope deliveries'],
    ] as const) {
      const { code, err } = await startAfterchat(['deliveries', 'list'], { ...ofAcme(), ...env }).ended;
      expect([code, err]).toEqual([1, expect.stringContaining(words)]);
      expect(err).toMatch(oneLine);
    }
    site.close();
  });

  it.each([
    'audit',
    'deliveries list',
    'deliveries show',
    'deliveries replay',
    'deliveries dismiss',
    'jobs show',
    'jobs pause',
  ])('%s explains itself', async (line) => {
    const { code, out } = await afterchat(...line.split(' '), '--help');
    expect([code, out]).toEqual([0, expect.stringContaining(`afterchat ${line} `)]);
    expect(out.split('\n').every((text) => text.length <= 80)).toBe(true);
  });
});

describe('afterchat conversations and visitors', () => {
  it('exports what is stored, and erases it once that is confirmed', async () => {
    const chat = acme.chat.conversation('to-erase');
    await chat.begin({ id: 'customer-12', name: 'Grace', email: 'grace@example.com' });
    await chat.visitorSays('Where is my parcel?');
    const { code, out } = await afterchat('conversations', 'export', 'to-erase');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      conversation: { visitor: { name: 'Grace' } },
      messages: [{ text: 'Where is my parcel?' }],
    });
    const unasked = await afterchat('conversations', 'erase', 'to-erase');
    expect(unasked).toMatchObject({ code: 2, err: expect.stringContaining('--yes') });
    expect(unasked.out).toContain('Grace, grace@example.com, which has 1 message.');
    expect(await chat.messages()).toHaveLength(1);
    expect(await afterchat('conversations', 'erase', 'to-erase', '--yes')).toEqual({
      code: 0,
      out: 'to-erase is erased.\n',
      err: '',
    });
    expect(await afterchat('conversations', 'export', 'to-erase')).toMatchObject({ code: 1, out: '' });

    await acme.chat.conversation('another').begin({ id: 'customer-12' });
    expect(await afterchat('visitors', 'erase', 'customer-12', '--yes')).toMatchObject({ code: 0, err: '' });
    expect(await afterchat('visitors', 'erase', 'customer-12', '--yes')).toMatchObject({ code: 1 });
  });
});

describe('where the provider’s key is revoked', () => revokedKey(stack));
