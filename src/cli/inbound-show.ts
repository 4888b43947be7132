import type { InboundEmail } from '../../packages/client/src/index.ts';
import { asJson, type Command, typed, UsageError } from './command.ts';
import { ofNobody } from './inbound-filter.ts';
import { withInbound } from './inbound-source.ts';
import { record } from './table.ts';
import { readable } from './times.ts';

export const inboundShow: Command = {
  name: 'inbound show',
  takes: 'ID [--of-nobody] [--json]',
  does: ['Shows an email or event that came in and what became of it.'],
  async run(args) {
    const { values, positionals } = typed(args, { ...ofNobody, ...asJson }, 1);
    const [id] = positionals;
    if (id === undefined) throw new UsageError('inbound show needs the ID of what came in; inbound list shows it');
    const email = await withInbound(values['of-nobody'], (source) => source.get(id));
    console.log(values.json ? JSON.stringify(email) : described(email).join('\n'));
    return 0;
  },
};

const at = (time: string | null) => (time === null ? null : readable(time));

function described(email: InboundEmail): string[] {
  const { id, state, reason, result, says, dismissed } = email;
  return record([
    ['id', id],
    ['channel', email.channel],
    ['from', email.from],
    ['subject', email.subject],
    ['attachments', email.attachments],
    ['state', [state, reason ?? result].filter((word) => word !== null).join(' ')],
    ['', says],
    ['dismissed', dismissed && `${readable(dismissed.at)}: ${dismissed.reason}`],
    ['conversation', email.conversationId],
    ['message', email.messageId],
    ['size', `${email.bytes} bytes`],
    ['received', at(email.receivedAt)],
    ['processed', at(email.processedAt)],
    ['kept until', at(email.expiresAt)],
    ['its content', at(email.contentUntil)],
  ]);
}
