import type { InboundEmail, Page } from '../../packages/client/src/index.ts';
import { asJson, type Command, typed, UsageError } from './command.ts';
import {
  type InboundQuery,
  type InboundSource,
  inboundFilter,
  inboundFilterOptions,
  ofNobody,
} from './inbound-filter.ts';
import { withInbound } from './inbound-source.ts';
import { lineWidth, table } from './table.ts';
import { readable } from './times.ts';

const text = { type: 'string' } as const;
const maxPerPage = 200;

export const inboundList: Command = {
  name: 'inbound list',
  takes: '[--state S] [--reason R] [--conversation ID] [--since T] [--until T]',
  does: [
    '[--of-nobody] [--limit 50] [--json]',
    'Lists emails that came in, newest first. --state deadLetter: those that',
    'could not be processed. --of-nobody: those whose account is not known.',
  ],
  async run(args) {
    const options = { ...inboundFilterOptions, ...ofNobody, ...asJson, state: text, limit: text };
    const { values } = typed(args, options);
    const { limit = '50', json } = values;
    if (!/^[1-9]\d{0,5}$/.test(limit)) throw new UsageError('--limit must be a whole number from 1 to 999999');
    const query = inboundFilter(values);
    const found = await withInbound(values['of-nobody'], (source) => list(source, query, Number(limit)));
    if (json) console.log(JSON.stringify(found));
    else print(found);
    return 0;
  },
};

async function list(source: InboundSource, query: InboundQuery, limit: number): Promise<Page<InboundEmail>> {
  const items: InboundEmail[] = [];
  let cursor: string | undefined;
  for (;;) {
    const size = Math.min(limit - items.length, maxPerPage);
    const page = await source.list({ ...query, limit: size, ...(cursor === undefined ? {} : { cursor }) });
    items.push(...page.items);
    if (page.nextCursor === null || items.length >= limit) return { items, nextCursor: page.nextCursor };
    cursor = page.nextCursor;
  }
}

function print({ items, nextCursor }: Page<InboundEmail>): void {
  if (items.length === 0) {
    console.log('No email matches.');
    return;
  }
  const rows = items.map(({ id, state, reason, result, receivedAt, conversationId }) => [
    id,
    state === 'deadLetter' ? (reason ?? state) : [state, reason ?? result].filter((word) => word !== null).join(' '),
    readable(receivedAt).slice('yyyy-'.length, -':ssZ'.length),
    conversationId ?? '',
  ]);
  for (const line of table(['ID', 'STATE', 'RECEIVED (UTC)', 'CONVERSATION'], rows, lineWidth())) console.log(line);
  if (nextCursor !== null) console.log(`There are more than these ${items.length}; use --limit to show more.`);
}
