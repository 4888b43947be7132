import { maxIds, replayableStatuses } from '../contract/jobs.ts';
import { asJson, type Command, typed, UsageError } from './command.ts';
import { deliveryFilter, filterOptions } from './delivery-filter.ts';
import { replayMany, replayOne } from './replaying.ts';
import { withApi } from './with-api.ts';

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

export const deliveriesReplay: Command = {
  name: 'deliveries replay',
  takes: 'ID… [--even-if-read] [--wait] [--json]',
  does: [
    'Replays one or more parked deliveries: sends them after all. --wait shows',
    'what becomes of them until each was sent or given up; Ctrl-C ends only',
    'that. Exit code 1 if one was not sent.',
  ],
  async run(args) {
    const options = {
      ...filterOptions,
      conversation: text,
      address: text,
      all: flag,
      'dry-run': flag,
      'even-if-read': flag,
      wait: flag,
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
    if (values.wait && values['dry-run']) throw new UsageError('--wait and --dry-run exclude each other');
    const isMany = id === undefined || others.length > 0;
    if (id !== undefined && (values.all || isFiltered || (values['dry-run'] && !isMany)))
      throw new UsageError(
        'deliveries replay takes IDs or a filter, not both; --dry-run needs a filter or several IDs',
      );
    if (isMany && values['even-if-read']) throw new UsageError('--even-if-read works with a single ID only');
    const how = { isToWait: values.wait ?? false, json: values.json ?? false };
    if (!isMany)
      return withApi((client) => replayOne(client, id, { evenIfRead: values['even-if-read'] ?? false, ...how }));
    const ids = id === undefined ? {} : { ids: [...new Set(positionals)] };
    const filter = { ...deliveryFilter(values, replayableStatuses), conversation, address, ...ids };
    return withApi((client) => replayMany(client, filter, { isDryRun: values['dry-run'] ?? false, ...how }));
  },
};

/** The same command, listed a second time in help for its other form. */
export const deliveriesReplayMany: Command = {
  ...deliveriesReplay,
  takes: '--all [--dry-run] [--wait] [--json]',
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
