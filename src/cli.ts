import { parseArgs } from 'node:util';
import { Settings } from './contract/settings.ts';
import { createAccount, findAccount } from './store/accounts.ts';
import { createKey, type Scope, scopes } from './store/keys.ts';
import { openStore, type Store } from './store/store.ts';
import { isDuplicateKey } from './store/transaction.ts';

const usage = `Usage:
  afterchat account create --name NAME [--id ID] [--sender ADDRESS] [--locale TAG] [--json]
      Makes an account and prints its id, first key, site key and identity secret.
      Without --sender email forwarding starts switched off.
  afterchat key create --account ID [--scopes chat,inbox,settings,deliveries,admin] [--json]
      Makes one more key for an account and prints it, once.

Both go to MongoDB: set MONGODB_URI (and MONGODB_DATABASE, afterchat by default).`;

/** Wrong use: told in one line, exit code 2. */
class UsageError extends Error {}

const idPattern = /^[A-Za-z0-9._~-]{1,64}$/;

async function run(args: readonly string[]): Promise<Record<string, string>> {
  const [subject, verb, ...rest] = args;
  const command = [subject, verb].join(' ');
  if (command === 'account create') return accountCreate(rest);
  if (command === 'key create') return keyCreate(rest);
  throw new UsageError(`there is no command "${args.slice(0, 2).join(' ')}"; see afterchat --help`);
}

async function accountCreate(args: string[]): Promise<Record<string, string>> {
  const { name, id, sender, locale } = options(args, ['name', 'id', 'sender', 'locale']);
  if (name === undefined || name.trim() === '') throw new UsageError('account create needs --name');
  if (id !== undefined && !idPattern.test(id)) throw new UsageError('--id: 1 to 64 characters of A-Z a-z 0-9 . _ ~ -');
  const settings = Settings.safeParse({
    ...(sender === undefined ? { emailForwarding: 'nothing' } : { sender: { name, address: sender } }),
    ...(locale === undefined ? {} : { locale }),
  });
  if (!settings.success)
    throw new UsageError(settings.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
  return withStore(async (store) => {
    try {
      return { ...(await createAccount(store, { ...(id && { id }), name, settings: settings.data }, Date.now())) };
    } catch (error) {
      if (isDuplicateKey(error)) throw new UsageError(`--id: there is an account ${id} already`);
      throw error;
    }
  });
}

async function keyCreate(args: string[]): Promise<Record<string, string>> {
  const { account, scopes: wanted = 'admin' } = options(args, ['account', 'scopes']);
  if (account === undefined) throw new UsageError('key create needs --account');
  const list = wanted.split(',').map((scope) => scope.trim());
  const unknown = list.filter((scope) => !(scopes as readonly string[]).includes(scope));
  if (unknown.length > 0) throw new UsageError(`--scopes: ${unknown.join(', ')}: choose from ${scopes.join(', ')}`);
  return withStore(async (store) => {
    if ((await findAccount(store, account)) === null) throw new UsageError(`--account: there is no account ${account}`);
    const { key } = await createKey(store, account, list as Scope[], Date.now());
    return { accountId: account, apiKey: key, scopes: list.join(',') };
  });
}

function options<Name extends string>(args: string[], names: readonly Name[]): { [K in Name]?: string } {
  try {
    const known = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
    const { values } = parseArgs({ args, options: { ...known, json: { type: 'boolean' } }, strict: true });
    return values as { [K in Name]?: string };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

async function withStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const { MONGODB_URI, MONGODB_DATABASE } = process.env;
  if (MONGODB_URI === undefined) throw new UsageError('MONGODB_URI is not set; npm start prints the embedded one');
  const store = await openStore(MONGODB_URI, MONGODB_DATABASE ?? 'afterchat');
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

const args = process.argv.slice(2);
if (args.length === 0 || args.includes('--help') || args.includes('-h')) {
  console.log(usage);
} else {
  try {
    const result = await run(args);
    if (args.includes('--json')) console.log(JSON.stringify(result));
    else for (const [name, value] of Object.entries(result)) console.log(`${name.padEnd(15)} ${value}`);
  } catch (error) {
    console.error(`afterchat: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
