import { waitingConversations } from '../../store/conversations/followed.ts';
import type { ConversationDoc } from '../../store/mongo/documents.ts';
import type { BasicDeps } from '../env.ts';
import type { DueTimes } from './due-times.ts';
import type { Outlooks } from './outlooks.ts';
import type { AccountChange, Resources } from './resources.ts';
import type { Followed } from './room.ts';
import type { Silences } from './silences.ts';

/** Who follows what, and what they were sent last. */
export interface Listeners {
  readonly dueTimes: DueTimes;
  readonly outlooks: Outlooks;
  readonly silences: Silences;
  follows(accountId: string): Followed;
}

/** How many conversations are announced at once to a client that follows the whole account. */
const maxOfAll = 200;

/** By the token of an account's change, the conversations whose due times it may have moved. */
export async function movedBy(
  { store }: Pick<BasicDeps, 'store'>,
  changes: readonly AccountChange[],
  { dueTimes, follows }: Listeners,
  { accounts, now }: Resources,
): Promise<ReadonlyMap<string, readonly ConversationDoc[]>> {
  const moved = new Map<string, readonly ConversationDoc[]>();
  for (const { collection, accountId, token } of changes) {
    const account = accounts.get(accountId);
    if (collection !== 'accounts' || account === undefined || !dueTimes.mayMove(account, now)) continue;
    const { ids, isAll } = follows(accountId);
    moved.set(token, await waitingConversations(store, accountId, { ids, newest: isAll ? maxOfAll : 0 }));
  }
  return moved;
}
