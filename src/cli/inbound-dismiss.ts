import { maxInboundReplayed } from '../contract/inbound-emails.ts';
import { asJson, type Command, typed, UsageError } from './command.ts';
import { ofNobody } from './inbound-filter.ts';
import { withInbound } from './inbound-source.ts';

export const inboundDismiss: Command = {
  name: 'inbound dismiss',
  takes: 'ID… --reason TEXT [--of-nobody] [--json]',
  does: ['Dismisses dead letters for good: they need no more attention and cannot', 'be replayed.'],
  async run(args) {
    const { values, positionals } = typed(
      args,
      { reason: { type: 'string' }, ...ofNobody, ...asJson },
      maxInboundReplayed,
    );
    const { reason, json } = values;
    if (positionals.length === 0) throw new UsageError('inbound dismiss needs the ID of a dead letter');
    if (!reason?.trim()) throw new UsageError('inbound dismiss needs --reason TEXT: why nothing is to be done');
    return withInbound(values['of-nobody'], async (source) => {
      for (const id of positionals) {
        const email = await source.dismiss(id, { reason });
        console.log(json ? JSON.stringify(email) : `${id} is dismissed.`);
      }
      return 0;
    });
  },
};
