import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createFakeMeta } from '../../dev/meta/fake-meta.ts';
import {
  appSecret,
  hour,
  instagramAccount,
  instagramToken,
  messengerPage,
  newPerson,
  pageToken,
  start,
  useFakeMeta,
} from './setup.ts';

const meta = useFakeMeta();
const day = 24 * hour;

describe('a page', () => {
  it('is known by its token, on both hosts', async () => {
    expect((await meta.graph('messenger', '/v26.0/me?fields=id,name')).body).toEqual({
      id: messengerPage,
      name: 'Acme',
    });
    expect((await meta.graph('instagram', '/v26.0/me?fields=user_id,username,name')).body).toEqual({
      ...{ id: instagramAccount, user_id: instagramAccount, username: 'acme', name: 'Acme' },
    });
  });

  it('takes the proof that the app itself uses its token, and no other', async () => {
    const me = (proof: string) => meta.graph('messenger', `/v26.0/me?appsecret_proof=${proof}`);
    const proof = createHmac('sha256', appSecret).update(pageToken).digest('hex');
    expect((await me(proof)).status).toBe(200);
    expect(await me('0'.repeat(64))).toMatchObject({
      ...{ status: 400, body: { error: { code: 100, message: expect.stringMatching(/^Invalid appsecret_proof/) } } },
    });
  });

  it('of Facebook’s login tells the Instagram account that is linked to it, whose messages it sends', async () => {
    const page = {
      channel: 'instagram',
      login: 'facebook',
      name: 'Acme',
      linkedPageId: '77',
      accessToken: 'EAAB-linked',
    };
    await meta.put('/api/pages/88', page);
    const headers = { authorization: 'Bearer EAAB-linked' };
    const fields = 'id,name,instagram_business_account{id,username}';
    expect((await meta.graph('messenger', `/v26.0/me?fields=${fields}`, { headers })).body).toEqual({
      ...{ id: '77', name: 'Acme', instagram_business_account: { id: '88', username: 'acme' } },
    });
    const subscribed = { method: 'POST', headers };
    const path = '/v26.0/me/subscribed_apps?subscribed_fields=feed';
    expect((await meta.graph('messenger', path, subscribed)).body).toEqual({ success: true });
    const person = newPerson();
    await meta.postTo('/api/direct-messages/incoming', {
      channel: 'instagram',
      pageId: '88',
      senderId: person,
      text: 'x',
    });
    await meta.receiver().eventsOf(person, 1);
    const body = JSON.stringify({ recipient: { id: person }, message: { text: 'Hello' } });
    const json = { ...headers, 'content-type': 'application/json' };
    const answer = await meta.graph('messenger', '/v26.0/77/messages', { method: 'POST', headers: json, body });
    expect(answer.status).toBe(200);
  });

  it('tells of which fields the app gets webhooks, and lets it choose them', async () => {
    const path = '/v26.0/me/subscribed_apps';
    const fields = { subscribed_fields: 'messages,message_echoes' };
    expect((await meta.post('messenger', path, fields)).body).toEqual({ success: true });
    expect((await meta.graph('messenger', path)).body).toEqual({
      data: [expect.objectContaining({ id: meta.fake().appId, subscribed_fields: ['messages', 'message_echoes'] })],
    });
    expect((await meta.post('messenger', path, { subscribed_fields: 'mesages' })).body).toMatchObject({
      error: { code: 100, message: expect.stringContaining('Param subscribed_fields[0] must be one of {messages,') },
    });
    await meta.graph('messenger', path, { method: 'DELETE' });
    expect((await meta.graph('messenger', path)).body).toEqual({ data: [] });
  });

  it('without the permission neither sends nor tells of its conversations', async () => {
    const page = { channel: 'messenger', name: 'Acme', accessToken: 'EAAB-poor', scopes: ['pages_show_list'] };
    await meta.put('/api/pages/99', page);
    const headers = { authorization: 'Bearer EAAB-poor' };
    const refused = { status: 403, body: { error: { code: 200 } } };
    expect(await meta.graph('messenger', '/v26.0/me/conversations', { headers })).toMatchObject(refused);
  });
});

describe('a token', () => {
  const debugged = async (token: string, asker: string) =>
    (
      await meta.graph('messenger', `/debug_token?input_token=${token}`, {
        headers: { authorization: `Bearer ${asker}` },
      })
    ).body;

  it('of a page is described to itself and to the app', async () => {
    const data = { is_valid: true, type: 'PAGE', profile_id: messengerPage, expires_at: 0, app_id: meta.fake().appId };
    for (const asker of [pageToken, `${meta.fake().appId}|${appSecret}`])
      expect(await debugged(pageToken, asker)).toMatchObject({
        data: { ...data, scopes: expect.arrayContaining(['pages_messaging']) },
      });
    expect(await debugged('EAAB-none', pageToken)).toMatchObject({ data: { is_valid: false, error: { code: 190 } } });
    expect(await debugged(pageToken, 'EAAB-none')).toMatchObject({ error: { code: 190 } });
    await meta.putFault({ mode: 'tokenDead', pageId: messengerPage });
    expect(await debugged(pageToken, `${meta.fake().appId}|${appSecret}`)).toMatchObject({
      data: { is_valid: false, error: { code: 190, subcode: 460 } },
    });
    await meta.call('/api/faults', { method: 'DELETE' });
  });

  it('of Instagram ends after 60 days and is renewed for as many, from a day on', async () => {
    const refresh = async (token: string) => {
      const url = `${meta.fake().instagramGraphUrl}/refresh_access_token?grant_type=ig_refresh_token&access_token=${token}`;
      return (await fetch(url)).json() as Promise<{ access_token: string }>;
    };
    const renewed = await refresh(instagramToken);
    expect(renewed).toMatchObject({ token_type: 'bearer', expires_in: 60 * 86_400, access_token: expect.any(String) });
    expect(renewed.access_token).not.toBe(instagramToken);
    expect(await refresh(renewed.access_token)).toMatchObject({ error: { code: 100 } });
    expect(await refresh(pageToken)).toMatchObject({ error: { code: 190 } });
    const me = async (token: string) =>
      (await meta.graph('instagram', '/v26.0/me', { headers: { authorization: `Bearer ${token}` } })).body;
    meta.setClock(start + 59 * day);
    expect(await me(instagramToken)).toMatchObject({ error: { code: 190, error_subcode: 463 } });
    expect(await me(renewed.access_token)).toMatchObject({ id: instagramAccount });
    meta.setClock(start + 60 * day);
    expect(await me(renewed.access_token)).toMatchObject({ error: { code: 190, error_subcode: 463 } });
    meta.setClock(start);
  });
});

