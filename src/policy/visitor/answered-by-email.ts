import { isAddressOf, resubscribed, type WithVisitor, withVerifiedAddress } from './address.ts';
import type { Whereabouts } from './presence.ts';

/**
 * Who wrote an email that came to a reply address:
 * - `visitor`: it is from the address that the conversation's emails go to now, and its sender is vouched for
 * - `unverified`: it says so, but nobody vouches for it. Whoever wrote it holds the email that it answers, so it is
 *   taken for the visitor's, but it proves nothing
 * - `other`: it is from another address. A former one is no exception, not even in an answer to an email that went
 *   there: it was corrected because it was not the visitor's, or is theirs no more, and who has it may be anybody
 */
export type Standing = 'visitor' | 'unverified' | 'other';

export interface Sender {
  /** Its From header; null if there is none. */
  readonly from: string | null;
  /** Whether DKIM or SPF vouches for it (design, Replies by mail). */
  readonly isAuthenticated: boolean;
}

export function standingOf(conversation: Pick<WithVisitor, 'visitor'>, { from, isAuthenticated }: Sender): Standing {
  if (from === null || !isAddressOf(conversation, from)) return 'other';
  return isAuthenticated ? 'visitor' : 'unverified';
}

/** What an email says about the conversation that it answers. */
export interface Answer {
  readonly standing: Standing;
  /** When it arrived. */
  readonly at: number;
}

/**
 * The conversation once it is answered by email. The visitor's own answer verifies their address, and lets emails go
 * there again if they had unsubscribed. Another one proves nothing.
 */
export function answeredByEmail<C extends WithVisitor & Whereabouts>(conversation: C, { standing, at }: Answer): C {
  if (standing === 'other') return conversation;
  const answered = { ...conversation, answeredByMailAt: Math.max(conversation.answeredByMailAt ?? 0, at) };
  return standing === 'unverified' ? answered : resubscribed(withVerifiedAddress(answered).conversation);
}
