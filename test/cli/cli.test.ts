import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findAccount } from '../../src/store/accounts/accounts.ts';
import { findKey } from '../../src/store/accounts/keys.ts';
import type { Store } from '../../src/store/mongo/store.ts';
import { testMongoUri } from '../support/servers.ts';
import { openTestStore } from '../support/test-store.ts';
import { afterchatHere, startAfterchat } from './afterchat.ts';

let store: Store;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());

const environment = () => ({ MONGODB_URI: testMongoUri(), MONGODB_DATABASE: store.accounts.dbName });

/** Runs `afterchat …args`: what bin/afterchat.mjs hands over to once everything is compiled. */
const afterchat = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  afterchatHere(args, { ...environment(), ...env });

/** The lines `name   value` as an object. */
const table = (out: string): Record<string, string> =>
  Object.fromEntries(
    out
      .trim()
      .split('\n')
      .map((line) => line.split(/\s+/, 2) as [string, string]),
  );

describe('afterchat account create', () => {
  it('warns where mails would have no link back to the chat', async () => {
    const sender = ['--sender', 'chat@acme.example'];
    const bare = await afterchat(['account', 'create', '--name', 'Acme', ...sender]);
    expect(bare.code).toBe(0);
    expect(bare.err).toContain('brand.siteUrl is not set, so emails have no link back to the chat');
    const whole = await afterchat(['account', 'create', '--name', 'Acme', ...sender, '--site', 'https://acme.example']);
    expect([whole.code, whole.err]).toEqual([0, '']);
    const settings = { brand: { siteUrl: 'https://acme.example' } };
    expect(await findAccount(store, table(whole.out).accountId!)).toMatchObject({ settings });
    expect((await afterchat(['account', 'create', '--name', 'Acme', '--site', 'acme'])).code).toBe(2);
  });

  it('makes an account and prints its id, first key, site key and identity secret', async () => {
    const { code, out, err } = await afterchat(['account', 'create', '--name', 'Acme & Söhne']);
    expect([code, err]).toEqual([0, '']);
    const printed = table(out);
    expect(Object.keys(printed)).toEqual(['accountId', 'apiKey', 'siteKey', 'identitySecret']);
    expect(await findAccount(store, printed.accountId!)).toMatchObject({
      name: 'Acme & Söhne',
      siteKey: printed.siteKey,
      identitySecret: printed.identitySecret,
      settings: { emailForwarding: 'nothing', sender: null },
    });
    expect(await store.audit.find({ accountId: printed.accountId! }).toArray()).toMatchObject([
      { actor: { kind: 'operator' }, action: 'account.created', object: { kind: 'account', id: printed.accountId } },
    ]);
    expect(await findKey(store, printed.apiKey!)).toMatchObject({ accountId: printed.accountId, scopes: ['admin'] });
  });

  it('starts forwarding with a sender, takes an id and a language, and prints JSON on one line', async () => {
    const args = ['--name', 'Acme', '--id', 'acme', '--sender', 'chat@acme.example', '--locale', 'fr-CA', '--json'];
    const { code, out } = await afterchat(['account', 'create', ...args]);
    expect([code, out.trim().split('\n')]).toEqual([0, [expect.any(String)]]);
    expect(JSON.parse(out)).toEqual({
      accountId: 'acme',
      apiKey: expect.stringMatching(/^ac_/),
      siteKey: expect.stringMatching(/^site_/),
      identitySecret: expect.any(String),
    });
    expect((await findAccount(store, 'acme'))?.settings).toMatchObject({
      emailForwarding: 'unreadReplies',
      sender: { name: 'Acme', address: 'chat@acme.example' },
      locale: 'fr-CA',
    });
  });
});

