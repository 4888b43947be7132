import { setTimeout } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '../../dev/servers/until.ts';
import { connectionFor, findConnection, noteConnection } from '../../src/store/accounts/channel-connections.ts';
import { maxHeldOfPage } from '../../src/store/inbound/held-events.ts';
import { handingOverHeld } from '../../src/workers/held-events.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { startGraph } from '../support/channels.ts';
import { forThisFile } from '../support/for-this-file.ts';
import { fromVisitor, postOf, signedPost } from '../support/meta-events.ts';
import { expectProblem } from './problem.ts';

const api = useApi();
const graph = forThisFile(startGraph);
let acme: ApiAccount;
let page: string;
let pages = 1_000;
beforeEach(async () => {
  acme = await api.account();
  pages += 1;
  page = String(pages);
  api.channels.hosts.facebook = graph.url;
  api.channels.hosts.instagram = graph.url;
  meta({});
  graph.take();
});

const me = 'GET /v26.0/me';
const subscribed = '/v26.0/me/subscribed_apps';
const success = [200, { success: true }] as const;

/** Meta, for which every token is that of the page unless told otherwise. */
function meta(answers: Readonly<Record<string, readonly [number, unknown]>>) {
  const all = {
    [me]: [200, { id: page, name: 'Acme on Facebook' }] as const,
    [`GET ${subscribed}`]: [200, { data: [] }] as const,
    [`POST ${subscribed}`]: success,
    [`DELETE ${subscribed}`]: success,
    ...answers,
  };
  graph.answer(Object.fromEntries(Object.entries(all).map(([request, answer]) => [request, () => answer])));
}

const put = (body: object = {}, kind = 'messenger', account = acme) =>
  account.call('PUT', `/v1/channels/${kind}/${page}`, { login: 'facebook', accessToken: 'EAAG-token', ...body });
const ref = () => ({ accountId: acme.id, kind: 'messenger' as const, pageId: page });
const deps = () => ({ store: api.store, channelKeys: api.channels.keys });
const away = [500, { error: { code: 2, is_transient: true } }] as const;
const dead = [400, { error: { code: 190, type: 'OAuthException' } }] as const;

