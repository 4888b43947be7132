import type { Client, Delivery, Page } from '../../packages/client/src/index.ts';
import { asJson, type Command, typed, UsageError } from './command.ts';
import { deliveryFilter, filterOptions } from './delivery-filter.ts';
import { lineWidth, table } from './table.ts';
import { readable } from './times.ts';
import { withApi } from './with-api.ts';

const text = { type: 'string' } as const;
const maxPerPage = 200;

export const deliveriesList: Command = {
  name: 'deliveries list',
  takes: '[--status S] [--reason R] [--since T] [--until T]',
  does: [
    '[--conversation ID] [--address A] [--limit 50] [--json]',
    'Lists deliveries created at or after --since and before --until, newest',
    'first. T is an age (90m, 2h, 3d) or a time (2026-01-31T09:30:00Z).',
  ],
  async run(args) {
    const { values } = typed(args, { ...filterOptions, conversation: text, address: text, limit: text, ...asJson });
    const { conversation, address, limit = '50', json } = values;
    if (!/^[1-9]\d{0,5}$/.test(limit)) throw new UsageError('--limit must be a whole number from 1 to 999999');
    const query = { ...deliveryFilter(values), conversation, address };
    const found = await withApi((client) => list(client, query, Number(limit)));
    if (json) console.log(JSON.stringify(found));
    else print(found);
    return 0;
  },
};

async function list(
  client: Client,
  query: Parameters<Client['deliveries']['list']>[0],
  limit: number,
): Promise<Page<Delivery>> {
  const items: Delivery[] = [];
  let cursor: string | undefined;
  for (;;) {
    const size = Math.min(limit - items.length, maxPerPage);
    const page = await client.deliveries.list({ ...query, limit: size, ...(cursor === undefined ? {} : { cursor }) });
    items.push(...page.items);
    if (page.nextCursor === null || items.length >= limit) return { items, nextCursor: page.nextCursor };
    cursor = page.nextCursor;
  }
}

function print({ items, nextCursor }: Page<Delivery>): void {
  if (items.length === 0) {
    console.log('No delivery matches.');
    return;
  }
  const rows = items.map(({ id, status, reason, createdAt, conversationId }) => [
    id,
    reason === null ? status : `${status} ${reason}`,
    readable(createdAt).slice('yyyy-'.length, -':ssZ'.length),
    conversationId,
  ]);
  for (const line of table(['ID', 'STATE', 'CREATED (UTC)', 'CONVERSATION'], rows, lineWidth())) console.log(line);
  if (nextCursor !== null) console.log(`There are more than these ${items.length}; use --limit to show more.`);
}
