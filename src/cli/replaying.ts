import type { Client, Delivery, Job } from '../../packages/client/src/index.ts';
import { UsageError } from './command.ts';
import { followDeliveries, isSent, maxFollowed, type Replayed, stateOf } from './follow-deliveries.ts';
import { follow } from './follow-job.ts';
import { arrivals, howToGoOn, matched, newJobId, progress, refusals } from './job-text.ts';
import { listed } from './listed.ts';
import { lineWidth, table } from './table.ts';

export const interrupted = 130;

interface How {
  readonly isToWait: boolean;
  readonly json: boolean;
}

export async function replayOne(
  client: Client,
  id: string,
  { evenIfRead, isToWait, json }: How & { readonly evenIfRead: boolean },
): Promise<number> {
  const before = isToWait ? await client.deliveries.get(id) : null;
  const delivery = await client.deliveries.replay(id, { evenIfRead });
  const showIt = `show it:  afterchat deliveries show ${id}`;
  if (before !== null) {
    const askedAt = delivery.replayAskedAt ?? delivery.createdAt;
    const [ended] = (await followDeliveries(client, [before], { askedAt, isQuiet: json, howToGoOn: [showIt] })) ?? [];
    if (ended === undefined) return interrupted;
    if (json) console.log(JSON.stringify(ended.now));
    return isSent(ended) ? 0 : 1;
  }
  if (json) console.log(JSON.stringify(delivery));
  else console.log(`It is sent as soon as nothing holds it back, such as a pause or a limit.\n  ${showIt}`);
  return 0;
}

type Filter = Omit<Parameters<Client['deliveries']['replayMany']>[0], 'id'>;

export async function replayMany(
  client: Client,
  filter: Filter,
  { isDryRun, isToWait, json }: How & { readonly isDryRun: boolean },
): Promise<number> {
  const befores = isToWait ? await toFollow(client, filter) : [];
  const job = await client.deliveries.replayMany({ ...filter, id: newJobId(), dryRun: isDryRun });
  if (job.state === 'dryRun') {
    const words = `${job.total} match. Of the ${job.done} examined, ${job.done - job.refusedCount} would be replayed.`;
    tell(job, json, words, ...matched(job));
    return 0;
  }
  if (!json) for (const line of [`job ${job.id}`, ...arrivals(job), ...(await pauses(client))]) console.log(line);
  const ended = await follow(client, job, json);
  if (ended === null) return interrupted;
  if (!isToWait || ended.state !== 'done') return tellEnded(ended, json);
  const refused = new Set(ended.refused.map(({ id }) => id));
  const followed = befores.filter(({ id }) => !refused.has(id));
  const how = { askedAt: job.createdAt, isQuiet: json, howToGoOn: howToGoOn(job.id).slice(0, 1) };
  const replayed = followed.length === 0 ? [] : await followDeliveries(client, followed, how);
  if (replayed === null) return interrupted;
  const missed = replayed.filter((one) => !isSent(one));
  if (json) console.log(JSON.stringify({ ...ended, deliveries: replayed.map(({ now }) => now) }));
  else for (const line of ['Done.', ...refusals(ended), ...notSent(missed)]) console.log(line);
  return missed.length === 0 && ended.refusedCount === 0 ? 0 : 1;
}

/** Why what is replayed is not sent yet, though the job is done. */
async function pauses(client: Client): Promise<string[]> {
  const { paused } = await client.status();
  const isPaused = paused.account || paused.deployment !== null;
  return isPaused ? ['Sending is paused: what is replayed waits until it goes on.'] : [];
}

/** What a replay is going to send, as it is before. Throws UsageError if that is too much. */
async function toFollow(client: Client, { ids, status = 'parked', ...filter }: Filter): Promise<readonly Delivery[]> {
  if (ids !== undefined) return Promise.all(ids.map((id) => client.deliveries.get(id)));
  const { items } = await listed(maxFollowed + 1, (page) => client.deliveries.list({ ...filter, status, ...page }));
  if (items.length > maxFollowed)
    throw new UsageError(
      `--wait follows at most ${maxFollowed} deliveries, and more match: narrow it, or leave it out`,
    );
  const isNamed = filter.reason === 'unknown' || filter.reason === 'changedWhileUnknown';
  return items.filter(({ attempts, acceptedAt }) => isNamed || acceptedAt !== null || !attempts.some(isUnknown));
}

const isUnknown = ({ end }: Delivery['attempts'][number]) => end === 'unknown';

function notSent(missed: readonly Replayed[]): string[] {
  if (missed.length === 0) return [];
  return table(
    ['NOT SENT', 'STATE'],
    missed.map(({ now }) => [now.id, stateOf(now)]),
    lineWidth(),
  );
}

/** Says how a job has ended; the exit code. */
export function tellEnded(job: Job, json: boolean): number {
  tell(job, json, job.state === 'done' ? 'Done.' : `The job is ${job.state}: ${progress(job)}.`);
  return job.state === 'done' && job.refusedCount === 0 ? 0 : 1;
}

export function tell(job: Job, json: boolean, ...words: string[]): void {
  if (json) console.log(JSON.stringify(job));
  else for (const line of [...words, ...refusals(job)]) console.log(line);
}
