import type { SuppressionReason } from '../../src/contract/suppressions.ts';
import { suppress } from '../../src/store/addresses/suppressions.ts';
import type { Store } from '../../src/store/mongo/store.ts';
import { inTransaction } from '../../src/store/mongo/transaction.ts';

/**
 * Suppresses an address because of another conversation's email. Returns whether waiting conversations must be woken.
 */
export function suppressedElsewhere(
  { store, accountId, now = Date.now() }: { readonly store: Store; readonly accountId: string; readonly now?: number },
  address: string,
  reason: SuppressionReason = 'bounced',
): Promise<boolean> {
  const by = { accountId, conversationId: 'elsewhere', deliveryId: 'd1' };
  return inTransaction(store, (session) => suppress(store, { ...by, address, reason, detail: null, now }, session));
}
