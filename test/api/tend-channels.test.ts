import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ActivityDeps } from '../../src/activities/deps.ts';
import { tendChannels } from '../../src/activities/tend-channels.ts';
import {
  connectionFor,
  findConnection,
  noteConnection,
  putConnection,
} from '../../src/store/accounts/channel-connections.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { startGraph } from '../support/channels.ts';
import { forThisFile } from '../support/for-this-file.ts';

const api = useApi();
const graph = forThisFile(startGraph);
const day = 24 * 3_600;
let acme: ApiAccount;
beforeEach(async () => {
  await api.store.channelConnections.deleteMany({});
  acme = await api.account();
  api.channels.hosts.facebook = graph.url;
  api.channels.hosts.instagram = graph.url;
  meta();
});

type Known = Parameters<Parameters<typeof forToken>[1]>[0];
const forToken = (token: string | null, answer: (pageId: string) => readonly [number, unknown]) =>
  token?.startsWith('dead') ? dead : answer(token?.split('-')[1] ?? '');
const dead = [401, { error: { code: 190 } }] as const;
const success = [200, { success: true }] as const;

/** Meta, to which a token says itself whose it is: `live-12` is that of the page 12. */
function meta(answers: Readonly<Record<string, (pageId: Known) => readonly [number, unknown]>> = {}): void {
  const all: typeof answers = {
    'GET /v26.0/me': (id) => [200, { id, user_id: id, name: `Page ${id}` }],
    'GET /v26.0/me/subscribed_apps': () => [200, { data: [] }],
    'POST /v26.0/me/subscribed_apps': () => success,
    'GET /refresh_access_token': (id) => [200, { access_token: `live-${id}-new`, expires_in: 60 * day }],
    ...answers,
  };
  graph.answer(
    Object.fromEntries(Object.entries(all).map(([request, answer]) => [request, (token) => forToken(token, answer)])),
  );
}

const deps = (keys = api.channels.keys) =>
  ({
    ...{ store: api.store, clock: api.clock, log: api.log },
    channels: { keys, graph: api.channels.graph },
  }) as unknown as ActivityDeps;
const ref = (pageId: string, kind: 'messenger' | 'instagram' = 'instagram') => ({ accountId: acme.id, kind, pageId });
const opened = (pageId: string, channelKeys = api.channels.keys) =>
  connectionFor({ store: api.store, channelKeys }, ref(pageId));

async function connect(pageId: string, changed: object = {}, kind: 'messenger' | 'instagram' = 'instagram') {
  if (api.channels.keys === null) throw new Error('there is a key');
  const content = {
    ...({ login: kind === 'instagram' ? 'instagram' : 'facebook', name: '', accessToken: `live-${pageId}` } as const),
    ...({ status: 'ok', isConfirmed: true, throughPageId: null } as const),
    ...changed,
  };
  const channels = { store: api.store, channelKeys: api.channels.keys };
  return (await putConnection(channels, { ref: ref(pageId, kind), content, now: api.now() })).connection;
}

/** As the workflow does. */
async function tendAll(of = deps()): Promise<number> {
  let pages = 0;
  for (let after: string | null = null; pages === 0 || after !== null; pages += 1)
    after = await tendChannels(of, after);
  return pages;
}
const alerts = async () =>
  ((await acme.call('GET', '/v1/status')).body as unknown as { alerts: { kind: string }[] }).alerts.map(
    ({ kind }) => kind,
  );

describe('the daily look after connections', () => {
  it('renews the tokens of Instagram login that have less than 30 days left, page by page', async () => {
    for (let page = 10; page < 22; page += 1) await connect(String(page));
    await connect('30', {}, 'messenger');
    expect(await tendAll()).toBe(2);
    expect(await opened('15')).toMatchObject({
      accessToken: 'live-15-new',
      tokenExpiresAt: api.now() + 60 * day * 1_000,
    });
    expect(graph.take().filter((asked) => asked.includes('refresh')).length).toBe(12);
    await tendAll();
    expect(graph.take().filter((asked) => asked.includes('refresh'))).toEqual([]);
    api.pass(31 * day);
    await tendAll();
    expect(graph.take().filter((asked) => asked.includes('refresh')).length).toBe(12);
  });

  it('tells before a token ends that cannot be renewed, and when it has ended', async () => {
    await connect('10');
    await tendAll();
    meta({ 'GET /refresh_access_token': () => [400, { error: { code: 100 } }] });
    api.pass(52 * day);
    await tendAll();
    expect(await alerts()).toEqual([]);
    api.pass(2 * day);
    expect(await alerts()).toEqual(['channelTokenExpiring']);
    api.pass(6 * day);
    expect(await alerts()).toEqual(['channelTokenDead']);
  });

  it('finds out about tokens that are dead, or alive again, and what could not be asked at first', async () => {
    await connect('10', { accessToken: 'dead' }, 'messenger');
    await connect('11', { status: 'unchecked', isConfirmed: false }, 'messenger');
    await connect('12', { status: 'unchecked', isConfirmed: false, accessToken: 'live-99' }, 'messenger');
    expect(await opened('11')).toBeNull();
    await tendAll();
    expect(await findConnection(api.store, ref('10', 'messenger'))).toMatchObject({ status: 'tokenDead' });
    expect(await findConnection(api.store, ref('11', 'messenger'))).toMatchObject({ status: 'ok', name: 'Page 11' });
    expect(await findConnection(api.store, ref('12', 'messenger'))).toMatchObject({
      ...{ status: 'tokenDead', confirmedAt: null },
    });
    expect(graph.take().some((asked) => asked.startsWith('POST /v26.0/me/subscribed_apps'))).toBe(true);
    expect(await alerts()).toEqual(['channelTokenDead']);
  });

  it('leaves everything as it is while Meta is away', async () => {
    const before = await connect('10');
    api.channels.hosts.instagram = 'http://127.0.0.1:1';
    await tendAll();
    expect(await findConnection(api.store, ref('10'))).toEqual(before);
  });

  it('has a restricted page tried again after a day', async () => {
    const connection = await connect('10', {}, 'messenger');
    await noteConnection(api.store, connection, { status: 'restricted', now: api.now() });
    await tendAll();
    expect(await alerts()).toEqual(['channelRestricted']);
    api.pass(day);
    await tendAll();
    expect(await alerts()).toEqual([]);
  });

  it('seals by the new key what the old one sealed, so that it may go', async () => {
    await connect('10', {}, 'messenger');
    const old = api.channels.keys?.current ?? null;
    const current = randomBytes(32);
    await tendAll(deps({ current, old }));
    const now = { current, old: null };
    expect((await connectionFor({ store: api.store, channelKeys: now }, ref('10', 'messenger')))?.accessToken).toBe(
      'live-10',
    );
  });
});
