import type { Client } from '../../packages/client/src/index.ts';
import { maxIds } from '../contract/jobs.ts';
import { asJson, type Command, typed, UsageError } from './command.ts';
import { deliveryFilter } from './delivery-filter.ts';
import { follow } from './follow-job.ts';
import { matched, newJobId } from './job-text.ts';
import { interrupted, tell, tellEnded } from './replaying.ts';
import { withApi } from './with-api.ts';

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const filters = { conversation: text, address: text, since: text, until: text } as const;

export const deliveriesDismiss: Command = {
  name: 'deliveries dismiss',
  takes: 'ID… --why TEXT [--json]',
  does: ['Dismisses parked deliveries for good: they need no more attention and', 'cannot be replayed.'],
  async run(args) {
    const options = { ...filters, ...asJson, why: text, reason: text, all: flag, 'dry-run': flag };
    const { values, positionals } = typed(args, options, maxIds);
    const { reason, conversation, address, json = false } = values;
    const isDryRun = values['dry-run'] ?? false;
    const isFiltered = Object.keys(filters).some((name) => values[name as keyof typeof filters] !== undefined);
    if (positionals.length > 0) {
      if (isFiltered || values.all || isDryRun || (values.why !== undefined && reason !== undefined))
        throw new UsageError('deliveries dismiss takes IDs or a filter, not both; --dry-run needs a filter');
      // Before many could be dismissed, --reason was what --why is.
      return each(positionals, given(values.why ?? reason), json);
    }
    if (!isFiltered && reason === undefined && !values.all)
      throw new UsageError(
        'deliveries dismiss needs an ID, a filter such as --reason, or --all for everything that is parked',
      );
    const { status: _, ...filter } = deliveryFilter(values);
    const asked = { ...filter, conversation, address, why: given(values.why) };
    return withApi((client) => many(client, asked, { isDryRun, json }));
  },
};

/** The same command, listed a second time in help for its other form. */
export const deliveriesDismissMany: Command = {
  ...deliveriesDismiss,
  takes: '--all --why TEXT [--dry-run] [--json]',
  does: [
    'or instead of --all: [--reason R] [--since T] [--until T]',
    '[--conversation ID] [--address A]',
    'Dismisses all parked deliveries that match, those that may already have',
    'arrived included. Shows its progress; Ctrl-C leaves the job running.',
    '--dry-run changes nothing.',
  ],
};

function given(why: string | undefined): string {
  if (!why?.trim()) throw new UsageError('deliveries dismiss needs --why TEXT: why it needs no action');
  return why;
}

function each(ids: readonly string[], reason: string, json: boolean): Promise<number> {
  return withApi(async (client) => {
    for (const id of ids) {
      const delivery = await client.deliveries.dismiss(id, { reason });
      console.log(json ? JSON.stringify(delivery) : `${id} is dismissed.`);
    }
    return 0;
  });
}

type Asked = Omit<Parameters<Client['deliveries']['dismissMany']>[0], 'id' | 'dryRun'>;

async function many(
  client: Client,
  asked: Asked,
  { isDryRun, json }: { readonly isDryRun: boolean; readonly json: boolean },
): Promise<number> {
  const job = await client.deliveries.dismissMany({ ...asked, id: newJobId('dismiss'), dryRun: isDryRun });
  if (job.state === 'dryRun') {
    tell(job, json, `${job.total} match and would be dismissed.`, ...matched(job));
    return 0;
  }
  if (!json) console.log(`job ${job.id}`);
  const ended = await follow(client, job, json);
  return ended === null ? interrupted : tellEnded(ended, json);
}
