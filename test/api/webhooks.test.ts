import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { ApiAccount } from '../support/api-in-process.ts';
import { useApi } from '../support/api-in-process.ts';
import { forThisFile } from '../support/for-this-file.ts';
import { type Received, startWebhookEndpoint } from '../support/webhook-endpoint.ts';
import { webhookWorker } from '../support/webhook-worker.ts';

const api = useApi();
const endpoint = forThisFile(startWebhookEndpoint);
const minute = 60;
const day = 24 * 60 * minute;

/** A webhook of a new account, and what a worker does for it. */
async function hooked(events: readonly string[] = ['message.created']) {
  endpoint.take();
  endpoint.answer(204);
  const account = await api.account();
  const created = await account.call('PUT', '/v1/webhooks/crm', { url: 'https://acme.example/hook', events });
  await api.store.webhooks.updateOne({ accountId: account.id }, { $set: { url: endpoint.url } });
  const { since } = (await api.store.webhooks.findOne({ accountId: account.id })) as { since: string };
  const worker = webhookWorker(api);
  const post = () => worker.post(account.id, 'crm');
  return {
    account,
    secret: (created.body as unknown as { secret: string }).secret,
    created,
    note: () => worker.note(since),
    post,
    /** Notes and posts what has happened so far. */
    tell: async () => {
      await worker.note(since);
      return post();
    },
    view: async () => (await account.call('GET', '/v1/webhooks/crm')).body as unknown as Record<string, unknown>,
    failures: async () => (await account.call('GET', '/v1/webhooks/crm/failures')).body.items,
  };
}

async function says(account: ApiAccount, text: string, conversation = 'c1') {
  await account.call('PUT', `/v1/conversations/${conversation}`, { visitor: { email: 'grace@example.com' } });
  await account.call('POST', `/v1/conversations/${conversation}/messages`, {
    ...{ id: text.replaceAll(' ', '-'), author: { kind: 'visitor' }, text },
  });
}

const texts = (received: readonly Received[]) => received.map(({ json }) => json.data.text);

