import { isAgreed } from './agreement.ts';
import { type Command, typed, UsageError } from './command.ts';
import { withApi } from './with-api.ts';

const flags = { yes: { type: 'boolean' } } as const;

export const conversationsErase: Command = {
  name: 'conversations erase',
  takes: 'ID [--yes]',
  does: [
    'Erases a conversation for good: messages, visitor, emails, files. Says',
    'whose it is and asks (--yes: does not). Needs a key with the scope admin.',
  ],
  async run(args) {
    const { values, positionals } = typed(args, flags, 1);
    const [id] = positionals;
    if (id === undefined) throw new UsageError('conversations erase needs the ID of a conversation');
    return withApi(async (client) => {
      if (!values.yes) {
        const { visitor, lastSeq } = await client.conversations.get(id);
        const who = [visitor.name, visitor.email].filter((part) => part !== null).join(', ') || 'an unknown visitor';
        console.log(`This erases for good the conversation ${id} with ${who}, which has ${messages(lastSeq)}.`);
        if (!(await isAgreed())) return nothingErased();
      }
      await client.conversations.erase(id);
      console.log(`${id} is erased.`);
      return 0;
    });
  },
};

export const visitorsErase: Command = {
  name: 'visitors erase',
  takes: 'ID [--yes]',
  does: [
    "Erases all conversations of a visitor for good, by your site's ID for them.",
    'Asks (--yes: does not). Needs a key with the scope admin.',
  ],
  async run(args) {
    const { values, positionals } = typed(args, flags, 1);
    const [id] = positionals;
    if (id === undefined) throw new UsageError("visitors erase needs your site's ID for the visitor");
    console.log(`This erases for good all conversations of the visitor ${id}.`);
    if (!values.yes && !(await isAgreed())) return nothingErased();
    await withApi((client) => client.conversations.eraseVisitor(id));
    console.log('They are erased.');
    return 0;
  },
};

const messages = (count: number) => (count === 1 ? '1 message' : `${count} messages`);

function nothingErased(): number {
  console.log('Nothing was erased.');
  return 1;
}
