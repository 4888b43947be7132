import { Settings } from '../contract/settings.ts';
import { warningsOf } from '../policy/account/settings-warnings.ts';
import type { Store } from '../store/mongo/store.ts';
import { asJson, type Command, printRecord, typed, UsageError } from './command.ts';
import { withStore } from './with-store.ts';

const idPattern = /^[A-Za-z0-9._~-]{1,64}$/;
const text = { type: 'string' } as const;

export const accountCreate: Command = {
  name: 'account create',
  takes: '--name NAME [--id ID] [--sender ADDRESS] [--site URL] [--locale TAG] [--json]',
  does: [
    'Creates an account and prints its ID, first key, site key and identity',
    'secret. Without --sender, email forwarding starts switched off; without',
    '--site, emails have no link back to the chat.',
  ],
  async run(args) {
    const { values } = typed(args, { name: text, id: text, sender: text, site: text, locale: text, ...asJson });
    const { name, id, sender, site, locale } = values;
    if (name === undefined || name.trim() === '') throw new UsageError('account create needs --name');
    if (id !== undefined && !idPattern.test(id))
      throw new UsageError('--id must be 1 to 64 of the characters A-Z a-z 0-9 . _ ~ -');
    const settings = Settings.safeParse({
      ...(sender === undefined ? { emailForwarding: 'nothing' } : { sender: { name, address: sender } }),
      ...(site === undefined ? {} : { brand: { siteUrl: site } }),
      ...(locale === undefined ? {} : { locale }),
    });
    if (!settings.success)
      throw new UsageError(settings.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; '));
    const account = { ...(id && { id }), name, settings: settings.data };
    // On stderr, because programs read stdout.
    for (const { field, message } of warningsOf(settings.data)) console.error(`${field} ${message}`);
    printRecord(await withStore((store) => made(store, account)), values.json);
    return 0;
  },
};

async function made(
  store: Store,
  account: { readonly id?: string; readonly name: string; readonly settings: Settings },
) {
  const { createAccount } = await import('../store/accounts/accounts.ts');
  const { byOperator } = await import('../store/accounts/audit.ts');
  const { randomId } = await import('../store/mongo/ids.ts');
  const { isDuplicateKey } = await import('../store/mongo/transaction.ts');
  const [id, now] = [account.id ?? randomId(), Date.now()];
  const done = { action: 'account.created', object: { kind: 'account', id } } as const;
  try {
    return await createAccount(byOperator(store, id, done, now), { ...account, id }, now);
  } catch (error) {
    if (isDuplicateKey(error)) throw new UsageError(`--id: the account ${account.id} already exists`);
    throw error;
  }
}
