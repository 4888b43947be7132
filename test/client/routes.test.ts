import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient } from '../../packages/client/src/index.ts';
import { type OpenApiDocument, operationsOf } from '../../src/api/documentation/open-api.ts';
import { openStage, type Stage } from '../api/openapi-stage.ts';
import { parkedDelivery } from '../api/parked-delivery.ts';
import { agentEmail } from '../support/agent-email.ts';
import { deadLetter } from '../support/dead-letter.ts';
import { emailedMessage } from '../support/emailed-message.ts';
import { suppressedElsewhere } from '../support/suppressed.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.stop());

describe('the client', () => {
  it('has a method for each route, which sends what is documented', async () => {
    const { request: fetch, apiKey: key } = stage;
    const client = createClient({ baseUrl: '', key, fetch });

    await client.conversations.put('c1', { visitor: { name: 'Grace', email: 'grace@example.com' } });
    await client.conversations.get('c1');
    await client.conversations.list({ state: 'open', limit: 10 });
    await client.conversations.patchVisitor('c1', { locale: 'fr-CA' });
    await client.conversations.presence('c1', { state: 'active', tab: 't1' });
    await client.conversations.typing('c1', { agent: { id: 'ada' } });
    await client.messages.post('c1', { id: 'm1', author: { kind: 'agent', name: 'Ada' }, text: 'Hello' });
    await client.messages.patch('c1', 'm1', { text: 'Good morning' });
    const { items, nextCursor } = await client.messages.list('c1', { view: 'agent' });
    expect({ texts: items.map(({ text }) => text), nextCursor }).toEqual({ texts: ['Good morning'], nextCursor: null });
    expect(await client.conversations.read('c1', { upTo: 1 })).toEqual({ readUpTo: 1 });
    const { id: file, url } = await client.attachments.upload('c1', new Blob(['Hello']), { name: 'hello.txt' });
    await client.messages.post('c1', { id: 'm3', author: { kind: 'agent' }, attachments: [file] });
    expect(await (await client.attachments.download(url)).text()).toBe('Hello');
    const { previewUrl = '' } = await client.attachments.upload('c1', new File([tinyImage], 'dot.gif'));
    expect((await client.attachments.download(`https://chat.acme.example${previewUrl}`)).type).toBe('image/jpeg');
    await client.messages.post('c1', { id: 'm2', author: { kind: 'agent' }, text: 'Are you there?' });
    expect((await client.conversations.forwarding('c1', { action: 'cancel' })).state).toBe('idle');
    expect(await client.conversations.revokeReplyAddresses('c1')).toBeUndefined();
    expect(await client.messages.delete('c1', 'm1')).toBeUndefined();
    expect((await client.conversations.close('c1')).state).toBe('closed');
    expect((await client.conversations.reopen('c1')).state).toBe('open');

    await client.agents.put('ada', { name: 'Ada' });
    await client.agents.putStatus('ada', { status: 'online' });
    await client.agents.list();
    await client.cannedReplies.put('hi', { shortcut: 'hi', title: 'Greeting', text: 'Hello {{visitor.name|there}}' });
    expect((await client.cannedReplies.list()).items.map(({ shortcut }) => shortcut)).toEqual(['hi']);
    await client.cannedReplies.delete('hi');
    const { token } = await client.agents.session('ada');
    const ada = createClient({ baseUrl: '', key: token, fetch });
    expect((await client.conversations.assign('c1', { agentId: 'ada' })).assignee).toBe('ada');
    expect((await ada.conversations.unread('c1')).unread).toBe(1);
    expect(await ada.conversations.read('c1', { upTo: 1 })).toEqual({ readUpTo: 1, unread: 0 });
    expect((await ada.agents.renewSession()).token).toBe(token);
    expect((await ada.agents.me()).agent).toEqual(await client.agents.get('ada'));
    expect((await ada.agents.patchPreferences({ sound: false })).sound).toBe(false);
    expect(await ada.agents.endSession()).toBeUndefined();
    await client.agents.delete('ada');

    const hook = { url: 'https://acme.example/hook', events: ['alert' as const] };
    expect(await client.webhooks.put('crm', hook)).toHaveProperty('secret');
    expect((await client.webhooks.rotateSecret('crm')).previous).toBe(1);
    expect(await client.webhooks.endPreviousSecrets('crm')).toBeUndefined();
    expect((await client.webhooks.get('crm')).previousSecrets).toBe(0);
    expect((await client.webhooks.list()).items.length).toBe(1);
    expect((await client.webhooks.failures('crm')).items).toEqual([]);
    expect(await client.webhooks.replay('crm')).toEqual({ replayed: 0, left: 0 });
    await stage.store.webhooks.updateOne({ id: 'crm' }, { $set: { url: 'https://192.0.2.1/hook' } });
    expect(await client.webhooks.test('crm')).toMatchObject({ ok: false, error: 'notPublic' });
    await client.webhooks.delete('crm');
    const page = { login: 'facebook', accessToken: 'EAAG', name: 'Acme' } as const;
    expect(await client.channels.put('messenger', '12', page)).toMatchObject({ name: 'Acme', status: 'unchecked' });
    expect((await client.channels.get('messenger', '12')).login).toBe('facebook');
    expect((await client.channels.list()).items.length).toBe(1);
    expect(await client.channels.delete('messenger', '12')).toBeUndefined();

    const { id } = await client.keys.post({ scopes: ['chat'] });
    expect((await client.audit.list({ object: id })).items).toMatchObject([{ action: 'key.created' }]);
    await client.keys.list();
    await client.keys.delete(id);
    expect((await client.secrets.rotate('identity')).previous).toBe(1);
    expect((await client.secrets.rotate('session')).secret).toBeNull();
    for (const kind of ['identity', 'session'] as const) await client.secrets.endPrevious(kind);

    expect((await client.settings.patch({ timing: { settleSeconds: 30 } })).timing.settleSeconds).toBe(30);
    expect((await client.settings.patch({ timing: { settleSeconds: null } })).timing.settleSeconds).toBe(60);
    expect(await client.settings.emailPreview({ emailForwarding: 'transcript' })).toMatch('parcel');
    expect((await client.settings.testEmail({ to: 'ada@example.com' })).result).toBe('unknown');
    expect(await client.settings.emailChecks()).toEqual({ checks: [] });
    await client.settings.get();

    await parkedDelivery(stage, 'c2');
    const [parked] = (await client.deliveries.list({ status: 'parked' })).items;
    await client.deliveries.get(parked?.id ?? '');
    expect(await client.deliveries.html(parked?.id ?? '')).toBe('<p>Tomorrow.</p>');
    await parkedDelivery(stage, 'c3');
    const [given] = (await client.deliveries.list({ conversation: 'c3' })).items;
    expect((await client.deliveries.dismiss(given?.id ?? '', { reason: 'called' })).status).toBe('dismissed');
    const dead = await deadLetter(stage.store, { accountId: stage.accountId, now: Date.now() });
    expect((await client.inbound.list({ state: 'deadLetter' })).items.map(({ id }) => id)).toEqual([dead]);
    expect(await client.inbound.html(dead)).toContain('vu');
    expect((await client.inbound.replay(dead)).state).toBe('new');
    expect(await client.inbound.replayMany({ ids: [dead] })).toEqual({ replayed: 0, left: 0 });
    const other = await deadLetter(stage.store, { accountId: stage.accountId, now: Date.now() });
    expect((await client.inbound.dismiss(other, { reason: 'spam' })).state).toBe('dismissed');
    expect((await client.inbound.get(other)).dismissed?.reason).toBe('spam');
    const { accountId, store } = stage;
    const emailed = { id: 'e1', words: 'Thank you!', at: Date.now() };
    await emailedMessage(store, { accountId, conversationId: 'c1' }, emailed);
    expect(await client.messages.email('c1', 'e1')).toContain('Thank you!');
    const told = await agentEmail(store, { accountId, conversationId: 'c1' });
    expect((await client.agentEmails.list({ status: 'parked' })).items.map(({ id }) => id)).toEqual([told]);
    expect((await client.agentEmails.replay(told)).status).toBe('claimed');
    await suppressedElsewhere(stage, 'grace@example.com');
    expect((await client.status()).alerts).toEqual([]);
    await client.suppressions.put('grace@example.com');
    await client.suppressions.list({ address: 'grace@example.com' });
    expect(await client.suppressions.delete('grace@example.com')).toBeUndefined();
    await client.deliveries.replayMany({ id: 'j0', dryRun: true });
    expect(await client.deliveries.dismissMany({ id: 'd0', why: 'called', dryRun: true })).toMatchObject({
      does: 'dismiss',
      state: 'dryRun',
    });
    await client.deliveries.replayMany({ id: 'j1', reason: 'senderRejected' });
    expect((await client.jobs.list()).items.map(({ id }) => id)).toEqual(['j1']);
    await client.jobs.pause('j1');
    await client.jobs.resume('j1');
    await client.jobs.cancel('j1');
    expect(await client.jobs.get('j1')).toMatchObject({ state: 'cancelled', total: 1, done: 0 });
    await client.deliveries.replay(parked?.id ?? '', { evenIfRead: true });

    await playVisitor();
    for (const which of [{}, { conversationId: 'c1' }])
      await openAndLeave((signal) => client.events({ ...which, signal }));

    expect((await client.conversations.export('c1')).conversation.id).toBe('c1');
    expect(await client.conversations.erase('c1')).toBeUndefined();
    await client.conversations.put('c9', { visitor: { id: 'auth0|5f7c/8ec7' } });
    expect(await client.conversations.eraseVisitor('auth0|5f7c/8ec7')).toBeUndefined();

    const document = (await (await stage.app.request('/openapi.json')).json()) as OpenApiDocument;
    const succeeded = new Set(
      [...stage.met].filter((answer) => / 2\d\d$/.test(answer)).map((answer) => answer.split(' ')[0]),
    );
    // What is called by machines of others, webhooks and health checks, stands elsewhere.
    const wanted = operationsOf(document).filter(({ path }) => path.startsWith('/v1/'));
    expect(wanted.map(({ operation }) => operation.operationId).filter((name) => !succeeded.has(name))).toEqual([]);
  });

  it('brings along nothing but itself', () => {
    const folder = new URL('../../packages/client/src/', import.meta.url);
    const loaded = readdirSync(folder).flatMap((file) =>
      [...readFileSync(new URL(file, folder), 'utf8').matchAll(/^(?:import|export) [^;]*? from '([^']+)'/gm)].map(
        ([, from]) => from,
      ),
    );
    expect(loaded.length).toBeGreaterThan(10);
    expect(loaded.filter((from) => !from?.startsWith('./'))).toEqual([]);
  });
});

