import type { Conversation } from '../../packages/client/src/index.ts';
import { asJson, type Command, typed, UsageError } from './command.ts';
import { limitOf, listed, printListed } from './listed.ts';
import { readable } from './times.ts';
import { withApi } from './with-api.ts';

const text = { type: 'string' } as const;

export const conversationsFind: Command = {
  name: 'conversations find',
  takes: 'TEXT [--limit 50] [--json]',
  does: [
    'Finds conversations by what the address of the visitor, one that they had',
    "before, a word of their name or your site's ID for them begins with, in any",
    'spelling. Needs a key with the scope inbox or chat, such as one for support.',
  ],
  async run(args) {
    const { values, positionals } = typed(args, { limit: text, ...asJson }, 1);
    const q = positionals[0]?.trim();
    if (!q) throw new UsageError('conversations find needs an address, a name or the ID of a visitor');
    const most = limitOf(values.limit);
    const query = { q, empty: 'true' } as const;
    const found = await withApi((client) => listed(most, (page) => client.conversations.list({ ...query, ...page })));
    if (values.json) console.log(JSON.stringify(found));
    else printListed(found, { none: 'No conversation matches.', titles, row });
    return 0;
  },
};

const titles = ['ID', 'STATE', 'EMAILS', 'LAST MESSAGE (UTC)', 'VISITOR'];
const row = ({ id, state, forwarding, lastMessageAt, visitor }: Conversation) => [
  id,
  state,
  [forwarding.state, forwarding.reason].filter((word) => word !== null).join(' '),
  lastMessageAt === null ? 'none' : readable(lastMessageAt),
  [visitor.email, visitor.name, visitor.id].filter((word) => word !== null).join(', '),
];
