import type { Delivery } from '../../src/contract/deliveries.ts';
import type { Message } from '../../src/contract/messages.ts';
import type { Mail } from '../sendgrid/mail.ts';
import type { Played } from './play.ts';
import type { Row } from './row.ts';
import type { Stage } from './stage.ts';

/** What came of a row, in its minutes and labels. */
export interface Arrived {
  /** In the order in which they came. */
  readonly mails: readonly ArrivedMail[];
  /** The agents' messages. */
  readonly replies: readonly Reply[];
  /** Deliveries that no mail came of and that were not withdrawn. */
  readonly withoutMail: readonly string[];
  readonly address: string;
}

export interface ArrivedMail {
  readonly deliveryId: string;
  readonly at: number;
  /** By the API's delivery; null if it knows none for this mail. */
  readonly trigger: string | null;
  readonly news: readonly string[];
  /** What the mail's text shows, in its order. */
  readonly shows: readonly string[];
  /** What its text shows after the mark "New"; null without the mark. */
  readonly underNew: readonly string[] | null;
  readonly messageId: string | null;
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
}

export interface Reply {
  readonly label: string;
  readonly outcome: string;
  readonly forwardedTo: readonly { readonly address: string; readonly deliveryId: string }[];
}

/** Reads what came of a row from the fake SendGrid's mailbox and from the API. */
export async function arrivedAt(mailbox: string, row: Row, stage: Stage, played: Played): Promise<Arrived> {
  const [mails, deliveries, messages] = await Promise.all([
    mailsTo(mailbox, stage.address),
    stage.frontend.deliveries(`?conversation=${stage.chat.id}`),
    stage.chat.messages(),
  ]);
  const minuteOf = (time: string) => (Date.parse(time) - played.startedAt) / 1000 / row.secondsPerMinute;
  const delivered = new Set(mails.map(({ customArgs }) => customArgs.delivery));
  return {
    mails: mails.toReversed().map((mail) => arrivedMail(mail, minuteOf(mail.receivedAt), deliveries, played)),
    replies: messages.filter(({ author }) => author.kind === 'agent').map((message) => reply(message, played)),
    withoutMail: deliveries
      .filter(({ id, status }) => !delivered.has(id) && status !== 'withdrawn')
      .map(({ status, reason }) => (reason === null ? status : `${status}: ${reason}`)),
    address: stage.address,
  };
}

async function mailsTo(mailbox: string, address: string): Promise<readonly Mail[]> {
  const answer = await fetch(`${mailbox}/api/mails?to=${encodeURIComponent(address)}`, {
    signal: AbortSignal.timeout(10_000),
  });
  if (!answer.ok) throw new Error(`the mailbox answered ${answer.status}`);
  return ((await answer.json()) as { items: Mail[] }).items;
}

function arrivedMail(mail: Mail, at: number, deliveries: readonly Delivery[], { said }: Played): ArrivedMail {
  const delivery = deliveries.find(({ id }) => id === mail.customArgs.delivery);
  const lines = (mail.text ?? '').split('\n');
  const mark = lines.indexOf('=== New ===');
  return {
    deliveryId: mail.customArgs.delivery ?? '',
    at,
    trigger: delivery?.trigger ?? null,
    news: (delivery?.newsSeqs ?? []).map((seq) => said.find((one) => one.seq === seq)?.label ?? `#${seq}`),
    shows: labelsIn(lines),
    underNew: mark < 0 ? null : labelsIn(lines.slice(mark)),
    messageId: header(mail, 'Message-ID'),
    inReplyTo: header(mail, 'In-Reply-To'),
    references: header(mail, 'References')?.split(/\s+/) ?? [],
  };
}

const labelsIn = (lines: readonly string[]) => lines.flatMap((line) => line.match(/^([ABV]\d+): /)?.[1] ?? []);

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

/** Mailed is mailed, whether the receiving server has it yet; not so if it bounced or was dropped. */
function outcomeInWords(outcome: Message['outcome']): string {
  if (outcome === undefined) return 'none';
  const { state, reason } = outcome;
  if (state === 'mailed' && ['accepted', 'deferred', 'delivered'].includes(reason ?? '')) return state;
  return reason === null ? state : `${state}: ${reason}`;
}
