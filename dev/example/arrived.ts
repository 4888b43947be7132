import type { Delivery } from '../../src/contract/deliveries.ts';
import type { Message } from '../../src/contract/messages.ts';
import type { Chat } from '../chat.ts';
import type { DirectMessage } from '../meta/kept/messages.ts';
import type { Mail } from '../sendgrid/mail.ts';
import type { Found } from './findings.ts';
import { mailsFrom, mailsTo } from './mailbox.ts';
import { outcomeInWords } from './outcome-in-words.ts';
import { directsOn } from './page.ts';
import type { Said } from './perform.ts';
import type { Row } from './row.ts';
import type { Stage } from './stage.ts';

/** A row that was played: its conversation, its messages by label, and what the API was asked on the way. */
export interface Played {
  readonly chat: Chat;
  readonly said: readonly Said[];
  readonly found: readonly Found[];
  /** At which minute of the row an email arrived; the delivery is what the API knows of it. */
  readonly minuteOf: (mail: Pick<Mail, 'receivedAt'>, delivery: Delivery | undefined) => number;
}

/** What a row resulted in, in its own minutes and labels. */
export interface Arrived {
  /** In the order in which they arrived. */
  readonly mails: readonly ArrivedMail[];
  /** What came on the visitor's own channel, in that order. */
  readonly directs: readonly ArrivedDirect[];
  /** The agents' messages. */
  readonly replies: readonly Reply[];
  /** Deliveries that led to no email and were not withdrawn. */
  readonly withoutMail: readonly string[];
  /** What the API answered during the row. */
  readonly found: readonly Found[];
  readonly address: string;
  /** Where messages on the visitor's channel go; null: they have none. */
  readonly personId: string | null;
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

/** One message, whatever the number of its parts. */
export interface ArrivedDirect {
  readonly at: number;
  /** Its label. */
  readonly says: string;
  readonly parts: number;
  readonly tag: string | null;
  /** Whether its parts together are the message as the API has it. */
  readonly isWhole: boolean;
  /** By the API; null if it knows none that carries it. */
  readonly deliveryId: string | null;
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
  const sentOn = stage.page === null ? [] : await directsOn(stage.page);
  return {
    // A copy, since under Jest the array that `fetch` parsed has another prototype than ours.
    mails: [...mails].reverse().map((mail) => {
      const delivery = deliveries.find(({ id }) => id === mail.customArgs.delivery);
      const before = thread.filter(({ at }) => at < mail.receivedAt).map(({ messageId }) => messageId);
      return { ...arrivedMail(mail, delivery, played.minuteOf(mail, delivery), labelOf), before };
    }),
    directs: togetherByMessage(sentOn).map((parts) => arrivedDirect(parts, { messages, deliveries, played })),
    replies: messages.filter(({ author }) => author.kind === 'agent').map((message) => reply(message, played)),
    withoutMail: deliveries
      .filter(({ id, status, channel, acceptedAt }) => {
        const came = channel === 'email' ? delivered.has(id) : acceptedAt !== null;
        return !came && status !== 'withdrawn';
      })
      .map(({ status, reason }) => (reason === null ? status : `${status}: ${reason}`)),
    found: played.found,
    address,
    personId: stage.page?.personId ?? null,
  };
}

/** The parts of each message: only its first one begins with a label. */
function togetherByMessage(directs: readonly DirectMessage[]): readonly (readonly DirectMessage[])[] {
  const groups: DirectMessage[][] = [];
  for (const direct of directs) {
    const last = groups.at(-1);
    if (last === undefined || labelOfText(direct.text) !== null) groups.push([direct]);
    else last.push(direct);
  }
  return groups;
}

const labelOfText = (text: string | null) => /^([ABV]\d+): /.exec(text ?? '')?.[1] ?? null;

interface Known {
  readonly messages: readonly Message[];
  readonly deliveries: readonly Delivery[];
  readonly played: Played;
}

function arrivedDirect(parts: readonly DirectMessage[], { messages, deliveries, played }: Known): ArrivedDirect {
  const says = labelOfText(parts[0]?.text ?? null) ?? '?';
  const id = played.said.find(({ label }) => label === says)?.id;
  const message = messages.find((one) => one.id === id);
  const delivery = deliveries.find(
    ({ newsSeqs, acceptedAt }) => acceptedAt !== null && newsSeqs.includes(message?.seq ?? 0),
  );
  const whole = parts.map(({ text }) => text).join(' ');
  return {
    at: played.minuteOf({ receivedAt: parts[0]?.receivedAt ?? '' }, delivery),
    ...{ says, parts: parts.length, tag: parts[0]?.tag ?? null, deliveryId: delivery?.id ?? null },
    isWhole: onOneLine(whole) === onOneLine(message?.text ?? ''),
  };
}

const onOneLine = (text: string) => text.replaceAll(/\s+/g, ' ').trim();

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
