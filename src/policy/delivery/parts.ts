import { directChannels } from '../../contract/direct-channels.ts';
import { withoutReplies } from '../pending.ts';
import { type AttemptEnd, notAccepted, withEnd } from './attempt-ends.ts';
import type { Attempt, PartFacts } from './delivery.ts';
import { type DeliveryState, type InConversation, type WithDeliveries, withDelivery } from './transitions.ts';

/** What one part says. A file is sent as a link to it, which the platform follows. */
export type PartContent =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'attachment';
      /** As the platform shows it. */
      readonly media: 'image' | 'video' | 'audio' | 'file';
      /** The id of the message's file. */
      readonly fileId: string;
    };

/** A part of a delivery as it is kept. */
export type DeliveryPart = PartContent & PartFacts;

/** A delivery whose parts are sent one after the other (docs/channels.md, A delivery with parts). */
export interface WithParts<P extends PartFacts = PartFacts> extends DeliveryState {
  readonly parts?: readonly P[];
  /** Since when all of them are known to be accepted. */
  readonly acceptedAt: number | null;
}

/** The number of the part that goes next, 1 for the first; null once all were accepted. */
export function nextPart({ parts }: Pick<WithParts, 'parts'>): number | null {
  if (parts === undefined) return 1;
  const left = parts.findIndex(({ acceptedAt }) => acceptedAt === null);
  return left === -1 ? null : left + 1;
}

/** Whether the parts stay as they are: one of them was sent, or may have been. */
export function areFixed({ parts, attempts }: Pick<WithParts, 'parts' | 'attempts'>): boolean {
  return (
    (parts?.some(({ acceptedAt }) => acceptedAt !== null) ?? false) || attempts.some(({ end }) => end === 'unknown')
  );
}

/** What is known of an accepted part. */
export interface AcceptedPart {
  readonly part: number;
  /** Null if it is not known. */
  readonly providerMessageId: string | null;
}

interface Retrying {
  /** The account's setting. */
  readonly retryForSeconds: number;
  /** Until when the platform lets an agent answer; null or missing if that is not known. */
  readonly answerUntil?: number | null;
}

interface WithTime extends WithDeliveries {
  readonly updatedAt: number;
}

/**
 * The delivery after the end of one attempt at a part; null if the end no longer counts. Acceptance takes precedence
 * over whatever was decided meanwhile; any other end counts only while its attempt is the latest and being sent.
 * @param number the attempt's, 1 for the delivery's first
 */
export function afterPartEnd<C extends WithTime, D extends WithParts>(
  both: InConversation<C, D>,
  retrying: Retrying,
  { number, end }: { readonly number: number; readonly end: AttemptEnd },
  now: number,
): InConversation<C, D> | null {
  const { delivery } = both;
  const attempt = delivery.attempts[number - 1];
  if (attempt === undefined) return null;
  if (end.kind === 'accepted') {
    const ended = attempt.end === 'accepted' ? both : { ...both, delivery: withEnd(delivery, number, end, now) };
    return partAccepted(ended, { part: partOf(attempt), providerMessageId: end.providerMessageId }, now);
  }
  if (delivery.status !== 'sending' || delivery.attempts.length !== number) return null;
  if (end.kind === 'rejected' && isFoundLate(delivery, attempt, end)) {
    const found = { ...delivery, attempts: delivery.attempts.with(-1, { ...attempt, late: 'found' }) };
    return withDelivery(both, { ...withEnd(found, number, end, now), status: 'claimed', nextAttemptAt: now });
  }
  const after = notAccepted(both, retrying, end, now);
  return { ...after, delivery: whileAnswerable(after.delivery, retrying, now) };
}

/** Whatever it waits for, it waits no longer than the platform allows an answer: then that is told. */
function whileAnswerable<D extends WithParts>(delivery: D, { answerUntil = null }: Retrying, now: number): D {
  if (delivery.status !== 'claimed' || answerUntil === null || answerUntil < now) return delivery;
  return { ...delivery, nextAttemptAt: Math.min(delivery.nextAttemptAt, answerUntil) };
}

/** It was in time by our clock and not by the platform's: it goes once more, as the late answer that it is. */
const isFoundLate = (
  delivery: DeliveryState,
  { late }: Attempt,
  { reason }: Extract<AttemptEnd, { kind: 'rejected' }>,
) => late === undefined && reason === 'messagingWindowClosed' && takesLateAnswers(delivery);

function takesLateAnswers({ channel = 'email' }: Pick<DeliveryState, 'channel'>): boolean {
  return channel !== 'email' && directChannels[channel].agentsAnswerForMs !== null;
}

/** Whether it is late whatever our clock says: the platform has said so since the person last wrote. */
export const wasFoundLate = (
  { attempts }: Pick<WithParts, 'attempts'>,
  { heardAt = 0 }: { readonly heardAt?: number },
) => attempts.some(({ late, at }) => late !== undefined && at >= heardAt);

export const partOf = ({ part = 1 }: Pick<Attempt, 'part'>): number => part;

/** A part was accepted, according to its answer or to a report: the next one goes at once, if there is one. */
export function partAccepted<C extends WithTime, D extends WithParts>(
  both: InConversation<C, D>,
  { part, providerMessageId }: AcceptedPart,
  now: number,
): InConversation<C, D> {
  const { delivery, conversation } = both;
  const parts = (delivery.parts ?? []).map((one, index) =>
    index === part - 1 ? knownAs({ ...one, acceptedAt: one.acceptedAt ?? now }, providerMessageId) : one,
  );
  const known = { ...delivery, parts };
  if (nextPart(delivery) !== part) return { conversation, delivery: known };
  if (nextPart(known) === null) {
    const told = { status: 'accepted', reason: null, replay: null, acceptedAt: now } as const;
    const all = withDelivery(both, { ...known, ...told });
    const pending = withoutReplies(all.conversation.pending, delivery.newsSeqs);
    return { ...all, conversation: { ...all.conversation, pending, updatedAt: now } };
  }
  return goesOn(both) ? withDelivery(both, { ...known, ...again(delivery, now) }) : withDelivery(both, known);
}

/** More copies of a part are not remembered; beyond two, a person has asked for each. */
const maxCopies = 10;

/** All ids by which the platform knows a part, the first copy's first. */
export const idsOf = ({ providerMessageId, copyIds = [] }: PartFacts): readonly string[] =>
  providerMessageId === null ? copyIds : [providerMessageId, ...copyIds];

/** The part with one more id by which the platform knows it. */
function knownAs<P extends PartFacts>(part: P, id: string | null): P {
  if (id === null || idsOf(part).includes(id)) return part;
  if (part.providerMessageId === null) return { ...part, providerMessageId: id };
  const { copyIds = [] } = part;
  return copyIds.length >= maxCopies ? part : { ...part, copyIds: [...copyIds, id] };
}

/** It was only parked because its outcome was not known, and nothing else is on its way. */
const isParkedInDoubt = ({ status, reason }: DeliveryState) =>
  status === 'parked' && (reason === 'unknown' || reason === 'changedWhileUnknown');

function goesOn({ delivery, conversation }: InConversation<WithDeliveries, DeliveryState>): boolean {
  switch (delivery.status) {
    case 'claimed':
    case 'sending':
    case 'unknown':
      return true;
    default:
      return isParkedInDoubt(delivery) && conversation.openDelivery === null;
  }
}

function again({ status, hourStartedAt }: DeliveryState, now: number) {
  const hour = status === 'parked' ? now : hourStartedAt;
  return { status: 'claimed', nextAttemptAt: now, hourStartedAt: hour, held: null } as const;
}
