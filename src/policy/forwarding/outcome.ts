import {
  type OutcomeReason,
  type OutcomeState,
  outcomeReasons,
  type ParkedReason,
  type WaitingReason,
} from '../../contract/outcomes.ts';
import {
  awaitsReportUntil,
  type DeliveryFacts,
  hasUnknownAttempt,
  isDirect,
  keepsItsNews,
} from '../delivery/delivery.ts';
import { troubleOf } from '../delivery/troubles.ts';
import type { AccountFacts, ConversationFacts } from '../facts.ts';
import { directKindOf, unsentOf } from './direct.ts';
import { type Due, type NotDue, nextForwarding } from './forwarding.ts';
import { canTriggerMail, isTooOld, isUnread, type NeverNews, newsOf, tooOldAt } from './news.ts';
import { channelOf } from './reach.ts';

/** What an outcome needs to know about one agent's message. */
export interface MessageFacts {
  readonly seq: number;
  readonly receivedAt: number;
  readonly readAt: number | null;
  readonly deletedAt: number | null;
  readonly cancelledAt: number | null;
  readonly neverNews: NeverNews | null;
  /** How it came here. */
  readonly via?: string;
}

export interface Outcome {
  readonly state: OutcomeState;
  readonly reason: OutcomeReason | null;
  /** Until when this lasts at most, if known; epoch milliseconds. */
  readonly until: number | null;
  readonly deliveryId: string | null;
}

export interface LedgerEntry extends DeliveryFacts {
  readonly number: number;
  readonly reason: ParkedReason | null;
}

/** What else a message's outcome depends on. */
export interface OutcomeFacts {
  readonly conversation: ConversationFacts;
  readonly account: AccountFacts;
  /** The conversation's. */
  readonly deliveries: readonly LedgerEntry[];
  readonly now: number;
}

/**
 * What became of an agent's message, and why (design R10): derived from the facts on demand, never stored. `mailed`
 * and `sentDirectly` take precedence over `read`.
 */
export function outcomeOf(message: MessageFacts, { conversation, account, deliveries, now }: OutcomeFacts): Outcome {
  const latest = carrierOf(message.seq, deliveries);
  const carrier = latest !== null && isNewsAgain(message, latest, { conversation, account, now }) ? null : latest;
  if (carrier !== null && mayHaveGone(carrier)) return outcomeOfCarrier(carrier, account);
  // It was written in the platform's own inbox, and the visitor has it from there.
  if (message.via !== undefined && message.via === directKindOf(conversation)) return outcome('sentDirectly', null);
  if (message.deletedAt !== null) return outcome('notMailed', 'deleted');
  const isRead = message.readAt !== null && !isUnread(message, account);
  if (isRead && !isSentThoughRead(message, carrier, { conversation, account, now })) return outcome('read', null);
  if (message.neverNews !== null)
    return message.readAt === null ? outcome('notMailed', message.neverNews) : outcome('read', null);
  if (carrier?.status === 'dismissed') return outcomeOfCarrier(carrier, account);
  if (message.cancelledAt !== null) return outcome('notMailed', 'cancelledByAgent');
  if (carrier !== null) return outcomeOfCarrier(carrier, account);
  if (isTooOld(message.receivedAt, account, now)) return outcome('notMailed', 'tooOld');
  const isEmailed = channelOf(conversation, account, now) === 'email';
  if (isEmailed && account.settings.emailForwarding === 'nothing') return outcome('notMailed', 'forwardingOff');
  // It was written before its channel could be answered.
  if (!isEmailed && !conversation.pending.some(({ seq }) => seq === message.seq)) return outcome('notMailed', 'tooOld');
  return waiting(message, conversation, account, now);
}

/** The latest delivery that carries the message and was neither withdrawn nor superseded. */
function carrierOf(seq: number, deliveries: readonly LedgerEntry[]): LedgerEntry | null {
  let latest: LedgerEntry | null = null;
  for (const delivery of deliveries) {
    if (delivery.status === 'withdrawn' || delivery.status === 'superseded') continue;
    if (!delivery.newsSeqs.includes(seq)) continue;
    if (latest === null || delivery.number > latest.number) latest = delivery;
  }
  return latest;
}

/**
 * Whether the next email is due because of a message that another one failed to bring: its address was corrected, or an
 * agent asked for it.
 */
