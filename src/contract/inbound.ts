/**
 * Where an email or an event of a channel stands that came in:
 *
 * - `new`: stored, not processed yet
 * - `done`: processed
 * - `deadLetter`: it could not be processed, and waits for a person
 * - `dismissed`: a person has decided to do nothing about it
 */
export const inboundStates = ['new', 'done', 'deadLetter', 'dismissed'] as const;
export type InboundState = (typeof inboundStates)[number];

/**
 * Why what came in became a dead letter: it is kept, shown and can be replayed, but nothing else happens. The one table
 * of these reasons.
 */
export const deadLetterReasons = {
  badSignature: 'the provider did not sign it',
  tooLarge: 'it is larger than 30 MB (an event of a channel: 64 KB), so its content was not kept',
  unreadable: 'it could not be read',
  unknownAddress: 'it answers no known email of ours',
  expiredAddress: 'the address it was sent to has expired',
  revokedAddress: 'the address it was sent to was revoked',
  otherAccount: 'its reply address belongs to one account and its domain to another',
  erased: 'the conversation was erased',
  otherSender: "it is not from the visitor's address, and the account refuses such emails",
  tooMany: 'too many emails came to its reply address within an hour',
  internal: 'it could not be processed',
} as const;
export type DeadLetterReason = keyof typeof deadLetterReasons;

/** What an email that came in is recorded as if it is not shown as the visitor's words. */
export const recordedAs = {
  autoReply: 'an automatic answer, such as an out-of-office note',
  list: 'an email from a mailing list or another bulk email',
  readReceipt: 'a read receipt',
  ourOwn: 'one of our own emails that came back',
  deliveryReport: 'a delivery report',
  empty: 'an email without text or attachments',
} as const;
export type RecordedAs = keyof typeof recordedAs;
