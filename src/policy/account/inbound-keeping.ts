import type { DeadLetterReason } from '../../contract/inbound.ts';

const mebibyte = 1_024 * 1_024;

/** For how long emails that came in are kept, and how much of them: the one place for these figures. */
export const inboundKept = {
  /** One that has not been processed, at least. */
  unprocessedDays: 90,
  /** The record of one whose account is not known. */
  ofNobodyDays: 30,
  /** The content of what answers no conversation, or comes too often. */
  ofStrangersDays: 7,
  /** The content of what had been posted before. */
  duplicateDays: 1,
  /** An event of a channel that is no message, such as that the visitor has read. */
  takenDays: 1,
  /** Of an account's conversations, in bytes of content a day. */
  answersBytesADay: 5_120 * mebibyte,
  /** Of one conversation, because anybody who has one can answer it without end. */
  ofConversationBytesADay: 256 * mebibyte,
  /** Of what strangers send to an account, in bytes of content a day; and of all that belongs to no account. */
  ofStrangersBytesADay: 512 * mebibyte,
} as const;

/** What became of an email, as far as that decides how long it is kept. */
export interface ToKeep {
  readonly end: { readonly kind: string; readonly reason?: DeadLetterReason };
  readonly accountId: string | null;
  readonly conversationId: string | null;
}

export interface Keeping {
  /** For how many days it is known that it came, and what became of it. */
  readonly recordDays: number;
  /** For how many days it is kept as it came. */
  readonly contentDays: number;
  /** Which limit of a day its content counts towards. */
  readonly counts: 'answers' | 'ofStrangers';
}

/**
 * Anybody can send as much as they like to a reply domain, so what answers no conversation is kept for days only. So is
 * what comes too often or twice, which a visitor can send without end.
 * @param rawInboundDays the account's setting
 */
export function keepingOf({ end, accountId, conversationId }: ToKeep, rawInboundDays: number): Keeping {
  const recordDays = accountId === null ? inboundKept.ofNobodyDays : rawInboundDays;
  const ofStrangers = (days: number) =>
    ({ recordDays, contentDays: Math.min(days, recordDays), counts: 'ofStrangers' }) as const;
  if (end.kind === 'taken') {
    const days = Math.min(inboundKept.takenDays, recordDays);
    return { recordDays: days, contentDays: days, counts: 'answers' };
  }
  if (end.kind === 'duplicate') return ofStrangers(inboundKept.duplicateDays);
  if (conversationId === null || end.reason === 'tooMany') return ofStrangers(inboundKept.ofStrangersDays);
  return { recordDays, contentDays: recordDays, counts: 'answers' };
}