describe('connecting a page', () => {
  it('asks Meta whose token it is, has events posted, and never shows or stores the token in clear', async () => {
    const answer = await put();
    expect(answer).toMatchObject({
      ...{ status: 201, body: { kind: 'messenger', id: page, name: 'Acme on Facebook', status: 'ok' } },
    });
    expect(graph.take()).toEqual([
      'GET /v26.0/me?fields=id%2Cname',
      'GET /v26.0/me/subscribed_apps',
      expect.stringMatching(/^POST .*messages,messaging_postbacks,.*message_echoes/),
    ]);
    const listed = await acme.call('GET', '/v1/channels');
    const stored = await findConnection(api.store, ref());
    expect(JSON.stringify([answer.body, listed.body, stored])).not.toContain('EAAG');
    expect((await connectionFor(deps(), ref()))?.accessToken).toBe('EAAG-token');
    expect(listed.body).toMatchObject({ items: [{ id: page }], setup: { verifyTokenHint: 'ora…' } });
  });

  it('leaves the fields that the page has for its Instagram account, and the other way round', async () => {
    meta({
      [me]: [200, { id: '7', instagram_business_account: { id: page, username: 'acme' } }],
      [`GET ${subscribed}`]: [200, { data: [{ id: '1', subscribed_fields: ['messages'] }] }],
    });
    expect(await put({}, 'instagram')).toMatchObject({ status: 201, body: { name: 'acme', login: 'facebook' } });
    expect(graph.take().at(-1)).toBe(`POST ${subscribed} {"subscribed_fields":"messages,feed"}`);
  });

  it('by Instagram login asks the other host for the id that webhooks name', async () => {
    meta({ [me]: [200, { data: [{ user_id: page, username: 'acme' }] }] });
    api.channels.hosts.facebook = 'http://127.0.0.1:1';
    expect(await put({ login: 'instagram' }, 'instagram')).toMatchObject({ status: 201, body: { name: 'acme' } });
    expect(graph.take()[0]).toBe('GET /v26.0/me?fields=user_id%2Cusername%2Cname');
    expect(await put({ login: 'instagram' })).toMatchObject({ status: 422, body: { errors: [{ path: 'login' }] } });
  });

  it('says why a token is of no use, and stores nothing', async () => {
    const why = async () => (await put()).body.errors[0]?.message;
    meta({ [me]: dead });
    expect(await why()).toMatch(/^is refused by Meta: it has expired/);
    meta({ [me]: [200, { id: '7', name: 'Other' }] });
    expect(await why()).toBe(`belongs to 7, not to ${page}`);
    meta({ [`POST ${subscribed}`]: [403, { error: { code: 200 } }] });
    expect(await why()).toBe(
      'lacks a permission: it needs pages_messaging, pages_manage_metadata, pages_read_engagement',
    );
    meta({ [me]: [400, { error: { code: 100, error_subcode: 33 } }] });
    expect(await why()).toBe('is refused by Meta (error 100/33)');
    expect(await findConnection(api.store, ref())).toBeNull();
  });

  it('while Meta is away stores it unchecked', async () => {
    meta({ [me]: away });
    expect(await put()).toMatchObject({ status: 201, body: { status: 'unchecked', name: '', checkedAt: null } });
    api.channels.hosts.facebook = 'http://127.0.0.1:1';
    expect(await put({ name: 'Ours' })).toMatchObject({ status: 200, body: { status: 'unchecked', name: 'Ours' } });
  });

  const says = (text: string, seconds = 1) => {
    api.pass(seconds);
    const said = fromVisitor(page, '7001', api.now(), { message: { mid: `m_${page}_${text}`, text } });
    const posted = signedPost(postOf('page', { id: page, messaging: [said] }));
    return api.app.request('/webhooks/meta', { method: 'POST', ...posted });
  };
  const received = async (account = acme) => {
    const all = await api.store.inbound.find({ accountId: account.id }, { sort: { 'event.at': 1 } }).toArray();
    return all.map(({ event }) => JSON.parse(event?.raw ?? '{}').message.text);
  };

  it('gets nothing before Meta has confirmed whose page it is, which it is asked when events come, and then all', async () => {
    meta({ [me]: away });
    expect(await put()).toMatchObject({ status: 201, body: { confirmedAt: null } });
    for (const text of ['One', 'Two']) expect((await says(text)).status).toBe(200);
    await says('Two', 0);
    expect(await received()).toEqual([]);
    expect((await acme.call('GET', '/v1/inbound')).body.items).toEqual([]);
    expect(await connectionFor(deps(), ref())).toBeNull();
    meta({});
    api.pass(61);
    await says('Three');
    expect(await received()).toEqual(['One', 'Two', 'Three']);
    expect((await connectionFor(deps(), ref()))?.accessToken).toBe('EAAG-token');
    expect(await api.store.heldEvents.countDocuments({})).toBe(0);
  });

  it('gets what came while the process that asked Meta died, because a worker asks as well', async () => {
    meta({ [me]: away });
    await put();
    await says('Hello');
    const { store, waker, clock, log } = api;
    const worker = handingOverHeld({ store, waker, clock, log, channels: api.channels });
    api.woken.splice(0);
    await worker();
    await worker();
    expect(graph.take().filter((request) => request.startsWith('GET /v26.0/me?'))).toHaveLength(3);
    expect(await received()).toEqual([]);
    meta({});
    api.pass(61);
    await worker();
    await worker();
    expect(await received()).toEqual(['Hello']);
    expect(api.woken).toEqual([expect.stringContaining('inbound')]);
  });

  it('gives what was held to the account that has the page, and to nobody if Meta says that the token is of another', async () => {
    meta({ [me]: away });
    await put();
    await says('For the owner');
    meta({ [me]: [200, { id: '7', name: 'Other' }] });
    api.pass(61);
    await says('To whom?');
    const owner = await api.account();
    meta({});
    await put({}, 'messenger', owner);
    await says('Hello');
    expect(await received()).toEqual([]);
    expect(await received(owner)).toEqual(['For the owner', 'Hello']);
  });

  it('leaves with Meta what is more than may be held', async () => {
    meta({ [me]: away });
    await put();
    await says('Held');
    const held = await api.store.heldEvents.findOne({ page: `messenger:${page}` });
    const many = Array.from({ length: maxHeldOfPage - 1 }, (_, nth) => ({ ...held!, _id: `${page}-${nth}` }));
    await api.store.heldEvents.insertMany(many);
    expect((await says('Too much')).status).toBe(503);
    await api.store.heldEvents.deleteMany({});
  });

  it('keeps Meta waiting for less than a second while it asks Meta, and takes what it posted once that has told', async () => {
    meta({ [me]: away });
    await put();
    const slow = async () => {
      await setTimeout(600);
      return [200, { id: page, name: 'Acme', data: [] }] as const;
    };
    graph.answer({ [me]: slow, [`GET ${subscribed}`]: slow, [`POST ${subscribed}`]: slow });
    api.pass(61);
    graph.take();
    expect((await says('One')).status).toBe(200);
    // Each of three questions takes 600 ms.
    expect(graph.take().filter((request) => request.startsWith('POST'))).toEqual([]);
    await until('the page is confirmed', 10, async () => (await connectionFor(deps(), ref())) !== null);
    await says('Two');
    expect(await received()).toEqual(['One', 'Two']);
  });

  it('is asked about again when it is read, once a minute at most', async () => {
    const read = async () => (await acme.call('GET', '/v1/channels')).body.items[0];
    meta({ [me]: away });
    await put();
    expect(await read()).toMatchObject({ status: 'unchecked', confirmedAt: null });
    meta({});
    expect(await read()).toMatchObject({ status: 'unchecked' });
    api.pass(61);
    expect(await read()).toMatchObject({ status: 'ok', name: 'Acme on Facebook', confirmedAt: api.iso() });
    graph.take();
    api.pass(61);
    await read();
    expect(graph.take()).toEqual([]);
  });

  it('goes to the account whose token Meta confirms, if another one has only named it', async () => {
    meta({ [me]: away });
    await put();
    const owner = await api.account();
    expectProblem(await put({}, 'messenger', owner), 409, 'channel-taken');
    meta({});
    expect(await put({}, 'messenger', owner)).toMatchObject({ status: 201, body: { status: 'ok' } });
    expect((await acme.call('GET', `/v1/channels/messenger/${page}`)).status).toBe(404);
    expectProblem(await put(), 409, 'channel-taken');
  });

  it('is refused for a page of another account, without saying whose it is', async () => {
    await put();
    const other = await api.account();
    const refused = await put({}, 'messenger', other);
    expectProblem(refused, 409, 'channel-taken');
    expect(JSON.stringify(refused.body)).not.toContain(acme.id);
    expect((await other.call('GET', `/v1/channels/messenger/${page}`)).status).toBe(404);
    expect((await other.call('DELETE', `/v1/channels/messenger/${page}`)).status).toBe(404);
    expect((await acme.call('GET', `/v1/channels/messenger/${page}`)).status).toBe(200);
  });

  it('is bounded in number', async () => {
    await put();
    const one = await findConnection(api.store, ref());
    const more = Array.from({ length: 49 }, (_, nth) => ({
      ...one,
      _id: `messenger:${page}-${nth}`,
      pageId: `${nth}`,
    }));
    await api.store.channelConnections.insertMany(more as never);
    page = `${page}9`;
    meta({});
    expectProblem(await put(), 409, 'too-many-channels');
  });

  it('is recorded, without the token', async () => {
    await put();
    api.pass(1);
    await acme.call('DELETE', `/v1/channels/messenger/${page}`);
    const { items } = (await acme.call('GET', '/v1/audit?limit=2')).body;
    expect(items).toMatchObject([
      { action: 'channel.deleted', object: { kind: 'channel', id: `messenger/${page}` } },
      { action: 'channel.put', object: { id: `messenger/${page}` }, fields: ['accessToken', 'login'] },
    ]);
  });
});

describe('a connection', () => {
  it('notes what sends find, but not of a token that was replaced since', async () => {
    await put();
    const before = await connectionFor(deps(), ref());
    if (before === null) throw new Error('it is connected');
    await noteConnection(api.store, before, { status: 'tokenDead', now: api.now() });
    expect((await acme.call('GET', `/v1/channels/messenger/${page}`)).body.status).toBe('tokenDead');
    await put({ accessToken: 'another' });
    await noteConnection(api.store, before, { status: 'restricted', now: api.now() });
    expect((await acme.call('GET', `/v1/channels/messenger/${page}`)).body.status).toBe('ok');
  });

  it('is removed with its token, and its events are no longer posted', async () => {
    await put();
    graph.take();
    expect((await acme.call('DELETE', `/v1/channels/messenger/${page}`)).status).toBe(204);
    expect(graph.take()).toEqual(['DELETE /v26.0/me/subscribed_apps']);
    expect(await findConnection(api.store, ref())).toBeNull();
    await put();
    meta({ [`DELETE ${subscribed}`]: dead });
    expect((await acme.call('DELETE', `/v1/channels/messenger/${page}`)).status).toBe(204);
  });
});
