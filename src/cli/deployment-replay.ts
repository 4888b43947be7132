import { replayableStatuses } from '../contract/jobs.ts';
import type { JobDoc, JobFilter, Matched } from '../store/mongo/documents.ts';
import type { Store } from '../store/mongo/store.ts';
import { asJson, type Command, typed, UsageError } from './command.ts';
import { deliveryFilter, filterOptions } from './delivery-filter.ts';
import { followed } from './follow-job.ts';
import { arrivals, matched as matchedWords, newJobId, progress } from './job-text.ts';
import { lineWidth, table } from './table.ts';
import { withStore } from './with-store.ts';

const flag = { type: 'boolean' } as const;
const interrupted = 130;

export const deploymentReplay: Command = {
  name: 'deployment replay',
  takes: '--all [--dry-run] [--json]',
  does: [
    'or instead of --all: [--status S] [--reason R] [--since T] [--until T]',
    'Replays all that match in every account, by one job in each, which begins',
    'within seconds. Ctrl-C leaves the jobs running. Deliveries that may already',
    'have arrived are left out unless --reason unknown or --reason',
    'changedWhileUnknown selects them. Exit code 1 if some were refused.',
    '--dry-run changes nothing.',
  ],
  async run(args) {
    const { values } = typed(args, { ...filterOptions, all: flag, 'dry-run': flag, ...asJson });
    const names = Object.keys(filterOptions) as (keyof typeof filterOptions)[];
    if (values.all !== true && names.every((name) => values[name] === undefined))
      throw new UsageError('deployment replay needs a filter such as --reason, or --all for everything that is parked');
    const { status = 'parked', reason, since, until } = deliveryFilter(values, replayableStatuses);
    const at = (time: string | undefined) => (time === undefined ? null : Date.parse(time));
    const filter: JobFilter = { status, reason: reason ?? null, since: at(since), until: at(until) };
    const asked = { filter, isDry: values['dry-run'] ?? false, json: values.json ?? false };
    return withStore((store) => replay(store, asked));
  },
};

interface Asked {
  readonly filter: JobFilter;
  readonly isDry: boolean;
  readonly json: boolean;
}

/** An account in which something matches. */
interface Found {
  readonly accountId: string;
  readonly matched: Matched;
}

async function replay(store: Store, { filter, isDry, json }: Asked): Promise<number> {
  const { serverTime } = await import('../store/mongo/server.ts');
  const now = await serverTime(store);
  const found = await matching(store, filter, now);
  const all = { ...summed(found), filter };
  if (isDry) {
    if (json) console.log(JSON.stringify({ ...all, accounts: found.map(foundAsJson) }));
    else
      for (const line of [`${all.total} match in ${inAccounts(found)}.`, ...matchedWords(all), ...listOf(found)])
        console.log(line);
    return 0;
  }
  const id = newJobId();
  if (!json) for (const line of [`job ${id} in ${inAccounts(found)}`, ...arrivals(all)]) console.log(line);
  if (!json && (await isPaused(store)))
    console.log('Sending is paused: what is replayed waits until deployment resume.');
  const ended = await begunAndFollowed(store, found, { id, filter, now, json });
  if (ended === null) return interrupted;
  const jobs = ended.map(({ accountId, state, total, done, refusedCount }) => ({
    ...{ accountId, state, total, done, refusedCount },
  }));
  if (json) console.log(JSON.stringify({ id, ...all, jobs }));
  else for (const line of endedWords(jobs)) console.log(line);
  return jobs.every(({ state, refusedCount }) => state === 'done' && refusedCount === 0) ? 0 : 1;
}

async function isPaused(store: Store): Promise<boolean> {
  const { findDeploymentPause } = await import('../store/deployment/deployment-pause.ts');
  return (await findDeploymentPause(store)) !== null;
}

async function matching(store: Store, filter: JobFilter, now: number): Promise<Found[]> {
  const { allAccounts } = await import('../store/accounts/accounts.ts');
  const { matched } = await import('../store/jobs/bulk.ts');
  const found: Found[] = [];
  for await (const page of allAccounts(store))
    for (const { _id: accountId } of page)
      found.push({ accountId, matched: await matched(store, { accountId, filter, now }) });
  return found.filter(({ matched }) => matched.byReason.length > 0 || matched.leftOut > 0);
}

