import type { Job } from '../../packages/client/src/index.ts';
import { lineWidth, record, table } from './table.ts';
import { readable } from './times.ts';

/** How far a job is, in words. */
export function progress({ done, total, refusedCount }: Job): string {
  return `${done - refusedCount} of ${total} replayed${refusedCount === 0 ? '' : `, ${refusedCount} refused`}`;
}

/** How many matched, by reason, and which of them may have arrived already. */
export function matched(job: Job): string[] {
  const reasons = job.byReason.map(({ reason, count }) => `${reason ?? job.filter.status} ${count}`);
  return [...(reasons.length === 0 ? [] : [`By reason: ${reasons.join(', ')}.`]), ...arrivals(job)];
}

/** What may have arrived already: it would arrive twice, or is left out. Nothing where there is none. */
export function arrivals({ mayArriveTwice, leftOut }: Job): string[] {
  return [
    ...(mayArriveTwice === 0 ? [] : [`${mayArriveTwice} may have arrived already, and may then arrive twice.`]),
    ...(leftOut === 0 ? [] : [`${leftOut} more may have arrived already: left out unless --reason names them.`]),
  ];
}

/** Which were refused, and why; nothing where none was. */
export function refusals({ refused, refusedCount }: Job): string[] {
  if (refusedCount === 0) return [];
  const rows = refused.map(({ id, reason }) => [id, reason]);
  const more = refusedCount - refused.length;
  return [...table(['REFUSED', 'BECAUSE'], rows, lineWidth()), ...(more > 0 ? [`and ${more} more`] : [])];
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
      ['state', job.state],
      ['progress', progress(job)],
      ['filter', filter.join(', ')],
      ['begun', readable(job.createdAt)],
      ['changed', readable(job.updatedAt)],
    ]),
    ...refusals(job),
  ];
}

export const howToGoOn = (id: string) => [`see it:  afterchat jobs show ${id}`, `end it:  afterchat jobs cancel ${id}`];
