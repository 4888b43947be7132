import type { Delivery } from '../../packages/client/src/index.ts';
import { asJson, type Command, typed } from './command.ts';
import { deliveryFilter, filterOptions } from './delivery-filter.ts';
import { limitOf, listed, printListed } from './listed.ts';
import { readable } from './times.ts';
import { withApi } from './with-api.ts';

const text = { type: 'string' } as const;

export const deliveriesList: Command = {
  name: 'deliveries list',
  takes: '[--status S] [--reason R] [--since T] [--until T]',
  does: [
    '[--conversation ID] [--address A] [--visitor TEXT] [--limit 50] [--json]',
    'Lists deliveries created at or after --since and before --until, newest',
    'first. T is an age (90m, 2h, 3d) or a time (2026-01-31T09:30:00Z); TEXT is',
    'the beginning of an address, a name or an ID, as with conversations find.',
  ],
  async run(args) {
    const { values } = typed(args, {
      ...filterOptions,
      conversation: text,
      address: text,
      visitor: text,
      limit: text,
      ...asJson,
    });
    const { conversation, address, visitor: q, limit, json } = values;
    const query = { ...deliveryFilter(values), conversation, address, q };
    const most = limitOf(limit);
    const found = await withApi((client) => listed(most, (page) => client.deliveries.list({ ...query, ...page })));
    if (json) console.log(JSON.stringify(found));
    else printListed(found, { none: 'No delivery matches.', titles, row });
    return 0;
  },
};

const titles = ['ID', 'STATE', 'CREATED (UTC)', 'CONVERSATION', 'TO'];
const row = ({ id, status, reason, withdrawn, createdAt, conversationId, to }: Delivery) => [
  id,
  [status, withdrawn?.reason ?? reason].join(' ').trim(),
  readable(createdAt).slice('yyyy-'.length, -':ssZ'.length),
  conversationId,
  to ?? '–',
];