describe('a webhook', () => {
  it('shows its secret once, and never again', async () => {
    const { account, created, secret } = await hooked();
    expect([created.status, secret]).toEqual([201, expect.stringMatching(/^whsec_/)]);
    const again = await account.call('PUT', '/v1/webhooks/crm', {
      ...{ url: 'https://acme.example/other', events: ['alert'] },
    });
    expect(again).toMatchObject({ status: 200, body: { url: 'https://acme.example/other', state: 'ok' } });
    const listed = await account.call('GET', '/v1/webhooks');
    expect(JSON.stringify([again.body, listed.body])).not.toContain(secret);
  });

  it('is refused if it does not lead to the public internet', async () => {
    const { account } = await hooked();
    for (const url of ['http://acme.example/', 'https://127.0.0.1/', 'https://a:b@acme.example/', endpoint.url])
      expect(await account.call('PUT', '/v1/webhooks/x', { url, events: ['alert'] })).toMatchObject({
        ...{ status: 422, body: { errors: [{ path: 'url' }] } },
      });
  });

  it('is told what streams tell: the whole resource, once, in the account that it belongs to', async () => {
    const { account, tell } = await hooked(['message.created', 'conversation.updated', 'agents.updated']);
    const other = await api.account();
    await says(account, 'Hello');
    await says(other, 'Elsewhere');
    await account.call('PUT', '/v1/agents/ada', { name: 'Ada' });
    await account.call('PATCH', '/v1/settings', { timing: { settleSeconds: 30 } });
    expect(await tell()).toEqual({ kind: 'idle' });
    const received = endpoint.take();
    const message = received.filter(({ json }) => json.event === 'message.created');
    const [shown] = (await account.call('GET', '/v1/conversations/c1/messages')).body.items;
    expect(message.map(({ json }) => json)).toEqual([
      {
        id: message[0]?.headers['afterchat-event-id'],
        event: 'message.created',
        accountId: account.id,
        at: api.iso(),
        data: shown,
      },
    ]);
    expect(received.map(({ json }) => json.event)).toContain('conversation.updated');
    expect(received.filter(({ json }) => json.event === 'agents.updated').length).toBe(1);
    // The same changes once more, as after a worker's death: nothing that was posted is noted as something else.
    const ids = new Set(received.map(({ json }) => json.id));
    await tell();
    expect(endpoint.take().every(({ json }) => ids.has(json.id) || json.event === 'conversation.updated')).toBe(true);
  });

  it('is told nothing of heartbeats, activity, coming and going', async () => {
    const { account, note, post } = await hooked(['conversation.updated']);
    await says(account, 'Hello');
    const place = await note();
    await post();
    expect(endpoint.take().length).toBeGreaterThan(0);
    const noted = async (state: string) => {
      await account.call('POST', '/v1/conversations/c1/presence', { state });
      await webhookWorker(api).note(place);
      return api.store.webhookEvents.countDocuments({ accountId: account.id });
    };
    expect([await noted('here'), await noted('active'), await noted('left')]).toEqual([0, 0, 0]);
  });

  it('is signed with the old secret too until that is ended, as the guide’s recipe verifies', async () => {
    const { account, secret, tell } = await hooked();
    const { body } = await account.call('POST', '/v1/webhooks/crm/secret/rotate');
    const rotated = (body as unknown as { secret: string }).secret;
    await says(account, 'Hello');
    await tell();
    const [both] = endpoint.take() as [Received];
    const isGenuine = await recipe();
    const now = api.now() / 1_000;
    const verified = (received: Received, by: string, at = now) =>
      isGenuine(by, received.headers, Buffer.from(received.body), at);
    expect([verified(both, secret), verified(both, rotated), verified(both, 'guessed')]).toEqual([true, true, false]);
    expect(verified(both, rotated, now + 301)).toBe(false);
    expect(verified({ ...both, body: both.body.replace('Hello', 'Hullo') }, rotated)).toBe(false);
    await account.call('DELETE', '/v1/webhooks/crm/secret/previous');
    await says(account, 'Again');
    await tell();
    const alone = endpoint.take().find(({ json }) => json.data.text === 'Again') as Received;
    expect([verified(alone, secret), verified(alone, rotated)]).toEqual([false, true]);
  });

  it('is tested on request', async () => {
    const { account } = await hooked();
    // The deployment allows no webhook to this machine, so nothing is sent.
    const { body } = await account.call('POST', '/v1/webhooks/crm/test');
    expect(body).toMatchObject({ ok: false, status: null, error: 'notPublic' });
    expect(endpoint.take()).toEqual([]);
  });

  it('is deleted with what waits for it, also if one is created again under its id', async () => {
    const { account, note, post } = await hooked();
    await says(account, 'Hello');
    await note();
    expect((await account.call('DELETE', '/v1/webhooks/crm')).status).toBe(204);
    expect(await post()).toEqual({ kind: 'off' });
    await account.call('PUT', '/v1/webhooks/crm', { url: 'https://acme.example/', events: ['message.created'] });
    expect(await post()).toEqual({ kind: 'idle' });
    expect(endpoint.take()).toEqual([]);
  });
});

