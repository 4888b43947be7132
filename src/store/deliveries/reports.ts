import { type ClientSession, type IndexDescription, MongoBulkWriteError } from 'mongodb';
import type { Received } from '../../policy/delivery/received.ts';
import { isProvidersDrop, type Report } from '../../policy/delivery/report-meanings.ts';
import type { ReportDoc } from '../mongo/documents.ts';
import { keyOfAddress, sha256 } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';

const keptSeconds = 30 * 86_400;
/** For this long a report is left to the process that received it. */
const watchAfterMs = 10_000;
/** A report that cannot be applied is retried after this time. */
const againAfterMs = 60_000;

export type { Received };

export const reportIndexes: IndexDescription[] = [
  { key: { says: 1 }, unique: true },
  /** Also finds the newest report. */
  { key: { receivedAt: 1 }, expireAfterSeconds: keptSeconds },
  { key: { accountId: 1, receivedAt: -1 }, partialFilterExpression: { accountId: { $gt: '' } } },
  /** For the alert about emails that the provider dropped for reasons of its own. */
  { key: { accountId: 1, receivedAt: 1 }, partialFilterExpression: { providersDrop: true } },
  { key: { smtpId: 1 }, partialFilterExpression: { smtpId: { $gt: '' } } },
  /** The sweeper's. */
  { key: { watchAt: 1 }, partialFilterExpression: { watchAt: { $gt: 0 } } },
  /** The unapplied reports of one delivery. */
  { key: { deliveryId: 1 }, partialFilterExpression: { watchAt: { $gt: 0 } } },
];

/** Stores all events that are not known yet. Returns those to be applied. */
export async function storeReports(store: Store, received: readonly Received[], now: number): Promise<ReportDoc[]> {
  const docs = received.map((one) => reportDoc(one, now));
  if (docs.length === 0) return [];
  const known = await insertNew(store, docs);
  return docs.filter(({ state }, index) => state === 'new' && !known.has(index));
}

/** In one call; returns the places of those that already existed. */
async function insertNew(store: Store, docs: readonly ReportDoc[]): Promise<ReadonlySet<number>> {
  try {
    await store.reports.insertMany([...docs], { ordered: false });
    return new Set();
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError)) throw error;
    const errors = [error.writeErrors].flat();
    const isSafe = error.result.getWriteConcernError() === undefined;
    if (!isSafe || errors.length === 0 || errors.some(({ code }) => code !== 11_000)) throw error;
    return new Set(errors.map(({ index }) => index));
  }
}

/** When the provider last reported on an email of the account or, with null, on any; null if it never did. */
export async function lastReportAt(store: Store, accountId: string | null): Promise<number | null> {
  const newest = await store.reports.findOne(accountId === null ? {} : { accountId }, {
    projection: { receivedAt: 1 },
    sort: { receivedAt: -1 },
    maxTimeMS: 2_000,
  });
  return newest === null ? null : newest.receivedAt.getTime();
}

/** The last report about a delivery; null if there is none. */
export function newestReportOf(store: Store, accountId: string, deliveryId: string): Promise<ReportDoc | null> {
  return store.reports.findOne({ accountId, deliveryId }, { sort: { receivedAt: -1 } });
}

/**
 * When, since a given time, the first email of an account was dropped for a reason other than its address; null if none
 * was.
 */
export async function firstDropSince(store: Store, accountId: string, since: number): Promise<number | null> {
  const first = await store.reports.findOne(
    { accountId, providersDrop: true, receivedAt: { $gte: new Date(since) } },
    { projection: { receivedAt: 1 }, sort: { receivedAt: 1 }, maxTimeMS: 2_000 },
  );
  return first === null ? null : first.receivedAt.getTime();
}

/** More than this many would be just as bad; this bounds the cost of counting. */
const maxCounted = 10_000;

export function countUnapplied(store: Store): Promise<number> {
  return store.reports.countDocuments({ watchAt: { $gt: 0 } }, { limit: maxCounted, maxTimeMS: 2_000 });
}

