/** An email that reached SendGrid's servers for a domain whose MX record leads there, with what became of it. */
export interface InboundMail {
  readonly id: string;
  /** ISO-8601, UTC. */
  readonly receivedAt: string;
  /** From the SMTP dialogue; `from` is empty for delivery reports and the like. */
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
  /** The address in its From; empty if there is none. */
  readonly author: string;
  readonly subject: string;
  /** With angle brackets; null if there is none. */
  readonly messageId: string | null;
  readonly checks: SenderChecks;
  /** Base64 of its bytes, as they came. */
  readonly raw: string;
  /** The id of the email in the mailbox that it answers; null if it was not composed here. */
  readonly answers: string | null;
  /** What its author wrote in it, without what it quotes, if it was composed here. */
  readonly wrote?: string | undefined;
}

/** What SendGrid found out about the sender; the words are those of its fields. */
export interface SenderChecks {
  /** Such as `{@example.com : pass}`; `none` if it is not signed. */
  readonly dkim: string;
  readonly spf: 'pass' | 'softfail' | 'fail' | 'none';
  readonly senderIp: string;
}

/**
 * - `waiting`: it is not accepted yet and will be posted again
 * - `accepted`: answered with 2xx
 * - `refused`: answered with anything else but 5xx, so it was dropped
 * - `givenUp`: after 72 hours
 * - `noSetting`: no parse setting has its domain, so nobody wants it
 */
export type InboundState = 'waiting' | 'accepted' | 'refused' | 'givenUp' | 'noSetting';

/** One try to hand it over. */
export interface InboundPost {
  /** ISO-8601, UTC. */
  readonly at: string;
  /** The HTTP status; null if there was no answer. */
  readonly answered: number | null;
}
