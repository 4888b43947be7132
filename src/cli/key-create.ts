import { type Scope, scopes } from '../contract/keys.ts';
import { asJson, type Command, printRecord, typed, UsageError } from './command.ts';
import { withStore } from './with-store.ts';

export const keyCreate: Command = {
  name: 'key create',
  takes: '--account ID [--scopes chat,inbox,settings,deliveries,admin] [--json]',
  does: ['Creates another key for an account. It is printed only this once.'],
  async run(args) {
    const { values } = typed(args, { account: { type: 'string' }, scopes: { type: 'string' }, ...asJson });
    const { account, scopes: wanted = 'admin' } = values;
    if (account === undefined) throw new UsageError('key create needs --account');
    const list = wanted.split(',').map((scope) => scope.trim());
    const unknown = list.filter((scope) => !(scopes as readonly string[]).includes(scope));
    if (unknown.length > 0)
      throw new UsageError(`--scopes: unknown ${unknown.join(', ')}; choose from ${scopes.join(', ')}`);
    const apiKey = await withStore(async (store) => {
      const { findAccount } = await import('../store/accounts/accounts.ts');
      const { createKey } = await import('../store/accounts/keys.ts');
      if ((await findAccount(store, account)) === null)
        throw new UsageError(`--account: there is no account ${account}`);
      const { bySystem, recordingStore } = await import('../store/accounts/audit.ts');
      const now = Date.now();
      const recording = recordingStore(store, {
        ...{ accountId: account, actor: bySystem, action: 'key.created', object: { kind: 'key', id: null } },
        ...{ fields: [], requestId: null, createdAt: now },
      });
      return (await createKey(recording, account, list as Scope[], now)).key;
    });
    printRecord({ accountId: account, apiKey, scopes: list.join(',') }, values.json);
    return 0;
  },
};