interface Begin {
  readonly id: string;
  readonly filter: JobFilter;
  readonly now: number;
  readonly json: boolean;
}

/** One job in each account that has something to replay. The sweepers have them begun: nothing but MongoDB is needed. */
async function begunAndFollowed(
  store: Store,
  found: readonly Found[],
  { id, filter, now, json }: Begin,
): Promise<JobDoc[] | null> {
  const { byOperator, recordAuditFirst } = await import('../store/accounts/audit.ts');
  const { startJob } = await import('../store/jobs/bulk.ts');
  const { findJobs } = await import('../store/jobs/jobs.ts');
  const done = { action: 'deliveries.replayed', object: { kind: 'job', id: null } } as const;
  const wanted = found.filter(({ matched }) => matched.byReason.length > 0);
  const whole = { ...done, object: { kind: 'job', id } };
  if (wanted.length > 0) await recordAuditFirst(byOperator(store, null, whole, now));
  const keys: string[] = [];
  const begin = async (signal: AbortSignal) => {
    for (const { accountId } of wanted.slice(keys.length)) {
      signal.throwIfAborted();
      const job = await startJob(byOperator(store, accountId, done, now), { accountId, id, filter, now });
      keys.push(job._id);
    }
    return findJobs(store, keys);
  };
  return followed({
    ask: begin,
    progress: (jobs) => progress(totalOf(jobs)),
    isOver: (jobs) => jobs.every(({ state }) => state !== 'running'),
    isQuiet: json,
    goesOn: () => [
      keys.length === wanted.length
        ? 'The jobs go on.'
        : `Jobs were begun in ${keys.length} of ${inAccounts(wanted)} and go on; the same command begins the others.`,
      'show what is left:  afterchat deployment status',
      `show or cancel one:  afterchat jobs show ${id}, or jobs cancel, with a key of its account`,
    ],
    asked: 'MongoDB',
  });
}

const inAccounts = ({ length }: readonly Found[]) => `${length} ${length === 1 ? 'account' : 'accounts'}`;

const totalOf = (jobs: readonly Pick<JobDoc, 'total' | 'done' | 'refusedCount'>[]) =>
  jobs.reduce(
    (sum, { total, done, refusedCount }) => ({
      ...{ total: sum.total + total, done: sum.done + done, refusedCount: sum.refusedCount + refusedCount },
    }),
    { total: 0, done: 0, refusedCount: 0 },
  );

const countOf = ({ byReason }: Matched) => byReason.reduce((sum, { count }) => sum + count, 0);

function summed(found: readonly Found[]) {
  const byReason = new Map<Matched['byReason'][number]['reason'], number>();
  for (const { matched } of found)
    for (const { reason, count } of matched.byReason) byReason.set(reason, (byReason.get(reason) ?? 0) + count);
  const sum = (count: (matched: Matched) => number) => found.reduce((total, { matched }) => total + count(matched), 0);
  return {
    total: sum(countOf),
    byReason: [...byReason].map(([reason, count]) => ({ reason, count })),
    mayArriveTwice: sum(({ mayArriveTwice }) => mayArriveTwice),
    leftOut: sum(({ leftOut }) => leftOut),
  };
}

const foundAsJson = ({ accountId, matched }: Found) => ({ accountId, total: countOf(matched), ...matched });

const listOf = (found: readonly Found[]) =>
  found.length === 0
    ? []
    : table(
        ['ACCOUNT', 'MATCH', 'LEFT OUT'],
        found.map(({ accountId, matched }) => [accountId, String(countOf(matched)), String(matched.leftOut)]),
        lineWidth(),
      );

function endedWords(
  jobs: readonly Pick<JobDoc, 'accountId' | 'state' | 'total' | 'done' | 'refusedCount'>[],
): string[] {
  if (jobs.length === 0) return ['Nothing matches.'];
  const rows = jobs.map(({ accountId, state, done, refusedCount }) => [
    ...[accountId, String(done - refusedCount), String(refusedCount), state],
  ]);
  return table(['ACCOUNT', 'REPLAYED', 'REFUSED', 'JOB'], rows, lineWidth());
}
