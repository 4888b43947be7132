import type { AnyBulkWriteOperation, ClientSession } from 'mongodb';
import { afterReports, isOnlyProgress, mayBeProgress } from '../../policy/delivery/ledger.ts';
import type { ConversationDoc, DeliveryDoc, ReportDoc } from '../mongo/documents.ts';
import { deliveryKey } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';
import { isStoreAway, transactionOnce } from '../mongo/transaction.ts';
import { markReports, ofLedger } from './reports.ts';

/** The reports of at most so many deliveries are applied in one transaction. */
export const maxTogether = 32;

/** A delivery without the email itself, which would be most of what is read and written. */
type Light = Omit<DeliveryDoc, 'request'>;

/** A delivery with those of its reports that nobody has applied yet. */
interface Read {
  readonly delivery: Light;
  readonly conversation: Pick<ConversationDoc, 'troubles'>;
  readonly reports: readonly ReportDoc[];
}

/**
 * Applies reports that only say how accepted emails continue, those of many deliveries in one transaction. They change
 * their deliveries alone: no conversation is written, and no workflow is woken (design P7).
 * @param groups at most `maxTogether`, each with all reports of one delivery
 * @returns the groups that are left: those that say more or have no delivery and, if another transaction came in
 *   between, all of them
 */
export async function applyProgress(
  store: Store,
  groups: readonly (readonly ReportDoc[])[],
  now: number,
): Promise<readonly (readonly ReportDoc[])[]> {
  const asked = groups.filter((reports) => reports.every(mayBeProgress));
  if (asked.length === 0) return groups;
  try {
    const applied = await transactionOnce(store, (session) => appliedOf(store, asked.flat(), now, session));
    return groups.filter(([first]) => first === undefined || !applied.has(keyOf(first)));
  } catch (error) {
    if (!isStoreAway(error)) throw error;
    return groups;
  }
}

const keyOf = ({ accountId, deliveryId }: ReportDoc) => deliveryKey(accountId ?? '', deliveryId ?? '');

/** The keys of the deliveries whose reports are applied. */
async function appliedOf(
  store: Store,
  reports: readonly ReportDoc[],
  now: number,
  session: ClientSession,
): Promise<ReadonlySet<string>> {
  const done: string[] = [];
  const deliveries: AnyBulkWriteOperation<DeliveryDoc>[] = [];
  const touched: Pick<DeliveryDoc, 'accountId' | 'conversationId' | 'newsSeqs'>[] = [];
  for (const read of await readAll(store, reports, session)) {
    const update = updateOf(read, now);
    if (update === null) continue;
    const { delivery } = read;
    done.push(delivery._id);
    deliveries.push({ updateOne: { filter: { _id: delivery._id }, update: { $set: update } } });
    if (update.status !== delivery.status) touched.push(delivery);
  }
  if (done.length === 0) return new Set();
  await store.deliveries.bulkWrite(deliveries, { session });
  // The outcome of messages follows from the delivery; they are written so that event streams report it.
  if (touched.length > 0)
    await store.messages.updateMany(
      {
        $or: touched.map(({ accountId, conversationId, newsSeqs }) => {
          return { accountId, conversationId, seq: { $in: [...newsSeqs] } };
        }),
      },
      { $set: { reportedAt: now } },
      { session },
    );
  const applied = new Set(done);
  const ids = reports.filter((report) => applied.has(keyOf(report))).map(({ _id }) => _id);
  await markReports(store, ids, 'applied', session);
  return applied;
}

/** What changes of the delivery; null if its reports say more than how it continues, or are applied already. */
function updateOf({ delivery, reports, conversation }: Read, now: number): Partial<DeliveryDoc> | null {
  if (reports.length === 0) return null;
  if (conversation.troubles?.some(({ deliveryId }) => deliveryId === delivery.id)) return null;
  const before = { ...delivery, reports: delivery.reports ?? [] };
  const after = afterReports(before, reports.map(ofLedger), now);
  if (!isOnlyProgress(before, after)) return null;
  const { status, reason, providerMessageId, reports: told } = after.delivery;
  return { status, reason, providerMessageId, reports: told };
}

async function readAll(store: Store, reports: readonly ReportDoc[], session: ClientSession): Promise<Read[]> {
  const read = await store.deliveries
    .aggregate<Light & { readonly told: ReportDoc[]; readonly of: Pick<ConversationDoc, 'troubles'>[] }>(
      [
        { $match: { _id: { $in: [...new Set(reports.map(keyOf))] } } },
        { $set: { request: null, ofKey: { $concat: ['$accountId', ':', '$conversationId'] } } },
        {
          $lookup: {
            from: store.conversations.collectionName,
            localField: 'ofKey',
            foreignField: '_id',
            pipeline: [{ $project: { troubles: 1 } }],
            as: 'of',
          },
        },
        {
          $lookup: {
            from: store.reports.collectionName,
            localField: 'id',
            foreignField: 'deliveryId',
            pipeline: [
              { $match: { _id: { $in: reports.map(({ _id }) => _id) }, state: 'new', watchAt: { $gt: 0 } } },
              { $sort: { at: 1, _id: 1 } },
            ],
            as: 'told',
          },
        },
      ],
      { session },
    )
    .toArray();
  return read.flatMap(({ of: [conversation], told, ...delivery }) => {
    const own = told.filter(({ accountId }) => accountId === delivery.accountId);
    return conversation === undefined ? [] : [{ delivery, conversation, reports: own }];
  });
}
