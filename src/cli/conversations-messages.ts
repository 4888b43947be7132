import type { Message } from '../../packages/client/src/index.ts';
import { outcomeReasons, outcomeStates } from '../contract/outcomes.ts';
import { asJson, type Command, typed, UsageError } from './command.ts';
import { limitOf, printListed } from './listed.ts';
import { readable } from './times.ts';
import { withApi } from './with-api.ts';

const text = { type: 'string' } as const;
const mostPerPage = 200;

export const conversationsMessages: Command = {
  name: 'conversations messages',
  takes: 'ID [--after SEQ] [--limit 50] [--json]',
  does: [
    'Lists the messages of a conversation in their order, and of those of agents',
    'what became of them and why, with the ID of the delivery.',
  ],
  async run(args) {
    const { values, positionals } = typed(args, { after: text, limit: text, ...asJson }, 1);
    const [id] = positionals;
    if (id === undefined) throw new UsageError('conversations messages needs the ID of a conversation');
    const { after = '0', json } = values;
    if (!/^\d{1,15}$/.test(after)) throw new UsageError('--after must be the number of a message');
    const limit = limitOf(values.limit);
    if (limit > mostPerPage) throw new UsageError(`--limit must be at most ${mostPerPage}; go on with --after`);
    const found = await withApi((client) => client.messages.list(id, { after: Number(after), limit }));
    if (json) console.log(JSON.stringify(found));
    else printListed(found, { none: 'There are no messages.', titles, row });
    return 0;
  },
};

const titles = ['SEQ', 'WRITTEN (UTC)', 'BY', 'OUTCOME', 'DELIVERY', 'TEXT'];
const row = (message: Message) => [
  String(message.seq ?? '–'),
  readable(message.at),
  message.kind === 'note' ? 'note' : message.author.kind,
  outcomeOf(message),
  message.outcome?.deliveryId ?? '–',
  message.text.replaceAll(/\s+/g, ' '),
];

/** As in the table of outcomes: "waiting until …: no email address is known"; between attempts, when the next one is made. */
function outcomeOf({ outcome }: Message): string {
  if (outcome === undefined) return '–';
  const { state, reason, until } = outcome;
  const why = reason === null ? '' : `: ${outcomeReasons[reason].label}`;
  if (until === null) return `${outcomeStates[state]}${why}`;
  if (state === 'sending') return `${outcomeStates[state]}${why} at ${readable(until)}`;
  return `${outcomeStates[state]} until ${readable(until)}${why}`;
}
