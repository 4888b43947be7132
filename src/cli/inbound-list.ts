import type { InboundEmail } from '../../packages/client/src/index.ts';
import { asJson, type Command, typed } from './command.ts';
import { inboundFilter, inboundFilterOptions, ofNobody } from './inbound-filter.ts';
import { withInbound } from './inbound-source.ts';
import { limitOf, listed, printListed } from './listed.ts';
import { readable } from './times.ts';

const text = { type: 'string' } as const;

export const inboundList: Command = {
  name: 'inbound list',
  takes: '[--state S] [--reason R] [--conversation ID] [--since T] [--until T]',
  does: [
    '[--of-nobody] [--limit 50] [--json]',
    'Lists emails and events of Messenger and Instagram that came in, newest',
    'first. --state deadLetter: those that could not be processed.',
    '--of-nobody: emails whose account is not known.',
  ],
  async run(args) {
    const options = { ...inboundFilterOptions, ...ofNobody, ...asJson, state: text, limit: text };
    const { values } = typed(args, options);
    const { limit, json } = values;
    const most = limitOf(limit);
    const query = inboundFilter(values);
    const found = await withInbound(values['of-nobody'], (source) =>
      listed(most, (page) => source.list({ ...query, ...page })),
    );
    if (json) console.log(JSON.stringify(found));
    else printListed(found, { none: 'Nothing that came in matches.', titles, row });
    return 0;
  },
};

const titles = ['ID', 'CHANNEL', 'STATE', 'RECEIVED (UTC)', 'CONVERSATION'];
const row = ({ id, channel, state, reason, result, receivedAt, conversationId }: InboundEmail) => [
  id,
  channel,
  state === 'deadLetter' ? (reason ?? state) : [state, reason ?? result].filter((word) => word !== null).join(' '),
  readable(receivedAt).slice('yyyy-'.length, -':ssZ'.length),
  conversationId ?? '',
];
