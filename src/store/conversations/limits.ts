import { mayMailAddress, nextUtcDay } from '../addresses/address-limits.ts';
import { withSuppression } from '../addresses/suppressions.ts';
import type { ConversationDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';
import type { ChangeContext } from './change.ts';

/**
 * The conversation with what may hold its emails back as it is now, which is otherwise read right before sending: for
 * agents who want an email sent now, so that no false promise is made.
 */
export async function withLimits(
  store: Store,
  before: ConversationDoc,
  { now, session }: Pick<ChangeContext, 'now' | 'session'>,
): Promise<ConversationDoc> {
  const { conversation } = await withSuppression(store, before, session);
  const { accountId, id: conversationId, visitor, limitedUntil } = conversation;
  if (visitor.email === null || visitor.emailVerified || (limitedUntil ?? 0) > now) return conversation;
  const ref = { accountId, conversationId };
  const mayMail = await mayMailAddress(store, { ref, address: visitor.email, now }, session);
  return mayMail ? conversation : { ...conversation, limitedUntil: nextUtcDay(now) };
}
