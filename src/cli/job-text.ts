import type { Job } from '../client/index.ts';
import { lineWidth, record, table } from './table.ts';
import { readable } from './times.ts';

/** How far a job is, in words. */
export function progress({ done, total, refusedCount }: Job): string {
  return `${done - refusedCount} of ${total} replayed${refusedCount === 0 ? '' : `, ${refusedCount} refused`}`;
}

/** Which were refused, and why; nothing where none was. */
export function refusals({ refused, refusedCount }: Job): string[] {
  if (refusedCount === 0) return [];
  const rows = refused.map(({ id, reason }) => [id, reason]);
  const more = refusedCount - refused.length;
  return [...table(['REFUSED', 'BECAUSE'], rows, lineWidth()), ...(more > 0 ? [`and ${more} more`] : [])];
}

export function described(job: Job): string[] {
  const { status, reason, since, until } = job.filter;
  const filter = [
    status,
    reason,
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