const tinyImage = Buffer.from('R0lGODlhAQABAIAAAP///wAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64');

async function openAndLeave(open: (signal: AbortSignal) => AsyncIterable<unknown>): Promise<void> {
  const leaving = new AbortController();
  setTimeout(() => leaving.abort(), 500);
  for await (const _ of open(leaving.signal)) break;
}

async function playVisitor(): Promise<void> {
  const account = await stage.store.accounts.findOne({ _id: stage.accountId });
  const fetch = stage.request;
  const siteKey = account?.siteKey ?? '';
  const stranger = createClient({ baseUrl: '', fetch });
  expect((await stranger.visitor.widget({ siteKey })).name).toBe('Acme');
  const begun = await stranger.visitor.session({ siteKey });
  const { visitor } = createClient({ baseUrl: '', key: begun.token, fetch });
  await visitor.restoreLink({ siteKey, email: 'visitor@example.com' });
  const { id } = await visitor.upload(new Blob(['Hello?']));
  await visitor.post({ id: 'v1', attachments: [id] });
  await visitor.contactForm({ email: 'visitor@example.com', name: 'Vi' });
  await visitor.messages({ limit: 5 });
  await visitor.presence({ state: 'left' });
  await visitor.read({ upTo: 1 });
  await visitor.typing();
  expect((await visitor.conversation())?.visitor.email).toBe('visitor@example.com');
  await openAndLeave((signal) => visitor.events({ signal }));
  expect(await visitor.logout()).toBeUndefined();
}
