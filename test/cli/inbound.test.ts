import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { listen } from '../../src/listen.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { deadLetter } from '../support/dead-letter.ts';
import { testMongoUri } from '../support/servers.ts';
import { afterchatHere, type Result } from './afterchat.ts';

const api = useApi();
let acme: ApiAccount;
let server: Awaited<ReturnType<typeof listen>>;
beforeEach(() => Promise.all([api.store.inbound.deleteMany({}), api.store.audit.deleteMany({})]));
beforeAll(async () => {
  acme = await api.account();
  server = await listen(api.app.fetch, { HOST: '127.0.0.1', PORT: 0 });
});
afterAll(() => void server.close());

const afterchat = async (...args: string[]): Promise<Result> => {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const ofAccount = { AFTERCHAT_URL: `http://127.0.0.1:${port}`, AFTERCHAT_KEY: acme.key };
  const ofNobody = { MONGODB_URI: testMongoUri(), MONGODB_DATABASE: api.store.accounts.dbName };
  return afterchatHere(['inbound', ...args], args.includes('--of-nobody') ? ofNobody : ofAccount);
};
const made = (given: Partial<Parameters<typeof deadLetter>[1]> = {}) =>
  deadLetter(api.store, { accountId: acme.id, now: api.now(), ...given });
const stateOf = async (id: string) => (await api.store.inbound.findOne({ _id: id }))?.state;

describe.each([
  ['of an account', []],
  ['of nobody', ['--of-nobody']],
] as const)('afterchat inbound, %s', (_, options) => {
  it('lists what was not processed, shows one, and replays or dismisses it', async () => {
    const accountId = options.length === 0 ? acme.id : null;
    const [first, second] = [await made({ accountId }), await made({ accountId, reason: 'tooMany' })];
    await made({ accountId: accountId === null ? acme.id : null });
    const listed = await afterchat('list', '--state', 'deadLetter', ...options);
    const [titles, ...rows] = listed.out.trimEnd().split('\n');
    expect(titles).toMatch(/^ID +CHANNEL +STATE +RECEIVED \(UTC\) +CONVERSATION$/);
    expect(rows.map((row) => row.split(/ {2,}/).slice(0, 3).join()).sort()).toEqual(
      [`${first},email,expiredAddress`, `${second},email,tooMany`].sort(),
    );

    const shown = await afterchat('show', first, ...options);
    expect(shown.out).toMatch(/^subject +Re: Parcel$/m);
    expect(shown.out).toContain('It was not processed: the address it was sent to has expired.');

    expect(await afterchat('replay', first, ...options)).toMatchObject({
      code: 0,
      out: `${first} will be processed.\n`,
    });
    expect((await afterchat('replay', first, ...options)).err).toMatch(/^afterchat: not-a-dead-letter: /);
    expect((await afterchat('replay', '--reason', 'tooMany', ...options)).out).toBe('1 will be processed.\n');
    const actions = (await api.store.audit.find({ accountId }).toArray()).map(({ action }) => action);
    expect(actions.sort()).toEqual(['inbound.replayed', 'inbounds.replayed']);
    expect([await stateOf(first), await stateOf(second)]).toEqual(['new', 'new']);

    const third = await made({ accountId });
    expect((await afterchat('dismiss', third, ...options)).code).toBe(2);
    await api.store.audit.deleteMany({});
    const dismissed = await afterchat('dismiss', third, '--reason', 'spam', ...options, '--json');
    expect(await api.store.audit.find().toArray()).toMatchObject([
      { accountId, action: 'inbound.dismissed', object: { kind: 'inbound', id: third } },
    ]);
    expect(JSON.parse(dismissed.out)).toMatchObject({ id: third, state: 'dismissed' });
    expect((await afterchat('show', third, ...options)).out).toMatch(/^dismissed +.*: spam$/m);
    expect((await afterchat('list', '--state', 'deadLetter', ...options)).out).toBe('Nothing that came in matches.\n');
  });
});

it('afterchat inbound says what is wrong with what was typed', async () => {
  for (const args of [
    ['list', '--state', 'dead'],
    ['list', '--reason', 'odd'],
    ['list', '--limit', '0'],
    ['show'],
    ['replay'],
    ['replay', 'x', '--all'],
  ]) {
    const { code, err } = await afterchat(...args);
    expect([args, code, err.split('\n').length]).toEqual([args, 2, 2]);
  }
  expect(await afterchat('show', 'nothing')).toMatchObject({ code: 1, err: expect.stringContaining('no such email') });
});

it('afterchat inbound replay replays as many as matched, a hundred at a time', async () => {
  const id = await made();
  const one = (await api.store.inbound.findOne({ _id: id }))!;
  const file = (await api.store.rawInbound.files.findOne({ _id: id }))!;
  const ids = Array.from({ length: 120 }, (_, nth) => `copy-${nth}`);
  await api.store.inbound.insertMany(ids.map((_id) => ({ ...one, _id })));
  await api.store.rawInbound.files.insertMany(ids.map((_id) => ({ ...file, _id, length: 0 })));
  expect((await afterchat('replay', '--all')).out).toBe('121 will be processed.\n');
});
