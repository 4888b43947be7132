import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type OpenApiDocument, operationsOf } from '../../src/api/documentation/open-api.ts';
import { maxCannedReplies } from '../../src/store/accounts/canned-replies.ts';
import { removeFile } from '../../src/store/mongo/files.ts';
import { maxWebhooks } from '../../src/store/webhooks/webhooks.ts';
import { agentEmail } from '../support/agent-email.ts';
import { connected } from '../support/channels.ts';
import { deadLetter } from '../support/dead-letter.ts';
import { emailedMessage } from '../support/emailed-message.ts';
import { inboundPath, rawForm, signedHeaders } from '../support/inbound.ts';
import { postOf, signedPost, verifyToken } from '../support/meta-events.ts';
import { reportsPath } from '../support/signed-reports.ts';
import { suppressedElsewhere } from '../support/suppressed.ts';
import { playFiles, takesForm } from './openapi-files.ts';
import { settingsExample } from './openapi-settings.ts';
import { openStage, type Stage } from './openapi-stage.ts';
import { playVisitor } from './openapi-visitor-session.ts';
import { parkedDelivery } from './parked-delivery.ts';

let stage: Stage;
let document: OpenApiDocument;
beforeAll(async () => {
  stage = await openStage();
  document = (await (await stage.app.request('/openapi.json')).json()) as OpenApiDocument;
});
afterAll(() => stage.stop());

async function agentsToken(id: string): Promise<string> {
  await stage.call('PUT', `/v1/agents/${id}`, { name: id });
  return ((await (await stage.call('POST', `/v1/agents/${id}/sessions`)).json()) as { token: string }).token;
}

const status = async (response: Promise<Response>) => (await response).status;

