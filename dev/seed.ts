import { isDeepStrictEqual } from 'node:util';
import { Settings, wholeSettings } from '../src/contract/settings.ts';
import { createAccount, findAccount } from '../src/store/accounts/accounts.ts';
import { createKey, findKey } from '../src/store/accounts/keys.ts';
import type { AccountDoc, AgentDoc } from '../src/store/mongo/documents.ts';
import type { Store } from '../src/store/mongo/store.ts';
import { openStore } from '../src/store/open-store.ts';
import { type Durations, durationsOf, shortened, trueDurations } from './durations.ts';

export const demoAccount = 'demo';

/** The host of the addresses at which emails are answered; the fake SendGrid posts what is sent there to the API. */
export const demoReplyDomain = 'reply.acme.example';

export const demoAgents = [
  { id: 'ada', name: 'Ada', role: 'admin' },
  { id: 'grace', name: 'Grace', role: 'agent' },
  { id: 'linus', name: 'Linus', role: 'agent' },
] as const;

export interface Demo {
  readonly apiKey: string;
  readonly account: AccountDoc;
}

/**
 * Creates the demo account if it is missing. Its key is stored only in endpoints.json: that one is kept as long as it
 * is valid, otherwise a new one is created.
 */
export async function seedAccount(
  mongodb: { readonly uri: string; readonly database: string },
  knownKey: string | null,
  durations: Durations,
  now: number,
): Promise<Demo> {
  const store = await openStore(mongodb.uri, mongodb.database);
  try {
    const known = await findAccount(store, demoAccount);
    if (known !== null) return { apiKey: await goodKey(store, knownKey, now), account: known };
    const settings = Settings.parse({
      ...durations,
      sender: { name: 'Acme', address: 'chat@acme.example', replyDomain: demoReplyDomain },
    });
    const { apiKey } = await createAccount(store, { id: demoAccount, name: 'Acme', settings }, now);
    const account = await findAccount(store, demoAccount);
    if (account === null) throw new Error('the demo account disappeared as soon as it was created');
    return { apiKey, account };
  } finally {
    await store.close();
  }
}

async function goodKey(store: Store, knownKey: string | null, now: number): Promise<string> {
  const found = knownKey === null ? null : await findKey(store, knownKey);
  if (knownKey !== null && found?.accountId === demoAccount) return knownKey;
  return (await createKey(store, demoAccount, ['admin'], now)).key;
}

export interface Present {
  readonly durations: Durations;
  /** The demo site's address, and the one that it had at the last start; null if there was none. */
  readonly site: string;
  readonly formerSite: string | null;
}

/**
 * Uses the API: adds missing agents, online and without a lease, changes the durations if they are those of the other
 * mode of `npm start`, and the site if it is the demo's at its last address. What a person has changed is kept.
 */
export async function seedThroughApi(
  api: string,
  { apiKey, account }: Demo,
  { durations, site, formerSite }: Present,
): Promise<void> {
  const call = async (method: string, path: string, body: unknown) => {
    const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
    const answer = await fetch(`${api}${path}`, { method, headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
  };
  for (const { id, name, role } of demoAgents) {
    const known = account.agents.find((agent) => agent.id === id);
    // One of an earlier version has no role yet.
    if (known?.role === undefined) await call('PUT', `/v1/agents/${id}`, { ...profileOf(known), name, role });
    if (known === undefined || known.presence === null) {
      await call('PUT', `/v1/agents/${id}/status`, { status: 'online' });
    }
  }
  const present = durationsOf(wholeSettings(account.settings));
  // Of an earlier version, which could not email agents.
  const former = { ...shortened, inbox: trueDurations.inbox };
  const ofOtherMode = [shortened, former, trueDurations].some((mode) => isDeepStrictEqual(present, mode));
  if (ofOtherMode && !isDeepStrictEqual(present, durations)) await call('PATCH', '/v1/settings', durations);
  const brand = brandOf(account.settings.brand, site, formerSite);
  if (brand !== null) await call('PATCH', '/v1/settings', { brand });
}

const profileOf = (agent: AgentDoc | undefined) =>
  agent === undefined ? {} : { email: agent.email, avatarUrl: agent.avatarUrl };

/** What is to change of the account's site; null: nothing. */
function brandOf({ siteUrl, allowedOrigins }: Settings['brand'], site: string, formerSite: string | null) {
  if (siteUrl !== null && siteUrl !== formerSite) return null;
  const former = formerSite === null ? [] : originsOf(formerSite);
  const origins = [...new Set([...allowedOrigins.filter((origin) => !former.includes(origin)), ...originsOf(site)])];
  if (siteUrl === site && isDeepStrictEqual(origins, allowedOrigins)) return null;
  return { siteUrl: site, allowedOrigins: origins };
}

/** Browsers take the two names of this machine for two origins. */
const originsOf = (site: string): readonly string[] => [site, site.replace('127.0.0.1', 'localhost')];
