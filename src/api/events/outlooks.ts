import { forwardingState } from '../../policy/look/state.ts';
import { accountFacts } from '../../store/accounts/accounts.ts';
import type { AccountDoc, ConversationDoc } from '../../store/mongo/documents.ts';
import { sha256 } from '../../store/mongo/ids.ts';

/** Notices when what awaits a conversation's replies changes, of which nothing is written in their messages (design R10). */
export interface Outlooks {
  /** Whether outcomes may be others than when it was asked last; so too at the first time. */
  mayHaveChanged(conversation: ConversationDoc, account: AccountDoc, now: number): boolean;
}

/** So many conversations are remembered; beyond, outcomes are looked at once more than need be. */
const maxRemembered = 10_000;

export function outlooks(): Outlooks {
  const digests = new Map<string, string>();
  return {
    mayHaveChanged: (conversation, account, now) => {
      const { _id, pending, openDelivery } = conversation;
      if (pending.length === 0) {
        digests.delete(_id);
        return false;
      }
      const state = forwardingState(conversation, accountFacts(account), now);
      const digest = sha256(JSON.stringify([state, openDelivery, pending]));
      if (digests.get(_id) === digest) return false;
      if (digests.size >= maxRemembered) digests.clear();
      digests.set(_id, digest);
      return true;
    },
  };
}