describe('an endpoint that does not take what is posted', () => {
  it('is tried again, later and later, while only one event tries it; then gets all of them', async () => {
    const { account, tell, post, view, failures } = await hooked();
    endpoint.answer(503);
    for (const text of ['One', 'Two', 'Three']) await says(account, text);
    expect(await tell()).toMatchObject({ kind: 'sleep', at: api.now() + 5_000 });
    expect(endpoint.take().length).toBe(3);
    expect(await view()).toMatchObject({ state: 'failing', failingSince: api.iso(), waiting: 3 });
    const [failure] = await failures();
    expect(failure).toMatchObject({
      state: 'retrying',
      lastAttempt: { status: 503, error: null, answer: 'status 503' },
    });
    api.pass(5);
    expect(await post()).toMatchObject({ kind: 'sleep', at: api.now() + 10_000 });
    expect(endpoint.take().length).toBe(1);
    endpoint.answer(200);
    api.pass(60);
    expect(await post()).toEqual({ kind: 'idle' });
    expect(texts(endpoint.take()).sort()).toEqual(['One', 'Three', 'Two']);
    expect(await view()).toMatchObject({ state: 'ok', failingSince: null, waiting: 0, failed: 0 });
    expect(await failures()).toEqual([]);
  });

  it('keeps nothing from others: one event that it refuses waits alone', async () => {
    const { account, tell } = await hooked();
    endpoint.answer((response, { json }) => void response.writeHead(json.data.text === 'Bad' ? 400 : 204).end());
    for (const text of ['Bad', 'Good']) await says(account, text);
    expect(await tell()).toMatchObject({
      kind: 'sleep',
      at: api.now() + 5_000,
      why: expect.stringContaining('an event'),
    });
    expect(texts(endpoint.take()).sort()).toEqual(['Bad', 'Good']);
  });

  it('is given up after a day, and replayed by a person', async () => {
    const { account, tell, post, view, failures } = await hooked();
    endpoint.answer(500);
    for (const text of ['One', 'Two']) await says(account, text);
    await tell();
    api.pass(day);
    expect(await post()).toEqual({ kind: 'idle' });
    expect(await view()).toMatchObject({ waiting: 0, failed: 2 });
    const [first] = await failures();
    expect(first).toMatchObject({ state: 'failed', nextAttemptAt: null });
    endpoint.take();
    endpoint.answer(204);
    const replay = (body: object) => account.call('POST', '/v1/webhooks/crm/replay', body);
    expect((await replay({ ids: [first?.id] })).body).toEqual({ replayed: 1, left: 0 });
    await api.told();
    expect(api.woken).toContain('webhook crm');
    await post();
    expect(endpoint.take().map(({ json }) => json.id)).toEqual([first?.id]);
    expect((await replay({})).body).toEqual({ replayed: 1, left: 0 });
    await post();
    expect([endpoint.take().length, await failures()]).toEqual([1, []]);
  });

  it('is disabled after three days, with an alert, until somebody saves it again', async () => {
    const { account, tell, post, view } = await hooked();
    endpoint.answer(500);
    await says(account, 'One');
    await tell();
    api.pass(3 * day);
    await says(account, 'Two');
    await tell();
    api.pass(minute);
    expect(await post()).toEqual({ kind: 'off' });
    expect(await view()).toMatchObject({ enabled: false, state: 'disabled', disabledBecauseFailing: true });
    const { items } = (await account.call('GET', '/v1/audit?action=webhook.disabled')).body;
    expect(items).toMatchObject([{ actor: { kind: 'system', id: null }, object: { id: 'crm' }, requestId: null }]);
    const alerts = async () =>
      ((await account.call('GET', '/v1/status')).body as unknown as { alerts: { kind: string }[] }).alerts;
    expect((await alerts()).map(({ kind }) => kind)).toContain('webhookDisabled');
    expect((await account.call('POST', '/v1/webhooks/crm/replay', {})).status).toBe(409);
    await account.call('PUT', '/v1/webhooks/crm', { url: 'https://acme.example/', events: ['message.created'] });
    expect(await view()).toMatchObject({ state: 'ok', disabledBecauseFailing: false });
    expect((await alerts()).map(({ kind }) => kind)).not.toContain('webhookDisabled');
  });
});

describe('an erasure', () => {
  it('is told, and nothing else of the conversation any more', async () => {
    const { account, note, post } = await hooked(['message.created', 'conversation.updated', 'conversation.deleted']);
    await says(account, 'Hello');
    await note();
    await account.call('DELETE', '/v1/conversations/c1');
    expect(await api.store.webhookEvents.countDocuments({ accountId: account.id })).toBe(0);
    await note();
    await post();
    expect(endpoint.take().map(({ json }) => [json.event, json.data])).toEqual([
      ['conversation.deleted', { id: 'c1' }],
    ]);
  });
});

/** The function of docs/webhooks.md that verifies a request. */
async function recipe() {
  const guide = readFileSync(new URL('../../docs/webhooks.md', import.meta.url), 'utf8');
  const [, code = ''] = /```js\n([\s\S]*?)```/.exec(guide) ?? [];
  const module = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  return module.isGenuine as (secret: string, headers: object, body: Buffer, now: number) => boolean;
}