describe('afterchat key create', () => {
  it('makes a key with the scopes asked for, and one for support', async () => {
    await afterchat(['account', 'create', '--name', 'Acme', '--id', 'keys']);
    const { code, out } = await afterchat(['key', 'create', '--account', 'keys', '--scopes', 'support']);
    const scopes = 'inbox,settings,deliveries';
    expect([code, table(out)]).toEqual([0, { accountId: 'keys', apiKey: expect.any(String), scopes }]);
    const json = await afterchat(['key', 'create', '--account', 'keys', '--scopes', 'chat, settings', '--json']);
    const { apiKey } = JSON.parse(json.out);
    const made = await findKey(store, apiKey);
    expect(made).toMatchObject({ accountId: 'keys', scopes: ['chat', 'settings'] });
    expect(await store.audit.findOne({ 'object.id': made?._id.slice(0, 20) ?? '' })).toMatchObject({
      actor: { kind: 'operator', id: null },
      action: 'key.created',
    });
  });

  it('makes none without scopes, which the other commands list and revoke', async () => {
    await afterchat(['account', 'create', '--name', 'Acme', '--id', 'listed']);
    await afterchat(['key', 'create', '--account', 'listed', '--scopes', 'chat', '--name', 'shop']);
    const silent = await afterchat(['key', 'create', '--account', 'listed']);
    expect([silent.code, silent.err]).toEqual([2, expect.stringContaining('needs --scopes')]);
    const { items } = JSON.parse((await afterchat(['key', 'list', '--account', 'listed', '--json'])).out);
    expect(items).toMatchObject([{ name: 'shop', scopes: ['chat'] }, { scopes: ['admin'] }]);
    const revoke = (id: string) => afterchat(['key', 'revoke', id, '--account', 'listed']);
    expect(await revoke(items[0].id)).toMatchObject({ code: 0, out: `${items[0].id} is revoked.\n` });
    expect(await revoke(items[0].id)).toMatchObject({ code: 1 });
    expect((await revoke(items[1].id)).err).toContain('last-admin-key');
    expect(await store.audit.findOne({ action: 'key.revoked' })).toMatchObject({
      actor: { kind: 'operator', id: null },
      object: { id: items[0].id },
    });
  });

  it('and accounts are listed', async () => {
    const { items } = JSON.parse((await afterchat(['account', 'list', '--json'])).out);
    expect(items).toContainEqual(expect.objectContaining({ id: 'listed', name: 'Acme', paused: false }));
    expect((await afterchat(['account', 'list', '--limit', '1'])).out).toContain('--limit');
  });
});

describe('afterchat used wrongly', () => {
  beforeAll(() => afterchat(['account', 'create', '--name', 'Acme', '--id', 'taken']));

  it.each([
    [['account'], 'unknown command "account"'],
    [['account', 'destroy'], 'unknown command "account destroy"'],
    [['account', 'create'], '--name'],
    [['account', 'create', '--name'], '--name'],
    [['account', 'create', '--name', ''], '--name'],
    [['account', 'create', '--name', ' '], '--name'],
    [['account', 'create', '--name', 'A', '--colour', 'red'], '--colour'],
    [['account', 'create', '--name', 'A', 'extra'], 'extra'],
    [['account', 'create', '--name', 'A', '--id', 'a/b'], '--id'],
    [['account', 'create', '--name', 'A', '--id', 'taken'], 'taken'],
    [['account', 'create', '--name', 'A', '--sender', 'nobody'], 'sender'],
    [['account', 'create', '--name', 'A', '--locale', 'English, please'], 'locale'],
    [['key', 'create'], '--account'],
    [['key', 'create', '--account', 'nobody', '--scopes', 'chat'], 'nobody'],
    [['key', 'create', '--account', 'taken', '--scopes', 'chat,root'], 'root'],
    [['key', 'create', '--account', 'taken', '--scopes', ''], '--scopes'],
  ])('%j says what is wrong in one line and exits with 2', async (args, words) => {
    const accounts = await store.accounts.countDocuments();
    const { code, out, err } = await afterchat(args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^afterchat: .+\n$/);
    expect(err).toContain(words);
    expect(await store.accounts.countDocuments()).toBe(accounts);
  });

  it('without MONGODB_URI says so', async () => {
    const { code, err } = await afterchat(['account', 'list'], { MONGODB_URI: undefined });
    expect([code, err.trim().split('\n')]).toEqual([2, [expect.stringContaining('MONGODB_URI')]]);
  });

  it('takes MONGODB_URI from a file, as the service does', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'afterchat-cli-'));
    const file = join(folder, 'uri');
    writeFileSync(file, `${testMongoUri()}\n`);
    const asFile = { MONGODB_URI: undefined, MONGODB_URI_FILE: file };
    expect(await afterchat(['account', 'list'], asFile)).toMatchObject({ code: 0, err: '' });
    rmSync(folder, { recursive: true });
    const { code, err } = await afterchat(['account', 'list'], asFile);
    expect([code, err.trim().split('\n')]).toEqual([2, [expect.stringContaining('MONGODB_URI_FILE cannot be read')]]);
  });

  it('with a MongoDB that is away says so in one line and exits with 1', async () => {
    const away = { MONGODB_URI: 'mongodb://127.0.0.1:9/?directConnection=true' };
    const { code, err } = await afterchat(['account', 'list'], away);
    expect([code, err.trim().split('\n')]).toEqual([
      1,
      [expect.stringMatching(/^afterchat: MongoDB, which MONGODB_URI names/)],
    ]);
    const wrong = await afterchat(['account', 'list'], { MONGODB_URI: 'localhost' });
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('MONGODB_URI must be an address')]);
  });

  it('prints its version on --version', async () => {
    const { code, out } = await afterchat(['--version']);
    expect([code, out]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
  });

  it('explains itself on --help and without arguments', async () => {
    for (const args of [['--help'], [], ['account', 'create', '-h']]) {
      const { code, out } = await startAfterchat(args, environment(), { file: 'bin/afterchat.mjs' }).ended;
      expect(code).toBe(0);
      expect(out).toContain('afterchat account create --name NAME');
    }
  });
});
