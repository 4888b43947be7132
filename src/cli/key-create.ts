import { type Scope, scopeBundles, scopes } from '../contract/keys.ts';
import { asJson, type Command, printRecord, typed, UsageError } from './command.ts';
import { assertAccount } from './keys.ts';
import { withStore } from './with-store.ts';

const text = { type: 'string' } as const;

export const keyCreate: Command = {
  name: 'key create',
  takes: '--account ID --scopes SCOPES [--name NAME] [--json]',
  does: [
    'Creates another key for an account. It is printed only this once. SCOPES are',
    'some of chat, inbox, settings, deliveries and admin, separated by commas;',
    'support stands for inbox,settings,deliveries, which the runbook needs.',
  ],
  async run(args) {
    const { values } = typed(args, { account: text, scopes: text, name: text, ...asJson });
    const { account, name } = values;
    if (account === undefined) throw new UsageError('key create needs --account');
    if (values.scopes === undefined) throw new UsageError(`key create needs --scopes: ${choices}`);
    const list = scopesOf(values.scopes);
    const apiKey = await withStore(async (store) => {
      await assertAccount(store, account);
      const { createKey } = await import('../store/accounts/keys.ts');
      const { byOperator } = await import('../store/accounts/audit.ts');
      const now = Date.now();
      const done = { action: 'key.created', object: { kind: 'key', id: null } } as const;
      return (await createKey(byOperator(store, account, done, now), account, list, now, name?.trim() || null)).key;
    });
    printRecord({ accountId: account, apiKey, scopes: list.join(',') }, values.json);
    return 0;
  },
};

const choices = `some of ${scopes.join(', ')}, or support (${scopeBundles.support.join(', ')})`;

/** Throws UsageError. */
function scopesOf(typed: string): Scope[] {
  const words = typed.split(',').map((word) => word.trim());
  const found = words.flatMap((word): readonly (Scope | null)[] =>
    word === 'support' ? scopeBundles.support : [scopes.find((scope) => scope === word) ?? null],
  );
  if (found.includes(null)) throw new UsageError(`--scopes: ${words.join(', ')} is not all known; choose ${choices}`);
  return [...new Set(found)].filter((scope) => scope !== null);
}