function isNewsAgain(
  { seq }: MessageFacts,
  carrier: LedgerEntry,
  { conversation, account, now }: Omit<OutcomeFacts, 'deliveries'>,
): boolean {
  if (keepsItsNews(carrier)) return false;
  return newsOf(conversation.pending, account, now).some((reply) => reply.seq === seq && canTriggerMail(reply));
}

/** Whether it is sent, or waits for a person, although it was read: on a channel of the visitor's own, where nobody reads pages. */
function isSentThoughRead(
  { seq }: MessageFacts,
  carrier: LedgerEntry | null,
  { conversation, account, now }: Omit<OutcomeFacts, 'deliveries'>,
): boolean {
  if (carrier !== null) return isDirect(carrier) && (carrier.status === 'claimed' || carrier.status === 'parked');
  if (channelOf(conversation, account, now) === 'email') return false;
  return unsentOf(conversation.pending, account, now).some((reply) => reply.seq === seq);
}

/** Whether its messages can no longer be taken out of the email. */
function mayHaveGone(delivery: LedgerEntry): boolean {
  const isHeld = delivery.status === 'claimed' || delivery.status === 'parked' || delivery.status === 'dismissed';
  return !isHeld || hasUnknownAttempt(delivery);
}

function outcomeOfCarrier(delivery: LedgerEntry, { settings }: AccountFacts): Outcome {
  switch (delivery.status) {
    case 'claimed':
      return outcomeOfClaimed(delivery);
    case 'sending':
      return outcome('sending', null, null, delivery.id);
    case 'unknown':
      return outcome('unknown', null, awaitsReportUntil(delivery, settings), delivery.id);
    case 'accepted':
    case 'delivered':
    case 'deferred':
      return outcome(
        isDirect(delivery) ? 'sentDirectly' : 'mailed',
        isDirect(delivery) ? null : delivery.status,
        null,
        delivery.id,
      );
    case 'bounced':
    case 'dropped':
      return outcome('mailed', delivery.status, null, delivery.id);
    case 'parked':
      return outcome('parked', delivery.reason, null, delivery.id);
    case 'dismissed':
      return hasUnknownAttempt(delivery)
        ? outcome('unknown', null, null, delivery.id)
        : outcome('notMailed', 'dismissed', null, delivery.id);
    case 'superseded':
    case 'withdrawn':
      return outcome('waiting', null);
    default:
      return delivery.status satisfies never;
  }
}

/** Between two attempts, or held back: it says why and until when. */
function outcomeOfClaimed(delivery: LedgerEntry): Outcome {
  const trouble = troubleOf(delivery);
  if (trouble === null) return outcome('sending', null, null, delivery.id);
  const { kind, reason, until = null } = trouble;
  // When a pause ends nobody knows; until then it is only tried again.
  return outcome(kind === 'postponed' ? 'waiting' : 'sending', reason, reason === 'paused' ? null : until, delivery.id);
}

function waiting(message: MessageFacts, conversation: ConversationFacts, account: AccountFacts, now: number): Outcome {
  const next = nextForwarding(conversation, account, now, 'shown');
  if (next.kind === 'due') return outcome('waiting', reasonOfDue(next, now), untilOf(next, now));
  const reason = reasonOfNotDue(next);
  const until =
    next.reason === 'notIdentified' ? tooOldAt(message.receivedAt, account.settings.content.forwardWithinDays) : null;
  return outcome(reason === null ? 'waiting' : outcomeReasons[reason].state, reason, until);
}

/**
 * Before the trigger it waits for that; afterwards for the end of settling or of a limit; once due, only for the send.
 */
export function reasonOfDue(due: Due, now: number): WaitingReason {
  if (due.triggerAt > now) return 'beforeTrigger';
  if (due.at <= now) return 'due';
  return due.limit ?? 'settling';
}

/** Never in the past. */
function untilOf(due: Due, now: number): number | null {
  if (due.triggerAt > now) return due.triggerAt;
  return due.at > now ? due.at : null;
}

/** The reason as the API shows it; null if nothing waits. */
export function reasonOfNotDue({ reason }: NotDue): OutcomeReason | null {
  return reason === 'nothingNew' ? null : reason;
}

const outcome = (
  state: OutcomeState,
  reason: OutcomeReason | null,
  until: number | null = null,
  deliveryId: string | null = null,
): Outcome => ({ state, reason, until, deliveryId });
