import type { DirectChannelKind } from '../contract/direct-channels.ts';
import type { OutcomeReason } from '../contract/outcomes.ts';
import type { Settings } from '../contract/settings.ts';
import type { SuppressionReason } from '../contract/suppressions.ts';

/**
 * What the rules look at. All times are epoch milliseconds. The store keeps the same shapes in its documents, so that a
 * fact is written once and read without translation.
 */

/** One browser tab of the visitor, or the conversation itself (`tab: null`) while no tab has reported. */
export interface Tab {
  readonly tab: string | null;
  /** The time of its newest report. */
  readonly seenAt: number;
  /** Whether it has sent heartbeats, so that silence ends it. */
  readonly beats: boolean;
  readonly leftAt: number | null;
  /**
   * The smallest lag seen in this tab's reports: its clock's error plus the transmission time
   * (policy/visitor/clocks.ts).
   */
  readonly lag?: number | undefined;
  /** The visitor's session that its newest report was made with; missing for reports with a key. */
  readonly session?: string | undefined;
}

export interface VisitorPresence {
  readonly tabs: readonly Tab[];
  /** The visitor's last activity. */
  readonly activeAt: number;
}

/** A presence status of an agent who has set one; a deleted agent stays offline. */
export interface AgentPresence {
  readonly status: 'online' | 'offline' | 'invisible';
  /** The end of the lease, if the status has one; from then on `online` counts as offline. */
  readonly expiresAt: number | null;
  /** Since when the agent is not online; null while online. */
  readonly awaySince: number | null;
}

/**
 * An agent's message that may still be emailed: forwardable when stored, and in no email that was or may have been
 * sent.
 */
export interface PendingReply {
  readonly seq: number;
  readonly receivedAt: number;
  readonly readAt: number | null;
  /**
   * Its email failed: the next one carries it, but it cannot trigger one by itself (design, News). The name of the
   * field is that of stored documents.
   */
  readonly rides: boolean;
  /**
   * Its email cannot be sent as it is: no other email carries it until a person replays it or the address is corrected.
   */
  readonly isRefused?: true;
  /** Deleted: it is no longer emailed, but settling continues as if it were (api.md Messages). */
  readonly isDeleted?: true;
  /** An agent cancelled it: no email shows it unless an agent asks to send it after all (design section 8). */
  readonly isCancelled?: true;
  /** When an agent asked to send it now: R4 does not hold it back, even if an earlier email with it failed. */
  readonly askedAt?: number;
}

/** What keeps a delivery from going out, or from arriving, as its conversation remembers it. */
export interface Trouble {
  readonly deliveryId: string;
  readonly kind:
    | 'parked'
    /** The provider accepted it, and it did not arrive. */
    | 'undelivered'
    /** It is not known whether it was sent. */
    | 'unknown'
    /** A pause or a limit holds it back. */
    | 'postponed'
    /** The provider refused an attempt, and there will be another. */
    | 'refused';
  readonly reason: OutcomeReason | null;
  /** When what it tells of happened: the last attempt, a report, or the begin of a pause; epoch milliseconds. */
  readonly since: number;
  /** When it is attempted again, if that is known. */
  readonly until?: number;
}

export interface ConversationFacts {
  readonly channel: { readonly kind: 'web' | DirectChannelKind };
  /** When the person last wrote on a channel of their own, by its clock; missing on sites, and before they have. */
  readonly heardAt?: number;
  readonly visitor: {
    readonly email: string | null;
    /** An IANA name; the account's counts where it is not known. */
    readonly timeZone?: string | null;
  };
  readonly presence: VisitorPresence;
  /** When the visitor last answered by email; missing if they never did. */
  readonly answeredByMailAt?: number;
  readonly pending: readonly PendingReply[];
  /** The one delivery that is claimed or being sent, if any. */
  readonly openDelivery: string | null;
  /** How many deliveries are parked. */
  readonly parked: number;
  /** What keeps its newest deliveries from going out or arriving; missing where that never was so. */
  readonly troubles?: readonly Trouble[];
  /** The places of the messages whose deliveries on a channel are parked; missing where none ever was. */
  readonly parkedOnChannel?: readonly number[];
  /** When emails of the last hour were, or may have been, accepted. */
  readonly mailedAt: readonly number[];
  /** Until when the daily limit of its unverified address holds emails back (design R1). */
  readonly limitedUntil: number | null;
  /** Why its present address gets no email from the account, as last seen (design, Delivery). */
  readonly suppressed: SuppressionReason | null;
  /** Since when the visitor has been unsubscribed from this conversation. */
  readonly unsubscribedAt: number | null;
  /** Since when the visitor waits for an answer; null or missing if they do not. */
  readonly waitingSince?: number | null;
  /** When it was last decided which agents are emailed that the visitor waits; missing if it never was. */
  readonly agentsEmailedAt?: number;
}

export interface AccountFacts {
  readonly settings: Settings;
  /** When the present `emailForwarding` was chosen. */
  readonly choiceMadeAt: number;
  /** Only agents who have ever set a status; empty if all of them were deleted. */
  readonly agents: readonly AgentPresence[];
}
