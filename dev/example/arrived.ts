import type { Delivery } from '../../src/contract/deliveries.ts';
import type { Message } from '../../src/contract/messages.ts';
import type { Chat } from '../chat.ts';
import type { Mail } from '../sendgrid/mail.ts';
import type { Found } from './findings.ts';
import { mailsFrom, mailsTo } from './mailbox.ts';
import { outcomeInWords } from './outcome-in-words.ts';
import type { Said } from './perform.ts';
import type { Row } from './row.ts';
import type { Stage } from './stage.ts';

/** A row that was played: its conversation, its messages by label, and what the API was asked on the way. */
export interface Played {
  readonly chat: Chat;
  readonly said: readonly Said[];
  readonly found: readonly Found[];
  /** At which minute of the row an email arrived; the delivery is what the API knows of it. */
  readonly minuteOf: (mail: Mail, delivery: Delivery | undefined) => number;
}

/** What a row resulted in, in its own minutes and labels. */
export interface Arrived {
  /** In the order in which they arrived. */
  readonly mails: readonly ArrivedMail[];
  /** The agents' messages. */
  readonly replies: readonly Reply[];
  /** Deliveries that led to no email and were not withdrawn. */
  readonly withoutMail: readonly string[];
  /** What the API answered during the row. */
  readonly found: readonly Found[];
  readonly address: string;
}

export interface ArrivedMail {
  readonly deliveryId: string;
  readonly at: number;
  /** According to the API's delivery; null if the API knows none for this email. */
  readonly trigger: string | null;
  readonly news: readonly string[];
  /** The messages that the email's text shows, in order. */
  readonly shows: readonly string[];
  /** Those that its text shows after the mark "New"; null if there is no mark. */
  readonly underNew: readonly string[] | null;
  readonly messageId: string | null;
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
  /** The Message-IDs of the emails that this address got and wrote before it, in their order. */
  readonly before: readonly string[];
}

export interface Reply {
  readonly label: string;
  readonly outcome: string;
  readonly forwardedTo: readonly { readonly address: string; readonly deliveryId: string }[];
}

/** Reads what a row resulted in from the fake SendGrid's mailbox and from the API. */
export async function arrivedAt(row: Row, stage: Stage, played: Played): Promise<Arrived> {
  const { mailbox, address, frontend } = stage;
  const [sent, written, deliveries, messages] = await Promise.all([
    mailsTo(mailbox, address),
    mailsFrom(mailbox, address),
    frontend.deliveries(`?conversation=${played.chat.id}`),
    played.chat.messages(),
  ]);
  const sharesAddress = row.happens.some(({ kind }) => kind === 'othersAreMailed');
  const own = new Set(deliveries.map(({ id }) => id));
  const mails = sharesAddress ? sent.filter(({ customArgs }) => own.has(customArgs.delivery ?? '')) : sent;
  const labelOf = (seq: number) => {
    const id = messages.find((message) => message.seq === seq)?.id;
    return played.said.find((one) => one.id === id)?.label ?? `#${seq}`;
  };
  const thread = [
    ...mails.map((mail) => ({ at: mail.receivedAt, messageId: header(mail, 'Message-ID') ?? '' })),
    ...written.map(({ receivedAt: at, messageId }) => ({ at, messageId: messageId ?? '' })),
  ].sort((a, b) => (a.at < b.at ? -1 : 1));
  const delivered = new Set(mails.map(({ customArgs }) => customArgs.delivery));
  return {
    // A copy, since under Jest the array that `fetch` parsed has another prototype than ours.
    mails: [...mails].reverse().map((mail) => {
      const delivery = deliveries.find(({ id }) => id === mail.customArgs.delivery);
      const before = thread.filter(({ at }) => at < mail.receivedAt).map(({ messageId }) => messageId);
      return { ...arrivedMail(mail, delivery, played.minuteOf(mail, delivery), labelOf), before };
    }),
    replies: messages.filter(({ author }) => author.kind === 'agent').map((message) => reply(message, played)),
    withoutMail: deliveries
      .filter(({ id, status }) => !delivered.has(id) && status !== 'withdrawn')
      .map(({ status, reason }) => (reason === null ? status : `${status}: ${reason}`)),
    found: played.found,
    address,
  };
}

function arrivedMail(
  mail: Mail,
  delivery: Delivery | undefined,
  at: number,
  labelOf: (seq: number) => string,
): Omit<ArrivedMail, 'before'> {
  const lines = (mail.text ?? '').split('\n');
  const mark = lines.indexOf('=== New ===');
  return {
    deliveryId: mail.customArgs.delivery ?? '',
    at,
    trigger: delivery?.trigger ?? null,
    news: (delivery?.newsSeqs ?? []).map(labelOf),
    shows: labelsIn(lines),
    underNew: mark < 0 ? null : labelsIn(lines.slice(mark)),
    messageId: header(mail, 'Message-ID'),
    inReplyTo: header(mail, 'In-Reply-To'),
    references: header(mail, 'References')?.split(/\s+/) ?? [],
  };
}

const labelsIn = (lines: readonly string[]) => lines.flatMap((line) => line.match(/^ {2}([ABV]\d+): /)?.[1] ?? []);

function header({ headers }: Mail, name: string): string | null {
  return Object.entries(headers).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1] ?? null;
}

function reply({ id, outcome, forwardedTo }: Message, { said }: Played): Reply {
  return {
    label: said.find((one) => one.id === id)?.label ?? id,
    outcome: outcomeInWords(outcome),
    forwardedTo,
  };
}
