import type { Change } from '../../store/mongo/change-stream.ts';

/** A change as it is told in one account. */
export type AccountChange = Change & { readonly accountId: string };

/** The changes in these accounts; what belongs to the whole deployment is one in each of them. */
export function changesIn(accountIds: ReadonlySet<string>, changes: readonly Change[]): AccountChange[] {
  return changes.flatMap((change) => {
    const { accountId } = change;
    if (accountId === null) return [...accountIds].map((each) => ({ ...change, accountId: each }));
    return accountIds.has(accountId) ? [{ ...change, accountId }] : [];
  });
}
