import { asJson, type Command, typed } from './command.ts';
import { limitOf, printListed } from './listed.ts';
import { readable } from './times.ts';
import { withStore } from './with-store.ts';

export const accountList: Command = {
  name: 'account list',
  takes: '[--limit 50] [--json]',
  does: ['Lists the accounts in the order of their IDs.'],
  async run(args) {
    const { values } = typed(args, { limit: { type: 'string' }, ...asJson });
    const limit = limitOf(values.limit);
    const found = await withStore(async (store) => {
      const { listAccounts } = await import('../store/accounts/accounts.ts');
      return listAccounts(store, limit + 1);
    });
    const items = found.slice(0, limit).map(({ _id, name, settings, createdAt }) => ({
      ...{ id: _id, name, emailForwarding: settings.emailForwarding, paused: settings.delivery.paused },
      ...{ sender: settings.sender?.address ?? null, createdAt: new Date(createdAt).toISOString() },
    }));
    const page = { items, nextCursor: found.length > limit ? 'more' : null };
    if (values.json) console.log(JSON.stringify({ items }));
    else
      printListed(page, {
        none: 'There is no account.',
        titles: ['ID', 'CREATED (UTC)', 'EMAILS', 'SENDER', 'NAME'],
        row: ({ id, createdAt, emailForwarding, paused, sender, name }) => [
          id,
          readable(createdAt),
          paused ? 'paused' : emailForwarding,
          sender ?? '–',
          name,
        ],
      });
    return 0;
  },
};
