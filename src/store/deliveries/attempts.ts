import type { ClientSession } from 'mongodb';
import {
  type Attempt,
  hasUnknownAttempt,
  isDirect,
  postponed,
  withoutPostponedTime,
} from '../../policy/delivery/delivery.ts';
import type { DeliveryPart } from '../../policy/delivery/parts.ts';
import { withoutTroubleOf } from '../../policy/delivery/troubles.ts';
import { nextUtcDay, takeAddress } from '../addresses/address-limits.ts';
import { withSuppression } from '../addresses/suppressions.ts';
import { takeNextVersion } from '../conversations/transition.ts';
import type { DeliveryDoc } from '../mongo/documents.ts';
import { keyOfAddress } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';
import { inTransaction, isDuplicateKey } from '../mongo/transaction.ts';
import { type ClaimEnd, endLimitedClaim } from './claim-ends.ts';
import { findDelivery } from './deliveries.ts';
import type { ForAttempt } from './for-attempt.ts';

/** What an attempt will send, recorded before it is sent. */
export interface AttemptNote {
  /** The address, or the visitor's id on their channel. */
  readonly to: string;
  readonly newsSeqs: readonly number[];
  /** These two of an email alone. */
  readonly subject: string | null;
  readonly messageId: string | null;
  readonly request: string;
  /** What a message on a channel is sent as. */
  readonly parts?: readonly DeliveryPart[];
  readonly attempt: Attempt;
}

/** `limited`: no more conversations may email its unverified address today, so it was withdrawn or postponed. */
export type Noted = 'noted' | 'changed' | 'limited';

/**
 * Records an attempt, unless anything changed since the version that it was composed from; then it has to be composed
 * again. Heartbeats and activity change no version, so only the fields concerned are written.
 */
export async function noteAttempt(store: Store, read: ComposedFrom, note: AttemptNote): Promise<Noted> {
  try {
    return await noted(store, read, note);
  } catch (error) {
    // Another conversation has taken the address's last place of the day since it was read.
    if (isDuplicateKey(error)) return 'changed';
    throw error;
  }
}

type ComposedFrom = Pick<ForAttempt, 'ref' | 'readAt' | 'conversation' | 'delivery' | 'isClaimed' | 'limit'>;

/** If composing took longer, the suppression of the address, which changes no version, is looked at again. */
const freshForMs = 500;

function noted(
  store: Store,
  { ref, readAt, conversation, delivery, isClaimed, limit }: ComposedFrom,
  { attempt, ...mail }: AttemptNote,
): Promise<Noted> {
  return inTransaction(store, async (session) => {
    if (!isDirect(delivery) && attempt.at > readAt + freshForMs) {
      const { kind, conversation: told } = await withSuppression(store, conversation, session);
      if (kind === 'changed') {
        const { _id, version } = conversation;
        await store.conversations.updateOne({ _id, version }, { $set: { suppressed: told.suppressed } }, { session });
        return 'changed';
      }
    }
    const isUnchanged = await takeNextVersion(store, conversation, { delivery, isClaimed }, session);
    if (!isUnchanged) {
      const last = (await findDelivery(store, ref.accountId, delivery.id, session))?.attempts.at(-1);
      return last?.id === attempt.id && last.end === null ? 'noted' : 'changed';
    }
    const { hourStartedAt } = delivery;
    const sent = { ...mail, mailAt: attempt.at, status: 'sending' as const, hourStartedAt, held: null };
    if (isDirect(delivery)) {
      await writeNote(store, delivery, { isClaimed, sent, attempt }, session);
    } else {
      // A repeated email has had its place since the first time.
      const isCounted = conversation.visitor.emailVerified || hasUnknownAttempt(delivery);
      const address = { ref, address: mail.to, now: attempt.at };
      const isTaken = isCounted || (await takeAddress(store, address, limit, session));
      if (!isTaken) {
        if (!isClaimed) throw new Error('nothing is claimed for an address without room');
        const limitedUntil = nextUtcDay(attempt.at);
        const claim = { ref, deliveryId: delivery.id, end: endAtLimit(delivery, limitedUntil, attempt.at) };
        await endLimitedClaim(store, { ...claim, now: attempt.at }, limitedUntil, session);
        return 'limited';
      }
      const toKey = keyOfAddress(mail.to);
      await writeNote(store, delivery, { isClaimed, sent: { ...sent, toKey }, attempt }, session);
    }
    if (conversation.parked > 0) await supersede(store, { conversation, delivery }, mail.newsSeqs, session);
    return 'noted';
  });
}

interface NoteToWrite {
  readonly isClaimed: boolean;
  readonly sent: Partial<DeliveryDoc>;
  readonly attempt: Attempt;
}

async function writeNote(
  store: Store,
  delivery: DeliveryDoc,
  { isClaimed, sent, attempt }: NoteToWrite,
  session: ClientSession,
): Promise<void> {
  if (isClaimed)
    await store.deliveries.updateOne({ _id: delivery._id }, { $set: sent, $push: { attempts: attempt } }, { session });
  else await store.deliveries.insertOne({ ...delivery, ...sent, attempts: [attempt] }, { session });
}

/** A replay waits until then; any other delivery is due again by then. */
function endAtLimit(delivery: DeliveryDoc, limitedUntil: number, now: number): ClaimEnd {
  if (delivery.replay === null) return { kind: 'withdrawn', reason: 'addressLimited' };
  const hold = { reason: 'addressLimited', until: limitedUntil } as const;
  return { kind: 'postponed', ...postponed(withoutPostponedTime(delivery, now), now, hold) };
}

/** Parked deliveries whose messages this one carries become superseded. */
async function supersede(
  store: Store,
  { conversation, delivery: { accountId, conversationId, id } }: Pick<ForAttempt, 'conversation' | 'delivery'>,
  newsSeqs: readonly number[],
  session: ClientSession,
): Promise<void> {
  const carried = await store.deliveries
    .find(
      {
        accountId,
        conversationId,
        status: 'parked',
        newsSeqs: { $in: [...newsSeqs] },
        'attempts.end': { $ne: 'unknown' },
      },
      { projection: { id: 1 }, session },
    )
    .toArray();
  if (carried.length === 0) return;
  await store.deliveries.updateMany(
    { _id: { $in: carried.map(({ _id }) => _id) } },
    { $set: { status: 'superseded', supersededBy: id, replay: null } },
    { session },
  );
  const ids = [id, ...carried.map((delivery) => delivery.id)];
  const troubles = withoutTroubleOf(conversation.troubles ?? [], ids);
  await store.conversations.updateOne(
    { _id: conversation._id },
    { $inc: { parked: -carried.length }, $set: { troubles } },
    { session },
  );
}
