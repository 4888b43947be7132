import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findAccount } from '../../src/store/accounts/accounts.ts';
import { findKey } from '../../src/store/accounts/keys.ts';
import type { Store } from '../../src/store/mongo/store.ts';
import { testMongoUri } from '../support/servers.ts';
import { openTestStore } from '../support/test-store.ts';
import { afterchatHere, startAfterchat } from './afterchat.ts';

const folder = mkdtempSync(join(tmpdir(), 'afterchat-cli-'));
let store: Store;
beforeAll(async () => {
  store = await openTestStore();
  mkdirSync(join(folder, '.afterchat'));
  mkdirSync(join(folder, 'site', 'pages'), { recursive: true });
  const environment = { MONGODB_DATABASE: store.accounts.dbName };
  const endpoints = { api: 'http://127.0.0.1:9', apiKey: 'ac_x', mongodb: testMongoUri(), environment };
  writeFileSync(join(folder, '.afterchat', 'endpoints.json'), JSON.stringify(endpoints));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await store.close();
});

/** As typed in this folder, with nothing in the environment but this. */
const typed = (args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}) =>
  afterchatHere(args, { AFTERCHAT_STATE: '', ...env }, { cwd });

describe('what npm start runs is found', () => {
  it.each([
    ['in its folder', folder, {}],
    ['below it', join(folder, 'site', 'pages'), {}],
    ['from anywhere by AFTERCHAT_STATE', tmpdir(), { AFTERCHAT_STATE: join(folder, '.afterchat') }],
    ['by AFTERCHAT_STATE relative to here', folder, { AFTERCHAT_STATE: '.afterchat' }],
  ])('%s, by commands of the API and of MongoDB', async (where, cwd, env) => {
    const id = where.replaceAll(/\W/g, '-');
    const made = await typed(['account', 'create', '--name', 'Acme', '--id', id, '--json'], cwd, env);
    expect([made.code, made.err]).toEqual([0, '']);
    expect(await findAccount(store, id)).toMatchObject({ name: 'Acme' });
    const key = await typed(['key', 'create', '--account', id, '--scopes', 'deliveries', '--json'], cwd, env);
    expect(await findKey(store, JSON.parse(key.out).apiKey)).toMatchObject({ accountId: id });
    // In a process, since Jest's TypeError is not that of fetch.
    const listed = await startAfterchat(['deliveries', 'list'], { AFTERCHAT_STATE: '', ...env }, { cwd }).ended;
    expect([listed.code, listed.err]).toEqual([1, expect.stringContaining('http://127.0.0.1:9 does not answer')]);
  });

  it('and where it is not, what helps is said', async () => {
    for (const args of [
      ['deliveries', 'list'],
      ['account', 'create', '--name', 'Acme'],
    ]) {
      const { code, err } = await typed(args, tmpdir(), { AFTERCHAT_STATE: join(folder, 'nowhere') });
      expect([code, err]).toEqual([
        2,
        expect.stringMatching(/set \w+.* or run this in or below the folder where npm start runs/),
      ]);
    }
  });

  it('but never over a MONGODB_URI that is given', async () => {
    const given = await openTestStore();
    const env = { MONGODB_URI: testMongoUri(), MONGODB_DATABASE: given.accounts.dbName };
    const made = await typed(['account', 'create', '--name', 'Acme', '--id', 'given', '--json'], folder, env);
    expect(made.code).toBe(0);
    expect(await findAccount(store, 'given')).toBeNull();
    await given.close();
  });
});
