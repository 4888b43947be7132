import type { AgentEmailDoc, ConversationRef } from '../../src/store/mongo/documents.ts';
import type { Store } from '../../src/store/mongo/store.ts';

let count = 0;

/** Stores an email that was to tell Ada that a visitor waits; parked unless it is said otherwise. Returns its id. */
export async function agentEmail(
  store: Store,
  ref: ConversationRef,
  given: Partial<AgentEmailDoc> = {},
): Promise<string> {
  count += 1;
  const [id, now] = [`agent-email-${count}`, given.createdAt ?? Date.now()];
  await store.agentEmails.insertOne({
    _id: `${ref.accountId}:${id}`,
    ...{ ...ref, id, agentId: 'ada', waitingSince: now, status: 'parked', reason: 'providerBusy' },
    ...{ attempts: [], reports: [], request: null, hourStartedAt: now, nextAttemptAt: now },
    ...{ acceptedAt: null, providerMessageId: null, createdAt: now, expiresAt: new Date('2060-01-01') },
    ...given,
  });
  return id;
}
