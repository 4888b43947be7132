import { type Command, typed, UsageError } from './command.ts';
import { withApi } from './with-api.ts';

export const conversationsExport: Command = {
  name: 'conversations export',
  takes: 'ID',
  does: [
    'Prints all that is stored about the visitor of a conversation, as JSON,',
    'for a person who asks for it. Needs a key with the scope admin.',
  ],
  async run(args) {
    const { positionals } = typed(args, {}, 1);
    const [id] = positionals;
    if (id === undefined) throw new UsageError('conversations export needs the ID of a conversation');
    console.log(JSON.stringify(await withApi((client) => client.conversations.export(id)), null, 2));
    return 0;
  },
};
