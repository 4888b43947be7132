import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { auditedRoutes } from '../../src/api/audit/audited.ts';
import { tokensFor } from '../../src/store/addresses/links.ts';
import { rotateWebhookSecret } from '../../src/store/webhooks/webhooks.ts';
import { deadLetter } from '../support/dead-letter.ts';
import { fingerprints } from '../support/fingerprints.ts';
import { openAuthorizationStage } from './authorization-stage.ts';

const stage = await openAuthorizationStage();
const { store, accountId, ask, operations, goodRequest } = stage;
afterEach(() => refuseRecords(false));
afterAll(() => stage.stop());

const refuseRecords = (isRefused: boolean) =>
  store.client
    .db(store.audit.dbName)
    .command({ collMod: 'audit', validator: isRefused ? { _id: 'no record has this' } : {} });

const { accounts, keys, agentSessions, conversations, deliveries, suppressions, jobs, links } = store;
const changeable = [
  ...[accounts, keys, agentSessions, conversations, deliveries, suppressions, jobs, links],
  ...[store.webhooks, store.webhookEvents, store.channelConnections],
];
const everything = async () => [
  await fingerprints(store, changeable),
  // Its content is kept for longer before it is replayed.
  await store.inbound.find({}, { projection: { state: 1 }, sort: { _id: 1 } }).toArray(),
];

/** What has to be there besides what the route is about, so that it changes something. */
const prepared: Readonly<Record<string, (id: string) => Promise<unknown>>> = {
  'DELETE /v1/secrets/identity/previous': () => stage.call('POST', '/v1/secrets/identity/rotate'),
  'DELETE /v1/secrets/session/previous': () => stage.call('POST', '/v1/secrets/session/rotate'),
  'DELETE /v1/webhooks/:id/secret/previous': (id) => rotateWebhookSecret(store, { accountId, id }),
  'DELETE /v1/conversations/:id/reply-addresses': (conversationId) =>
    tokensFor(store, { ref: { accountId, conversationId }, address: 'ada@example.com', now: Date.now() }, ['reply']),
  'POST /v1/inbound/replay': () => deadLetter(store, { accountId, now: Date.now(), subject: 'Re: Parcel' }),
  'POST /v1/jobs/:id/resume': (id) => stage.call('POST', `/v1/jobs/${id}/pause`),
  'POST /v1/webhooks/:id/replay': (id) => failedEvent(id),
};

async function failedEvent(id: string): Promise<void> {
  const hook = await store.webhooks.findOne({ accountId, id });
  const now = Date.now();
  const times = { createdAt: now, nextAttemptAt: now, giveUpAt: now, expiresAt: new Date(now + 3_600_000) };
  const event = { ...times, id: 'e1', webhook: hook?.uid ?? '', accountId, conversationId: null, event: 'alert' };
  await store.webhookEvents.insertOne({
    ...event,
    ...{ _id: `${hook?.uid}:e1`, state: 'failed', isFailure: true, attempts: 3, lastAttempt: null },
  } as never);
}

const actions = async () =>
  (await store.audit.find({ accountId }, { sort: { createdAt: 1, _id: 1 } }).toArray()).map(({ action }) => action);

describe.each(Object.entries(auditedRoutes))('%s', (name, { action }) => {
  it('leaves one record with its change; if that cannot be written, nothing is changed', async () => {
    const placed = operations.get(name.replaceAll(/:(\w+)/g, '{$1}'));
    if (placed === undefined) throw new Error(`the document has no ${name}`);
    const request = await goodRequest(placed);
    if (name === 'POST /v1/inbound/replay') Object.assign(request, { body: {} });
    if (name === 'POST /v1/webhooks/:id/replay') Object.assign(request, { body: {} });
    await prepared[name]?.(request.path.split('/')[3] ?? '');
    const who = name === 'DELETE /v1/agents/me/session' ? stage.home.agentsCookie : stage.home.key;
    const [before, recorded] = [await everything(), await actions()];

    await refuseRecords(true);
    expect((await ask(request, who)).status).toBe(500);
    expect(await everything()).toEqual(before);

    await refuseRecords(false);
    const answered = await ask(request, who);
    expect([answered.status < 300, answered.text]).toEqual([true, expect.any(String)]);
    expect((await actions()).slice(recorded.length)).toEqual([action]);
  });
});