describe('a person', () => {
  it.each([['messenger'], ['instagram']] as const)('on %s has a name and a picture', async (channel) => {
    const person = newPerson();
    await meta.incoming(channel, person, { text: 'Hello!', name: 'Ada Lovelace' });
    const fields = channel === 'messenger' ? 'first_name,last_name,profile_pic' : 'name,username,profile_pic';
    const { body } = await meta.graph(channel, `/v26.0/${person}?fields=${fields}`);
    const name =
      channel === 'messenger'
        ? { first_name: 'Ada', last_name: 'Lovelace' }
        : { name: 'Ada Lovelace', username: 'adalovelace' };
    expect(body).toEqual({ id: person, ...name, profile_pic: expect.any(String) });
    const picture = await fetch(body.profile_pic);
    expect(picture.headers.get('content-type')).toBe('image/png');
    expect((await meta.graph(channel, `/v26.0/${person}?fields=email`)).body).toMatchObject({ error: { code: 100 } });
  });

  it('who has not written to the page is unknown', async () => {
    const person = await meta.person('messenger');
    expect((await meta.graph('instagram', `/v26.0/${person}`)).body).toMatchObject({
      error: { code: 100, error_subcode: 33, type: 'GraphMethodException' },
    });
  });
});

describe('a conversation', () => {
  it('is found by its person, with its newest messages', async () => {
    const person = await meta.person('instagram');
    const { body } = await meta.send('instagram', person, { text: 'Tomorrow.' });
    const found = await meta.graph('instagram', `/v26.0/me/conversations?platform=instagram&user_id=${person}`);
    const [{ id }] = (found.body as { data: [{ id: string }] }).data;
    const conversation = await meta.graph('instagram', `/v26.0/${id}?fields=messages`);
    expect(conversation.body).toMatchObject({
      messages: {
        data: [{ id: body.message_id, message: 'Tomorrow.', from: { id: instagramAccount } }, { message: 'Hello!' }],
      },
    });
    const message = await meta.graph('instagram', `/v26.0/${body.message_id}`);
    expect(message.body).toMatchObject({ id: body.message_id, to: { data: [{ id: person }] } });
  });
});

describe('with a state file', () => {
  it('pages, people and messages are there after a restart, until they are deleted', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'afterchat-meta-'));
    const open = () => createFakeMeta({ stateFile: join(folder, 'meta.json'), clock: () => start });
    const asked = async ({ app }: ReturnType<typeof open>, method: string, path: string, body?: object) => {
      const answer = await app.request(`http://127.0.0.1${path}`, {
        method,
        ...(body && { body: JSON.stringify(body) }),
      });
      return answer.status === 204 ? null : answer.json();
    };
    const page = { channel: 'messenger', name: 'Acme', accessToken: pageToken };
    const request = { channel: 'messenger', pageId: messengerPage, senderId: '1', text: 'Hello!', name: 'Ada' };
    const first = open();
    await asked(first, 'PUT', `/api/pages/${messengerPage}`, page);
    await asked(first, 'POST', '/api/direct-messages/incoming', request);
    first.close();
    const second = open();
    expect(await asked(second, 'GET', '/api/direct-messages')).toMatchObject({ items: [{ text: 'Hello!' }] });
    const profile = await second.app.request('http://127.0.0.1/graph.facebook.com/v26.0/1?fields=name', {
      headers: { authorization: `Bearer ${pageToken}` },
    });
    expect(await profile.json()).toMatchObject({ name: 'Ada' });
    await asked(second, 'DELETE', '/api/direct-messages');
    second.close();
    const third = open();
    expect(await asked(third, 'GET', '/api/direct-messages')).toEqual({ items: [] });
    expect(await asked(third, 'GET', '/api/pages')).toMatchObject({ items: [{ id: messengerPage }] });
    third.close();
    rmSync(folder, { recursive: true });
  });
});

describe('no page of another origin', () => {
  it('may change anything', async () => {
    const { app, close } = createFakeMeta();
    const headers = { origin: 'https://elsewhere.example' };
    const answer = await app.request('http://127.0.0.1:8026/api/direct-messages', { method: 'DELETE', headers });
    expect(answer.status).toBe(403);
    close();
  });
});
