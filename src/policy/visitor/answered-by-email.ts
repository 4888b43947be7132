import { isSameAddress } from '../../contract/email-address.ts';
import { isAddressOf, resubscribed, type WithVisitor, withVerifiedAddress } from './address.ts';
import type { Whereabouts } from './presence.ts';

/**
 * Who wrote an email that came to a reply address:
 * - `visitor`: it is from the address that the email went to, or from the conversation's present one, and its sender is
 *   vouched for
 * - `unverified`: it says so, but nobody vouches for it. Whoever wrote it holds the email that it answers, so it is
 *   taken for the visitor's, but it proves nothing
 * - `other`: it is from another address
 */
export type Standing = 'visitor' | 'unverified' | 'other';

export interface Sender {
  /** Its From header; null if there is none. */
  readonly from: string | null;
  /** Whether DKIM or SPF vouches for it (design, Replies by mail). */
  readonly isAuthenticated: boolean;
  /** The address that the email went to which it answers. */
  readonly answersTo: string;
}

export function standingOf(
  conversation: Pick<WithVisitor, 'visitor'>,
  { from, isAuthenticated, answersTo }: Sender,
): Standing {
  const isTheirs = from !== null && (isSameAddress(from, answersTo) || isAddressOf(conversation, from));
  if (!isTheirs) return 'other';
  return isAuthenticated ? 'visitor' : 'unverified';
}

/** What an email says about the conversation that it answers. */
export interface Answer {
  readonly standing: Standing;
  readonly from: string | null;
  /** When it arrived. */
  readonly at: number;
}

/**
 * The conversation once it is answered by email. The visitor's own answer verifies the address that it is from, and lets
 * emails go there again if they had unsubscribed. Another one proves nothing.
 */
export function answeredByEmail<C extends WithVisitor & Whereabouts>(
  conversation: C,
  { standing, from, at }: Answer,
): C {
  if (standing === 'other') return conversation;
  const answered = { ...conversation, answeredByMailAt: Math.max(conversation.answeredByMailAt ?? 0, at) };
  if (standing === 'unverified' || from === null || !isAddressOf(conversation, from)) return answered;
  return resubscribed(withVerifiedAddress(answered).conversation);
}
