import { endClaim } from '../../src/store/deliveries/claim-ends.ts';
import { look } from '../../src/store/deliveries/look.ts';
import { conversationKey } from '../../src/store/mongo/ids.ts';
import type { Stage } from './openapi-stage.ts';

const request = JSON.stringify({
  personalizations: [{ to: [{ email: 'grace@example.com' }], headers: { 'Message-ID': '<1@acme.example>' } }],
  from: { email: 'chat@acme.example', name: 'Acme' },
  subject: 'Re: your question',
  content: [{ value: 'Tomorrow.' }, { value: '<p>Tomorrow.</p>' }],
});

/** A conversation whose mail was due at once and could not be sent, as the worker would leave it. */
export async function parkedDelivery({ call, store, accountId }: Stage, conversationId: string): Promise<void> {
  const ref = { accountId, conversationId };
  const path = `/v1/conversations/${conversationId}`;
  const atOnce = { afterLeavingSeconds: 0, settleSeconds: 0, settleMaxSeconds: 0, quietHours: null };
  await call('PATCH', '/v1/settings', { emailForwarding: 'unreadReplies', timing: atOnce, delivery: null });
  await call('PUT', path, { visitor: { email: `${conversationId}@example.com` } });
  await call('POST', `${path}/messages`, { id: 'reply', author: { kind: 'agent' }, text: 'Tomorrow.' });
  await call('POST', `${path}/presence`, { state: 'left' });
  const next = await look({ store, clock: () => Date.now(), deliverTimeoutMs: 40_000 }, ref, []);
  if (next.kind !== 'deliver') throw new Error(`the mail is not due: ${JSON.stringify(next)}`);
  const conversation = await store.conversations.findOne({ _id: conversationKey(ref) });
  const end = { kind: 'parked', reason: 'senderRejected' } as const;
  if (!(await endClaim(store, { ref, deliveryId: next.deliveryId, end, now: Date.now() }, conversation?.version ?? 0)))
    throw new Error('something changed meanwhile');
  await store.deliveries.updateOne({ accountId, id: next.deliveryId }, { $set: { request } });
}
