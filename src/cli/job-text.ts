import { randomBytes } from 'node:crypto';
import type { Job } from '../../packages/client/src/index.ts';
import { lineWidth, record, table } from './table.ts';
import { readable } from './times.ts';

type Progress = Pick<Job, 'done' | 'total' | 'refusedCount'> & Partial<Pick<Job, 'does'>>;

/** A job's progress in words. */
export function progress({ does = 'replay', done, total, refusedCount }: Progress): string {
  const past = does === 'dismiss' ? 'dismissed' : 'replayed';
  return `${done - refusedCount} of ${total} ${past}${refusedCount === 0 ? '' : `, ${refusedCount} refused`}`;
}

type Matched = Pick<Job, 'byReason' | 'mayArriveTwice' | 'leftOut'> & {
  readonly filter: Pick<Job['filter'], 'status'>;
};

/** How many matched, by reason, and how many of them may already have arrived. */
export function matched(job: Matched): string[] {
  const reasons = job.byReason.map(({ reason, count }) => `${reason ?? job.filter.status} ${count}`);
  return [...(reasons.length === 0 ? [] : [`By reason: ${reasons.join(', ')}.`]), ...arrivals(job)];
}

/** Deliveries that may already have arrived: sent a second time, or left out. Empty if there are none. */
export function arrivals({ mayArriveTwice, leftOut }: Pick<Job, 'mayArriveTwice' | 'leftOut'>): string[] {
  return [
    ...(mayArriveTwice === 0 ? [] : [`${mayArriveTwice} may already have arrived and would then arrive twice.`]),
    ...(leftOut === 0
      ? []
      : [`${leftOut} more may already have arrived; they are left out unless --reason selects them.`]),
  ];
}

/** Which deliveries were refused, and why. Empty if none was. */
export function refusals({ refused, refusedCount }: Job): string[] {
  if (refusedCount === 0) return [];
  const rows = refused.map(({ id, reason }) => [id, reason]);
  const more = refusedCount - refused.length;
  return [...table(['REFUSED', 'REASON'], rows, lineWidth()), ...(more > 0 ? [`and ${more} more`] : [])];
}

export function described(job: Job): string[] {
  const { status, reason, conversation, byAddress, ids, since, until } = job.filter;
  const filter = [
    status,
    reason,
    conversation && `conversation ${conversation}`,
    byAddress ? 'to one address' : null,
    ids && `${ids.length} by id`,
    since && `created since ${readable(since)}`,
    until && `created before ${readable(until)}`,
  ].filter((part) => part !== null);
  return [
    ...record([
      ['job', job.id],
      ['does', job.does],
      ['state', job.state],
      ['progress', progress(job)],
      ['filter', filter.join(', ')],
      ['started', readable(job.createdAt)],
      ['updated', readable(job.updatedAt)],
    ]),
    ...refusals(job),
  ];
}

/** The id of a new job. Contains the time, for people who look for the job later. */
export const newJobId = (does: Job['does'] = 'replay'): string =>
  `${does}-${new Date().toISOString().slice(0, 16).replace(':', '')}-${randomBytes(3).toString('hex')}`;

export const howToGoOn = (id: string) => [
  `show it:  afterchat jobs show ${id}`,
  `cancel it:  afterchat jobs cancel ${id}`,
];
