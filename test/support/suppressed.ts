import type { SuppressionReason } from '../../src/contract/suppressions.ts';
import { suppress } from '../../src/store/addresses/suppressions.ts';
import type { Store } from '../../src/store/mongo/store.ts';
import { inTransaction } from '../../src/store/mongo/transaction.ts';

/** A mail of another conversation to this address came to a bad end. Answers whether waiting ones are to be told. */
export function suppressedElsewhere(
  { store, accountId, now = Date.now() }: { readonly store: Store; readonly accountId: string; readonly now?: number },
  address: string,
  reason: SuppressionReason = 'bounced',
): Promise<boolean> {
  const by = { accountId, conversationId: 'elsewhere', deliveryId: 'd1' };
  return inTransaction(store, (session) => suppress(store, { ...by, address, reason, now }, session));
}
