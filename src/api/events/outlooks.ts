import { forwardingState } from '../../policy/look/forwarding-state.ts';
import { accountFacts } from '../../store/accounts/accounts.ts';
import type { AccountDoc, ConversationDoc } from '../../store/mongo/documents.ts';
import { sha256 } from '../../store/mongo/ids.ts';

/**
 * Notices when the outcomes of a conversation's waiting replies change, which is not written in the messages (design
 * R10).
 */
export interface Outlooks {
  /** Whether outcomes may have changed since the last call for this conversation; true for the first one. */
  mayHaveChanged(conversation: ConversationDoc, account: AccountDoc, now: number): boolean;
}

/** How many conversations are remembered; beyond that, outcomes are sometimes looked at without need. */
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