function reportDoc(received: Received, now: number): ReportDoc {
  const receivedAt = new Date(now);
  if (received.kind === 'unreadable') {
    const { id, raw } = received;
    const nothing = { event: 'unreadable', at: now, attempt: null, mail: '', detail: null };
    const ofNobody = { accountId: null, deliveryId: null, state: 'unreadable' } as const;
    return { _id: id, id, says: id, ...nothing, ...ofNobody, raw, receivedAt };
  }
  const { report } = received;
  const { id, event, at, attempt, mail } = report;
  const of =
    received.kind === 'report'
      ? { accountId: received.accountId, deliveryId: received.deliveryId }
      : { accountId: null, deliveryId: null };
  return {
    ...report,
    ...of,
    ...(received.kind === 'other' ? { detail: null } : {}),
    _id: sha256(id),
    says: sha256(JSON.stringify([of.deliveryId ?? id, attempt, event, at, mail])),
    receivedAt,
    ...(isProvidersDrop(report) ? { providersDrop: true as const } : {}),
    ...(received.kind !== 'other' && received.smtpId !== null ? { smtpId: sha256(received.smtpId) } : {}),
    ...(received.kind === 'unkeyed' && received.to !== null ? { toKey: keyOfAddress(received.to) } : {}),
    ...(received.kind === 'other' ? { state: 'ignored' } : { state: 'new', watchAt: now + watchAfterMs }),
  };
}

/** Stores reports for the deliveries that a late bounce may belong to, each once however often it is derived. */
export async function storeDerived(store: Store, report: ReportDoc, of: readonly DerivedReport[], now: number) {
  const { smtpId: _, toKey: __, ...told } = report;
  const docs = of.map(({ accountId, deliveryId, event, mail }): ReportDoc => {
    const id = `${report.id}:${deliveryId}`;
    const derived = { id, event, mail, accountId, deliveryId, state: 'new' as const, watchAt: now + watchAfterMs };
    return { ...told, ...derived, _id: sha256(id), says: sha256(id) };
  });
  if (docs.length > 0) await insertNew(store, docs);
  return docs;
}

export interface DerivedReport {
  readonly accountId: string;
  readonly deliveryId: string;
  readonly event: string;
  /** The copy of the delivery's email that it is about. */
  readonly mail: string;
}

/** As it is kept with what it is about. */
export function ofLedger({ id, event, at, attempt, mail, detail }: ReportDoc): Report {
  return { id, event, at, attempt, mail, detail };
}

/** Takes reports that were not applied in time: usually one of many sweepers gets each, and a second does no harm. */
export async function takeUnapplied(store: Store, now: number, limit: number): Promise<ReportDoc[]> {
  const waiting = await store.reports
    .find({ watchAt: { $gt: 0, $lte: now } }, { sort: { watchAt: 1 }, limit })
    .toArray();
  if (waiting.length === 0) return [];
  const ids = waiting.map(({ _id }) => _id);
  await store.reports.updateMany(
    { _id: { $in: ids }, watchAt: { $gt: 0, $lte: now } },
    { $set: { watchAt: now + againAfterMs } },
  );
  return waiting;
}

/** Those of these reports that have not been applied yet, in the order of their events. */
export function unappliedOf(store: Store, ids: readonly string[], session: ClientSession): Promise<ReportDoc[]> {
  return store.reports.find({ _id: { $in: [...ids] }, state: 'new' }, { session, sort: { at: 1, _id: 1 } }).toArray();
}

/** The unapplied reports of a delivery, in the order of their events. */
export function unappliedOfDelivery(
  store: Store,
  { accountId, id }: { readonly accountId: string; readonly id: string },
  session?: ClientSession,
): Promise<ReportDoc[]> {
  const filter = { accountId, deliveryId: id, state: 'new' as const, watchAt: { $gt: 0 } };
  return store.reports.find(filter, { sort: { at: 1, _id: 1 }, ...(session ? { session } : {}) }).toArray();
}

/**
 * They are not looked at again. What may name somebody is taken from them: an applied one has told its delivery, and
 * one that nobody knows where to put, or whose conversation was erased, concerns somebody of whom nothing is kept.
 */
export async function markReports(
  store: Store,
  ids: readonly string[],
  state: 'applied' | 'ignored',
  session?: ClientSession,
): Promise<void> {
  await store.reports.updateMany(
    { _id: { $in: [...ids] }, state: 'new' },
    { $set: { state, detail: null }, $unset: { watchAt: true, toKey: true } },
    session === undefined ? {} : { session },
  );
}

/** About a delivery that never was here, such as a test email of `afterchat doctor`, which shows the detail. */
export async function ignoreReports(store: Store, ids: readonly string[]): Promise<void> {
  await store.reports.updateMany(
    { _id: { $in: [...ids] }, state: 'new' },
    { $set: { state: 'ignored' }, $unset: { watchAt: true } },
  );
}

/** Reports about erased deliveries are not applied any more, and keep nothing that may name somebody. */
export async function ignoreReportsOf(store: Store, accountId: string, deliveryIds: readonly string[]): Promise<void> {
  await store.reports.updateMany(
    { accountId, deliveryId: { $in: [...deliveryIds] }, watchAt: { $gt: 0 } },
    { $set: { state: 'ignored', detail: null }, $unset: { watchAt: true, toKey: true } },
  );
}
