import type { Store } from '../store/mongo/store.ts';
import { asJson, type Command, CommandError, typed, UsageError } from './command.ts';
import { limitOf, printListed } from './listed.ts';
import { readable } from './times.ts';
import { withStore } from './with-store.ts';

const text = { type: 'string' } as const;

export const keyList: Command = {
  name: 'key list',
  takes: '--account ID [--limit 50] [--json]',
  does: ['Lists the keys of an account, newest first, by their public IDs.'],
  async run(args) {
    const { values } = typed(args, { account: text, limit: text, ...asJson });
    const { account } = values;
    if (account === undefined) throw new UsageError('key list needs --account');
    const limit = limitOf(values.limit);
    const found = await withStore(async (store) => {
      const { keyId, listKeys } = await import('../store/accounts/keys.ts');
      await assertAccount(store, account);
      const keys = await listKeys(store, account, { after: null, limit: limit + 1 });
      return keys.map((key) => ({
        ...{ id: keyId(key), name: key.name ?? null, scopes: key.scopes },
        createdAt: new Date(key.createdAt).toISOString(),
      }));
    });
    const items = found.slice(0, limit);
    if (values.json) console.log(JSON.stringify({ items }));
    else
      printListed(
        { items, nextCursor: found.length > limit ? 'more' : null },
        {
          none: 'The account has no key.',
          titles: ['ID', 'CREATED (UTC)', 'SCOPES', 'NAME'],
          row: ({ id, createdAt, scopes, name }) => [id, readable(createdAt), scopes.join(','), name ?? ''],
        },
      );
    return 0;
  },
};

export const keyRevoke: Command = {
  name: 'key revoke',
  takes: 'ID --account ID [--json]',
  does: ['Revokes a key by its public ID, which key list shows. It stops working', 'within seconds.'],
  async run(args) {
    const { values, positionals } = typed(args, { account: text, ...asJson }, 1);
    const { account } = values;
    const [id] = positionals;
    if (id === undefined) throw new UsageError('key revoke needs the ID of a key; key list shows them');
    if (account === undefined) throw new UsageError('key revoke needs --account');
    await withStore(async (store) => {
      await assertAccount(store, account);
      const { byOperator } = await import('../store/accounts/audit.ts');
      const { revokeKey } = await import('../store/accounts/keys.ts');
      const { ConflictError } = await import('../store/mongo/conflict.ts');
      const recording = byOperator(store, account, { action: 'key.revoked', object: { kind: 'key', id } }, Date.now());
      try {
        if (!(await revokeKey(recording, account, id))) throw new CommandError(`The account has no key ${id}.`);
      } catch (error) {
        if (error instanceof ConflictError) throw new CommandError(`${error.slug}: ${error.message}`);
        throw error;
      }
    });
    console.log(values.json ? JSON.stringify({ id, revoked: true }) : `${id} is revoked.`);
    return 0;
  },
};

/** Throws UsageError. */
export async function assertAccount(store: Store, account: string): Promise<void> {
  const { findAccount } = await import('../store/accounts/accounts.ts');
  if ((await findAccount(store, account)) === null) throw new UsageError(`--account: there is no account ${account}`);
}
