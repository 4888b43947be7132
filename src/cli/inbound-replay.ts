import { maxInboundReplayed } from '../contract/inbound-emails.ts';
import { asJson, type Command, typed, UsageError } from './command.ts';
import {
  type InboundFilter,
  type InboundSource,
  inboundFilter,
  inboundFilterOptions,
  ofNobody,
} from './inbound-filter.ts';
import { withInbound } from './inbound-source.ts';

const flag = { type: 'boolean' } as const;

export const inboundReplay: Command = {
  name: 'inbound replay',
  takes: 'ID… | --all | --reason R | --conversation ID | --since T | --until T',
  does: [
    '[--of-nobody] [--json]',
    'Processes dead letters once more, as if they had just come in: those with',
    'these IDs, all that match, or all. The wrong signature of an email is',
    'accepted this time, so read it first.',
  ],
  async run(args) {
    const options = { ...inboundFilterOptions, ...ofNobody, ...asJson, all: flag };
    const { values, positionals } = typed(args, options, maxInboundReplayed);
    const { state: _, ...filter } = inboundFilter(values);
    const isFiltered = Object.values(filter).some((value) => value !== undefined);
    if (positionals.length === 0 && !isFiltered && !values.all)
      throw new UsageError('inbound replay needs an ID, a filter such as --reason, or --all for all dead letters');
    if (positionals.length > 0 && (isFiltered || values.all))
      throw new UsageError('inbound replay takes IDs or a filter, not both');
    return withInbound(values['of-nobody'], (source) =>
      positionals.length > 0 ? each(source, positionals, values.json) : many(source, filter, values.json),
    );
  },
};

async function each(source: InboundSource, ids: readonly string[], json = false): Promise<number> {
  for (const id of ids) {
    const email = await source.replay(id);
    console.log(json ? JSON.stringify(email) : `${id} will be processed.`);
  }
  return 0;
}

/** As many as matched at the start: some may soon be dead letters again. */
async function many(source: InboundSource, filter: InboundFilter, json = false): Promise<number> {
  let replayed = 0;
  let total = Number.POSITIVE_INFINITY;
  while (replayed < total) {
    const page = await source.replayMany(filter);
    replayed += page.replayed;
    total = Math.min(total, page.replayed + page.left);
    if (page.replayed === 0 || page.left === 0) break;
  }
  console.log(json ? JSON.stringify({ replayed }) : `${replayed} will be processed.`);
  return 0;
}
