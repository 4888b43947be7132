import type { Settings } from '../contract/settings.ts';
import type { SuppressionReason } from '../contract/suppressions.ts';

/**
 * What the rules look at. All times are epoch milliseconds. The store keeps these very shapes in its documents, so
 * that a fact is written once and read without translation.
 */

/** One browser tab of the visitor, or the conversation itself (`tab: null`) while no tab has reported. */
export interface Tab {
  readonly tab: string | null;
  /** When its newest report happened. */
  readonly seenAt: number;
  /** It has sent heartbeats, so its silence ends it. */
  readonly beats: boolean;
  readonly leftAt: number | null;
  /** What its clock and the way here made together at its most prompt report that told its time (policy/visitor/clocks.ts). */
  readonly lag?: number | undefined;
}

export interface VisitorPresence {
  readonly tabs: readonly Tab[];
  /** The visitor's last activity. */
  readonly activeAt: number;
}

/** A presence status of an agent who has set one; a deleted agent stays offline. */
export interface AgentPresence {
  readonly status: 'online' | 'offline' | 'invisible';
  /** End of the lease, if the status was given one; a lapsed `online` counts as offline from here. */
  readonly expiresAt: number | null;
  /** Since when the agent is not online; null while online. */
  readonly awaySince: number | null;
}

/** An agent's message that may still be mailed: forwardable when stored and in no mail that went out or may have. */
export interface PendingReply {
  readonly seq: number;
  readonly receivedAt: number;
  readonly readAt: number | null;
  /**
   * Its mail failed: the next one carries it, but it can trigger none by itself (design, News). Stored documents have the
   * field under this name.
   */
  readonly rides: boolean;
  /** Its mail can be sent by nobody as it is: in no other mail, until a person replays it or the address is corrected. */
  readonly isRefused?: true;
  /** Deleted: it is mailed no more, but settling goes on as if it were (api.md Messages). */
  readonly isDeleted?: true;
  /** An agent took it out of the mail, and it is shown in none, unless one asks to send it after all (design section 8). */
  readonly isCancelled?: true;
  /** When an agent asked to send it now: nothing of R4 holds it back, and a riding one makes its mail due. */
  readonly askedAt?: number;
}

export interface ConversationFacts {
  readonly channel: { readonly kind: 'web' | 'messenger' | 'instagram' };
  readonly visitor: { readonly email: string | null };
  readonly presence: VisitorPresence;
  readonly pending: readonly PendingReply[];
  /** The one delivery that is claimed or being sent, if any. */
  readonly openDelivery: string | null;
  /** When mails of the last hour were accepted, or may have been. */
  readonly mailedAt: readonly number[];
  /** Until when the day's limit for its unverified address holds mail back (design R1). */
  readonly limitedUntil: number | null;
  /** Why its present address gets no mail of the account, as last seen (design, Delivery). */
  readonly suppressed: SuppressionReason | null;
  /** Since when the visitor wants no mail of this conversation. */
  readonly unsubscribedAt: number | null;
}

export interface AccountFacts {
  readonly settings: Settings;
  /** When the present `emailForwarding` was chosen. */
  readonly choiceMadeAt: number;
  /** Only agents who ever set a status; none if all of those were deleted. */
  readonly agents: readonly AgentPresence[];
}
