import { maxIds } from '../contract/jobs.ts';
import { asJson, type Command, typed, UsageError } from './command.ts';
import { withApi } from './with-api.ts';

export const deliveriesDismiss: Command = {
  name: 'deliveries dismiss',
  takes: 'ID… --reason TEXT [--json]',
  does: ['Dismisses parked deliveries for good: they need no more attention and', 'cannot be replayed.'],
  async run(args) {
    const { values, positionals } = typed(args, { reason: { type: 'string' }, ...asJson }, maxIds);
    const { reason, json } = values;
    if (positionals.length === 0) throw new UsageError('deliveries dismiss needs the ID of a parked delivery');
    if (!reason?.trim()) throw new UsageError('deliveries dismiss needs --reason TEXT: why it needs no action');
    return withApi(async (client) => {
      for (const id of positionals) {
        const delivery = await client.deliveries.dismiss(id, { reason });
        console.log(json ? JSON.stringify(delivery) : `${id} is dismissed.`);
      }
      return 0;
    });
  },
};