describe('the document and the answers agree', () => {
  it('over a conversation from its beginning to its end', async () => {
    const { call } = stage;
    expect(
      await status(call('PUT', '/v1/conversations/c1', { visitor: { id: 'v1' }, page: 'https://acme.example/' })),
    ).toBe(201);
    expect(await status(call('PUT', '/v1/conversations/c1', { visitor: { name: 'Grace', timeZone: null } }))).toBe(200);
    expect(await status(call('PUT', '/v1/conversations/c1', { visitor: { id: 'v2' } }))).toBe(409);
    expect(await status(call('GET', '/v1/conversations/c1'))).toBe(200);
    expect(await status(call('POST', '/v1/conversations/c1/presence', { state: 'active', tab: 't1' }))).toBe(204);

    const first = { id: 'm1', author: { kind: 'visitor' }, text: 'When does it ship?' };
    expect(await status(call('POST', '/v1/conversations/c1/messages', first))).toBe(201);
    expect(await status(call('POST', '/v1/conversations/c1/messages', first))).toBe(200);
    expect(await status(call('POST', '/v1/conversations/c1/messages', { ...first, text: 'When?' }))).toBe(409);
    const answer = { id: 'm2', author: { kind: 'agent', id: 'ada', name: 'Ada' }, text: 'Tomorrow.' };
    expect(await status(call('POST', '/v1/conversations/c1/messages', answer))).toBe(201);
    expect(await status(call('PATCH', '/v1/conversations/c1/messages/m2', { text: 'On Monday.' }))).toBe(200);
    for (const view of ['agent', 'visitor'])
      expect(await status(call('GET', `/v1/conversations/c1/messages?view=${view}&limit=1`))).toBe(200);

    expect(await status(call('PATCH', '/v1/conversations/c1/visitor', { email: 'grace@example.com' }))).toBe(200);
    expect(await status(call('POST', '/v1/conversations/c1/read', { upTo: 1 }))).toBe(200);
    expect(await status(call('POST', '/v1/conversations/c1/typing', { agent: { id: 'ada' } }))).toBe(204);
    expect(await status(call('POST', '/v1/conversations/c1/presence', { state: 'left', tab: 't1' }))).toBe(204);
    expect(await status(call('GET', '/v1/conversations?state=waiting&address=grace@example.com'))).toBe(200);

    expect(await status(call('POST', '/v1/conversations/c1/forwarding', { action: 'sendNow' }))).toBe(200);
    expect(await status(call('POST', '/v1/conversations/c1/forwarding', { action: 'cancel' }))).toBe(200);

    expect(await status(call('DELETE', '/v1/conversations/c1/messages/m2'))).toBe(204);
    expect(await status(call('POST', '/v1/conversations/c1/forwarding', { action: 'sendNow' }))).toBe(409);
    expect(await status(call('PATCH', '/v1/conversations/c1/messages/m2', { text: 'Never.' }))).toBe(409);
    expect(await status(call('GET', '/v1/conversations/c1/messages'))).toBe(200);
    expect(await status(call('DELETE', '/v1/conversations/c1/reply-addresses'))).toBe(204);
    expect(await status(call('PUT', '/v1/conversations/c1/assignee', { agentId: null }))).toBe(200);
    expect(await status(call('POST', '/v1/conversations/c1/close'))).toBe(200);
    expect(await status(call('POST', '/v1/conversations/c1/reopen'))).toBe(200);
  });

  it('for messages that wait for the contact form', async () => {
    const { call } = stage;
    await call('PATCH', '/v1/settings', { contactForm: { online: 'required', offline: 'required' } });
    await call('PUT', '/v1/conversations/c2', {});
    const held = await call('POST', '/v1/conversations/c2/messages', {
      id: 'm1',
      author: { kind: 'visitor' },
      text: 'Hello?',
    });
    expect(await held.json()).toMatchObject({ state: 'held', seq: null });
    expect(await status(call('GET', '/v1/conversations/c2/messages?view=visitor'))).toBe(200);
    await call('PATCH', '/v1/settings', { contactForm: null });
  });

  it('for agents and their statuses', async () => {
    const { call } = stage;
    expect(
      await status(call('PUT', '/v1/agents/ada', { name: 'Ada', avatarUrl: 'https://acme.example/ada.png' })),
    ).toBe(200);
    expect(await status(call('PUT', '/v1/agents/ada/status', { status: 'online', expiresInSeconds: 60 }))).toBe(200);
    expect(await status(call('GET', '/v1/agents?limit=1'))).toBe(200);
    expect(await status(call('GET', '/v1/agents/ada'))).toBe(200);
    expect(await status(call('DELETE', '/v1/agents/ada'))).toBe(204);
    expect(await status(call('DELETE', '/v1/agents/ada'))).toBe(404);
  });

  it("for an agent's work, and canned replies", async () => {
    const { call, store, accountId } = stage;
    const token = await agentsToken('ada');
    expect(await status(call('POST', '/v1/conversations/c1/unread', undefined, token))).toBe(200);
    expect(await status(call('GET', '/v1/conversations?unread=true&assignee=me', undefined, token))).toBe(200);
    const hello = { agentId: 'ada', shortcut: 'hi', title: 'Hello', text: 'Hello {{visitor.name|there}}!' };
    expect(await status(call('PUT', '/v1/canned-replies/r1', hello))).toBe(201);
    expect(await status(call('PUT', '/v1/canned-replies/r1', hello))).toBe(200);
    expect(await status(call('GET', '/v1/canned-replies?limit=1'))).toBe(200);
    const one = await store.cannedReplies.findOne({ accountId, id: 'r1' });
    if (one === null) throw new Error('no canned reply');
    const more = Array.from({ length: maxCannedReplies.ofAgent }, (_, index) => ({ ...one, _id: `more-${index}` }));
    await store.cannedReplies.insertMany(more);
    expect(await status(call('PUT', '/v1/canned-replies/r2', hello))).toBe(409);
    expect(await status(call('DELETE', '/v1/canned-replies/r1'))).toBe(204);
  });

  it('for the settings, of which each can be changed as documented', async () => {
    const { call } = stage;
    expect(await status(call('PATCH', '/v1/settings', settingsExample))).toBe(200);
    expect(await status(call('GET', '/v1/settings'))).toBe(200);
    expect(await status(call('PATCH', '/v1/settings', { colour: 'red' }))).toBe(422);
  });

  it('for what the settings make of an email, and whether it arrives', async () => {
    const { call } = stage;
    expect(await status(call('GET', '/v1/settings/email-preview'))).toBe(200);
    expect(await status(call('POST', '/v1/settings/test-email', { to: 'ada@example.com' }))).toBe(200);
    expect(await status(call('GET', '/v1/settings/email-checks'))).toBe(200);
  });

  it('for channels', async () => {
    const { call, store, accountId } = stage;
    const path = '/v1/channels/messenger/12';
    const page = { login: 'facebook', accessToken: 'EAAG' };
    expect(await status(call('PUT', path, page))).toBe(201);
    expect(await status(call('PUT', path, page))).toBe(200);
    expect(await status(call('GET', path))).toBe(200);
    expect(await status(call('GET', '/v1/channels'))).toBe(200);
    expect(await status(call('DELETE', path))).toBe(204);
    expect(await status(call('DELETE', path))).toBe(404);
    await connected(store, stage.channels, 'another-account', '13');
    expect(await status(call('PUT', '/v1/channels/messenger/13', page))).toBe(409);
    let count = 0;
    while ((await status(call('PUT', `/v1/channels/messenger/14`, page))) !== 429) count += 1;
    expect(count).toBeLessThan(30);
    await store.channelConnections.deleteMany({ accountId });
  });

  it('for webhooks', async () => {
    const { call, store, accountId } = stage;
    const path = '/v1/webhooks/w0';
    const hook = { url: 'https://acme.example/hook', events: ['alert'] };
    expect(await status(call('PUT', path, hook))).toBe(201);
    expect(await status(call('PUT', path, hook))).toBe(200);
    for (let nth = 1; nth < maxWebhooks; nth += 1)
      expect(await status(call('PUT', `/v1/webhooks/w${nth}`, hook))).toBe(201);
    expect(await status(call('PUT', '/v1/webhooks/one-more', hook))).toBe(409);
    expect(await status(call('GET', '/v1/webhooks'))).toBe(200);
    expect(await status(call('GET', path))).toBe(200);
    for (let count = 0; count < 5; count += 1) expect(await status(call('POST', `${path}/secret/rotate`))).toBe(200);
    expect(await status(call('POST', `${path}/secret/rotate`))).toBe(409);
    expect(await status(call('DELETE', `${path}/secret/previous`))).toBe(204);
    expect(await status(call('GET', `${path}/failures?limit=1`))).toBe(200);
    expect(await status(call('POST', `${path}/replay`, {}))).toBe(202);
    // To the documentation's network, which is nobody's, so nothing is posted.
    await store.webhooks.updateOne({ accountId, id: 'w0' }, { $set: { url: 'https://192.0.2.1/hook' } });
    expect(await status(call('POST', `${path}/test`))).toBe(200);
    expect(await status(call('PUT', path, { ...hook, enabled: false }))).toBe(200);
    expect(await status(call('POST', `${path}/replay`, {}))).toBe(409);
    expect(await status(call('DELETE', path))).toBe(204);
  });

  it('for deliveries and their replay', async () => {
    const { call } = stage;
    await parkedDelivery(stage, 'c3');
    const listed = (await (await call('GET', '/v1/deliveries?status=parked')).json()) as { items: { id: string }[] };
    const path = `/v1/deliveries/${listed.items[0]?.id}`;
    expect(await status(call('GET', path))).toBe(200);
    expect(await status(call('GET', `${path}/html`))).toBe(200);
    expect(await status(call('POST', `${path}/replay`, { evenIfRead: true }))).toBe(202);
    await call('DELETE', '/v1/conversations/c3/messages/reply');
    await parkedDelivery(stage, 'c4');
    await call('DELETE', '/v1/conversations/c4/messages/reply');
    const [other] = ((await (await call('GET', '/v1/deliveries?conversation=c4')).json()) as typeof listed).items;
    expect(await status(call('POST', `/v1/deliveries/${other?.id}/replay`))).toBe(409);
    expect(await status(call('POST', `/v1/deliveries/${other?.id}/dismiss`, { reason: 'called' }))).toBe(200);
    await stage.store.deliveries.updateOne({ id: other?.id ?? '' }, { $set: { status: 'accepted', request: null } });
    expect(await status(call('GET', `/v1/deliveries/${other?.id}/html`))).toBe(409);
    expect(await status(call('POST', `/v1/deliveries/${other?.id}/dismiss`, { reason: 'called' }))).toBe(409);
  });

  it('for emails to agents', async () => {
    const { call, accountId, store } = stage;
    const parked = await agentEmail(store, { accountId, conversationId: 'c1' });
    const sent = await agentEmail(store, { accountId, conversationId: 'c1' }, { status: 'accepted', reason: null });
    expect(await status(call('GET', '/v1/agent-emails?status=parked&conversation=c1&limit=1'))).toBe(200);
    expect(await status(call('POST', `/v1/agent-emails/${parked}/replay`))).toBe(202);
    expect(await status(call('POST', `/v1/agent-emails/${sent}/replay`))).toBe(409);
    expect(await status(call('POST', '/v1/agent-emails/none/replay'))).toBe(404);
  });

  it('for suppressions', async () => {
    const { call } = stage;
    await suppressedElsewhere(stage, 'grace@example.com');
    expect(await status(call('GET', '/v1/suppressions?address=grace@example.com&limit=1'))).toBe(200);
    expect(await status(call('DELETE', '/v1/suppressions/grace@example.com'))).toBe(204);
    const byHand = () => call('PUT', '/v1/suppressions/grace@example.com', { detail: 'asked by phone' });
    expect([await status(byHand()), await status(byHand())]).toEqual([201, 200]);
  });

  it('for erasures', async () => {
    const { call, store, accountId } = stage;
    const path = '/v1/conversations/c20';
    const long = async (conversationId: string) => {
      await call('PUT', `/v1/conversations/${conversationId}`, { visitor: { id: 'customer-20' } });
      await call('POST', `/v1/conversations/${conversationId}/messages`, {
        id: 'm1',
        author: { kind: 'visitor' },
        text: 'Hello?',
      });
      const [one] = await store.messages.find({ accountId, conversationId }).toArray();
      if (one === undefined) throw new Error('no message');
      const more = Array.from({ length: 250 }, (_, index) => ({ ...one, _id: `${one._id}${index}`, seq: index + 2 }));
      await store.messages.insertMany(more);
    };
    expect(await status(call('GET', '/v1/conversations/c2/export'))).toBe(200);
    expect(await status(call('GET', '/v1/conversations/c3/export'))).toBe(200);
    await long('c20');
    expect(await status(call('DELETE', path))).toBe(202);
    expect(await status(call('DELETE', path))).toBe(204);
    expect(await status(call('PUT', path, {}))).toBe(409);
    await long('c21');
    expect(await status(call('DELETE', '/v1/visitors/customer-20'))).toBe(202);
    await call('PUT', '/v1/conversations/c22', { visitor: { id: 'customer-22' } });
    expect(await status(call('DELETE', '/v1/visitors/customer-22'))).toBe(204);
  });

  it('for the replay and dismissal of many deliveries', async () => {
    const { call } = stage;
    await parkedDelivery(stage, 'c5');
    expect(await status(call('POST', '/v1/deliveries/replay', { id: 'j1', dryRun: true }))).toBe(200);
    expect(await status(call('GET', '/v1/jobs/j1'))).toBe(404);
    expect(await status(call('POST', '/v1/deliveries/replay', { id: 'j1' }))).toBe(202);
    expect(await status(call('POST', '/v1/deliveries/replay', { id: 'j1', reason: 'tooLarge' }))).toBe(409);
    expect(await status(call('GET', '/v1/jobs/j1'))).toBe(200);
    expect(await status(call('GET', '/v1/jobs?limit=1'))).toBe(200);
    for (const verb of ['pause', 'resume', 'cancel'])
      expect(await status(call('POST', `/v1/jobs/j1/${verb}`))).toBe(200);
    for (const verb of ['pause', 'resume']) expect(await status(call('POST', `/v1/jobs/j1/${verb}`))).toBe(409);
    expect(await status(call('POST', '/v1/deliveries/replay', { id: 'j2', reason: 'tooLarge' }))).toBe(202);
    expect(await status(call('POST', '/v1/jobs/j2/cancel'))).toBe(409);
    const dismissal = { id: 'j3', why: 'called', reason: 'tooLarge' };
    expect(await status(call('POST', '/v1/deliveries/dismiss', { ...dismissal, dryRun: true }))).toBe(200);
    expect(await status(call('POST', '/v1/deliveries/dismiss', dismissal))).toBe(202);
    expect(await status(call('POST', '/v1/deliveries/dismiss', { ...dismissal, id: 'j1' }))).toBe(409);
  });

  it('for the status of email', async () => {
    const { call, store } = stage;
    const refused = {
      pausedSince: Date.now(),
      reason: 'providerAuth',
      probeEveryMs: 60_000,
      nextProbeAt: Date.now(),
      resumedAt: null,
    } as const;
    await store.pauses.insertOne({ _id: 'sending', ...refused });
    expect(await status(call('GET', '/v1/status'))).toBe(200);
    await store.pauses.deleteMany({});
    expect(await status(call('GET', '/v1/status'))).toBe(200);
  });

  it('for keys and sessions', async () => {
    const { call } = stage;
    const made = (await (await call('POST', '/v1/keys', { scopes: ['chat'], name: 'Frontend' })).json()) as {
      id: string;
    };
    expect(await status(call('GET', '/v1/audit?action=key.created'))).toBe(200);
    expect(await status(call('GET', '/v1/keys?limit=1'))).toBe(200);
    expect(await status(call('DELETE', `/v1/keys/${made.id}`))).toBe(204);
    const { items } = (await (await call('GET', '/v1/keys')).json()) as { items: { id: string; scopes: string[] }[] };
    const last = items.find(({ scopes }) => scopes.includes('admin'));
    expect(await status(call('DELETE', `/v1/keys/${last?.id}`))).toBe(409);
    for (const kind of ['identity', 'session']) {
      for (let count = 0; count < 5; count += 1)
        expect(await status(call('POST', `/v1/secrets/${kind}/rotate`))).toBe(200);
      expect(await status(call('POST', `/v1/secrets/${kind}/rotate`))).toBe(409);
      expect(await status(call('DELETE', `/v1/secrets/${kind}/previous`))).toBe(204);
    }
    await call('PUT', '/v1/agents/bob', { name: 'Bob' });
    const session = await call('POST', '/v1/agents/bob/sessions');
    expect(session.status).toBe(201);
    const { token } = (await session.json()) as { token: string };
    expect(await status(call('GET', '/v1/agents/me', undefined, token))).toBe(200);
    expect(await status(call('PATCH', '/v1/agents/me/preferences', { sound: false }, token))).toBe(200);
    expect(await status(call('POST', '/v1/agents/me/session/renew', undefined, token))).toBe(200);
    expect(await status(call('DELETE', '/v1/agents/me/session', undefined, token))).toBe(204);
  });

  it("for the provider's reports", async () => {
    const report = (body: string, headers = stage.signer.headers(body, Date.now())) =>
      status(stage.request(reportsPath, { method: 'POST', headers, body }));
    const known = await stage.store.deliveries.findOne({ accountId: stage.accountId });
    const event = { event: 'processed', timestamp: 1, account: stage.accountId, delivery: known?.id, attempt: '1' };
    expect(await report(JSON.stringify([event, 'garbage']))).toBe(204);
    await stage.told();
    const read = await (await stage.call('GET', `/v1/deliveries/${known?.id}`)).json();
    expect(read).toMatchObject({ reports: [{ event: 'processed', at: '1970-01-01T00:00:01.000Z' }] });
    expect(await report('{}')).toBe(400);
    expect(await report('[]', {})).toBe(401);
    expect(await report(`[${' '.repeat(2_097_152)}]`)).toBe(413);
  });

  it('for files', () => playFiles(stage));

  it('for what the widget does', () => playVisitor(stage, document));

  it('for events, and for whoever looks after the process', async () => {
    const { call } = stage;
    expect(await status(call('GET', '/v1/events'))).toBe(200);
    expect(await status(call('GET', '/v1/conversations/c1/events'))).toBe(200);
    expect(await status(call('GET', '/healthz'))).toBe(200);
    expect(await status(call('GET', '/readyz'))).toBe(200);
  });

  it('for every problem, on every route that says it may answer with it', async () => {
    const keys = { chat: await stage.keyFor('settings'), other: await stage.keyFor('chat') };
    const agent = await agentsToken('ada');
    for (const { method, path, operation } of operationsOf(document).filter(
      ({ operation }) => operation.security?.[0]?.apiKey && !takesForm(operation),
    )) {
      const body = operation.requestBody?.content['application/json']?.example;
      const unknown = path
        .replaceAll('{address}', 'unknown@example.com')
        .replace('{kind}/{id}', 'messenger/404')
        .replaceAll(/\{\w+\}/g, 'unknown');
      const scope = operation.security?.[0]?.apiKey?.[0];
      expect(await status(stage.call(method, unknown, body, null))).toBe(401);
      expect(await status(stage.call(method, unknown, body, scope === 'settings' ? keys.other : keys.chat))).toBe(403);
      if ('400' in operation.responses) {
        const headers = { authorization: `Bearer ${stage.apiKey}`, 'content-type': 'text/plain' };
        expect(await status(stage.request(unknown, { method, headers, body: 'hello' }))).toBe(400);
      }
      if ('413' in operation.responses)
        expect(await status(stage.call(method, unknown, JSON.stringify('x'.repeat(300_000))))).toBe(413);
      if (operation.requestBody?.required)
        expect(await status(stage.call(method, unknown, { colour: 'red' }))).toBe(422);
      expect(await status(stage.call(method, `${unknown}?colour=red`, body))).toBe(422);
      const asker = operation.operationId === 'postUnread' ? agent : stage.apiKey;
      const ofUnknown = unknown === path ? `${path}?conversation=unknown` : unknown;
      if ('404' in operation.responses) expect(await status(stage.call(method, ofUnknown, body, asker))).toBe(404);
      if (unknown !== path)
        expect(await status(stage.call(method, path.replaceAll(/\{\w+\}/g, '%20'.repeat(201)), body))).toBe(422);
      if (operation.parameters?.some(({ name }) => name === 'cursor'))
        expect(await status(stage.call(method, `${path.replaceAll(/\{\w+\}/g, 'c1')}?cursor=!&limit=0`))).toBe(422);
    }
  });

  it('for emails that came in', async () => {
    const { call, request, store, accountId, signer } = stage;
    const posted = rawForm();
    const form = { method: 'POST', headers: signedHeaders(signer, posted, Date.now()), body: posted };
    expect(await status(request(inboundPath(), form))).toBe(204);
    expect(await status(request(inboundPath('wrong'), form))).toBe(401);
    const made = () => deadLetter(store, { accountId, now: Date.now() });
    const [replayed, dismissed] = [await made(), await made()];
    expect(await status(call('GET', '/v1/inbound?state=deadLetter'))).toBe(200);
    expect(await status(call('GET', `/v1/inbound/${replayed}`))).toBe(200);
    expect(await status(call('GET', `/v1/inbound/${replayed}/html`))).toBe(200);
    await removeFile(store.rawInbound, dismissed);
    expect(await status(call('GET', `/v1/inbound/${dismissed}/html`))).toBe(409);
    expect(await status(call('POST', `/v1/inbound/${replayed}/replay`))).toBe(202);
    expect(await status(call('POST', `/v1/inbound/${replayed}/replay`))).toBe(409);
    expect(await status(call('POST', `/v1/inbound/${dismissed}/dismiss`, { reason: 'spam' }))).toBe(200);
    expect(await status(call('POST', `/v1/inbound/${replayed}/dismiss`, { reason: 'spam' }))).toBe(409);
    expect(await status(call('POST', '/v1/inbound/replay', { ids: [dismissed] }))).toBe(202);

    await call('PUT', '/v1/conversations/by-email', { visitor: {} });
    const ref = { accountId, conversationId: 'by-email' };
    const email = await emailedMessage(store, ref, { id: 'e1', words: 'Thank you!', at: Date.now() });
    const whole = '/v1/conversations/by-email/messages/e1/email';
    expect(await status(call('GET', whole))).toBe(200);
    await removeFile(store.rawInbound, email);
    expect(await status(call('GET', whole))).toBe(409);
  });

  it('for what Meta posts', async () => {
    const { request } = stage;
    const asked = (token: string) =>
      request(
        `/webhooks/meta?${new URLSearchParams({ 'hub.mode': 'subscribe', 'hub.verify_token': token, 'hub.challenge': '1' })}`,
      );
    expect(await status(asked(verifyToken))).toBe(200);
    expect(await status(asked('another-token'))).toBe(403);
    const posted = ({ headers, body }: ReturnType<typeof signedPost>) =>
      status(request('/webhooks/meta', { method: 'POST', headers, body: new Uint8Array(body) }));
    expect(await posted(signedPost(postOf('page')))).toBe(200);
    expect(await posted(signedPost('{'))).toBe(400);
    expect(await posted(signedPost('{}', 'another-app-secret'))).toBe(401);
    expect(await posted(signedPost(' '.repeat(16 * 1_024 * 1_024 + 1)))).toBe(413);
  });

  it('has met every answer but those of reached limits, of a broken or missing database, and of a missing build or secret', () => {
    const documented = operationsOf(document).flatMap(({ operation }) =>
      Object.keys(operation.responses).map((code) => `${operation.operationId} ${code}`),
    );
    const isOutOfReach = (answer: string) =>
      / (429|50[03])$|^(getWidgetConfiguration 404|verifyMetaWebhook 401)$/.test(answer);
    const unmet = documented.filter((answer) => !stage.met.has(answer) && !isOutOfReach(answer));
    expect(unmet).toEqual([]);
  });
});
