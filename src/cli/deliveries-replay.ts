import type { Client, Job } from '../../packages/client/src/index.ts';
import { maxIds, replayableStatuses } from '../contract/jobs.ts';
import { asJson, type Command, typed, UsageError } from './command.ts';
import { deliveryFilter, filterOptions } from './delivery-filter.ts';
import { follow } from './follow-job.ts';
import { arrivals, matched, newJobId, progress, refusals } from './job-text.ts';
import { withApi } from './with-api.ts';

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const interrupted = 130;

export const deliveriesReplay: Command = {
  name: 'deliveries replay',
  takes: 'ID… [--even-if-read] [--json]',
  does: ['Replays one or more parked deliveries: sends them after all.'],
  async run(args) {
    const options = {
      ...filterOptions,
      conversation: text,
      address: text,
      all: flag,
      'dry-run': flag,
      'even-if-read': flag,
      ...asJson,
    };
    const { values, positionals } = typed(args, options, maxIds);
    const [id, ...others] = positionals;
    const { conversation, address } = values;
    const isFiltered =
      conversation !== undefined ||
      address !== undefined ||
      Object.keys(filterOptions).some((name) => values[name as keyof typeof filterOptions] !== undefined);
    if (id === undefined && !values.all && !isFiltered)
      throw new UsageError(
        'deliveries replay needs an ID, a filter such as --reason, or --all for everything that is parked',
      );
    const isMany = id === undefined || others.length > 0;
    if (id !== undefined && (values.all || isFiltered || (values['dry-run'] && !isMany)))
      throw new UsageError(
        'deliveries replay takes IDs or a filter, not both; --dry-run needs a filter or several IDs',
      );
    if (isMany && values['even-if-read']) throw new UsageError('--even-if-read works with a single ID only');
    if (!isMany) return withApi((client) => one(client, id, values['even-if-read'] ?? false, values.json ?? false));
    const ids = id === undefined ? {} : { ids: [...new Set(positionals)] };
    const filter = { ...deliveryFilter(values, replayableStatuses), conversation, address, ...ids };
    return withApi((client) => many(client, filter, values['dry-run'] ?? false, values.json ?? false));
  },
};

/** The same command, listed a second time in help for its other form. */
export const deliveriesReplayMany: Command = {
  ...deliveriesReplay,
  takes: '--all [--dry-run] [--json]',
  does: [
    'or instead of --all: [--status S] [--reason R] [--since T] [--until T]',
    '[--conversation ID] [--address A]',
    'Replays all that match: parked deliveries, or the bounced or dropped ones',
    'with --status. Shows its progress; Ctrl-C leaves the job running.',
    'Deliveries that may already have arrived are left out unless --reason',
    'unknown or --reason changedWhileUnknown selects them. Exit code 1 if some',
    'were refused. --dry-run changes nothing.',
  ],
};

async function one(client: Client, id: string, evenIfRead: boolean, json: boolean): Promise<number> {
  const delivery = await client.deliveries.replay(id, { evenIfRead });
  if (json) console.log(JSON.stringify(delivery));
  else
    console.log(
      `It is sent as soon as nothing holds it back, such as a pause or a limit.\n  show it:  afterchat deliveries show ${id}`,
    );
  return 0;
}

async function many(
  client: Client,
  filter: Omit<Parameters<Client['deliveries']['replayMany']>[0], 'id'>,
  dryRun: boolean,
  json: boolean,
): Promise<number> {
  const job = await client.deliveries.replayMany({ ...filter, id: newJobId(), dryRun });
  if (job.state === 'dryRun') {
    const words = `${job.total} match. Of the ${job.done} examined, ${job.done - job.refusedCount} would be replayed.`;
    tell(job, json, words, ...matched(job));
    return 0;
  }
  if (!json) for (const line of [`job ${job.id}`, ...arrivals(job)]) console.log(line);
  const ended = await follow(client, job, json);
  if (ended === null) return interrupted;
  tell(ended, json, ended.state === 'done' ? 'Done.' : `The job is ${ended.state}: ${progress(ended)}.`);
  return ended.state === 'done' && ended.refusedCount === 0 ? 0 : 1;
}

function tell(job: Job, json: boolean, ...words: string[]): void {
  if (json) console.log(JSON.stringify(job));
  else for (const line of [...words, ...refusals(job)]) console.log(line);
}
