import { type IndexDescription, MongoClient, MongoServerError } from 'mongodb';
import { accountIndexes } from './accounts/accounts.ts';
import { agentSessionIndexes } from './accounts/agent-sessions.ts';
import { keyIndexes } from './accounts/keys.ts';
import { addressLimitIndexes } from './addresses/address-limits.ts';
import { linkIndexes } from './addresses/links.ts';
import { suppressionIndexes } from './addresses/suppressions.ts';
import { conversationIndexes, keepAddressKeys } from './conversations/conversations.ts';
import { messageIndexes } from './conversations/messages.ts';
import { deliveryIndexes } from './deliveries/deliveries.ts';
import { reportIndexes } from './deliveries/reports.ts';
import { nameDeployment } from './deployment/deployment.ts';
import { jobIndexes } from './jobs/jobs.ts';
import { collections, concerns, connectStore, type Store, timeouts } from './mongo/store.ts';

/** Connects and makes the indexes; a MongoDB that is away makes this reject within the time limit. */
export async function openStore(uri: string, database: string): Promise<Store> {
  const store = connectStore(uri, database);
  try {
    await createIndexes(uri, database);
  } catch (error) {
    await store.close();
    throw error;
  }
  return store;
}

/** Each collection's; pauses, deployments and their keys need none. */
const indexesOf = {
  accounts: accountIndexes,
  keys: keyIndexes,
  conversations: conversationIndexes,
  messages: messageIndexes,
  deliveries: deliveryIndexes,
  addressLimits: addressLimitIndexes,
  agentSessions: agentSessionIndexes,
  reports: reportIndexes,
  suppressions: suppressionIndexes,
  jobs: jobIndexes,
  links: linkIndexes,
} as const satisfies Partial<Record<keyof Store, readonly IndexDescription[]>>;
type Indexed = keyof typeof indexesOf;

/**
 * By their names: no query uses these any more, and each costs a write. A process of before makes its own again when it
 * starts; the next start of one of ours drops them for good.
 */
const formerIndexes: Readonly<Partial<Record<Indexed, readonly string[]>>> = {
  conversations: ['accountId_1_visitor.email_1_createdAt_-1', 'alarm.watchAt_1_accountId_1_alarm.at_1'],
  deliveries: ['accountId_1_status_1_createdAt_-1', 'accountId_1_status_1_reason_1'],
};

async function dropFormerIndexes(store: Store): Promise<void> {
  for (const [name, former] of Object.entries(formerIndexes)) {
    const there = await store[name as Indexed].indexes();
    for (const index of former)
      if (there.some((one) => one.name === index)) await store[name as Indexed].dropIndex(index);
  }
}

/**
 * Makes the indexes that are missing, and fields that they need in older documents, drops those that nothing uses any
 * more, and names the data (deployment.ts).
 * Over a connection of its own, since a large collection takes its time.
 */
export async function createIndexes(uri: string, database: string): Promise<void> {
  const store = collections(new MongoClient(uri, { ...concerns, ...timeouts, socketTimeoutMS: 0 }), database);
  try {
    for (const [name, indexes] of Object.entries(indexesOf)) await store[name as Indexed].createIndexes([...indexes]);
    await keepAddressKeys(store);
    await dropFormerIndexes(store);
    await nameDeployment(store);
  } finally {
    await store.close();
  }
}

/** The indexes that a reader would miss: "deliveries {accountId: 1, number: 1}". A collection begins with its indexes. */
export async function missingIndexes(store: Store): Promise<string[]> {
  const missing: string[] = [];
  for (const [name, indexes] of Object.entries(indexesOf)) {
    const there = await store[name as Indexed].indexes().catch((error) => {
      if (error instanceof MongoServerError && error.codeName === 'NamespaceNotFound') return [];
      throw error;
    });
    const keys = new Set(there.map(({ key }) => JSON.stringify(key)));
    for (const { key } of indexes) {
      const wanted = JSON.stringify(key);
      if (!keys.has(wanted)) missing.push(`${name} ${wanted.replaceAll('"', '')}`);
    }
  }
  return missing;
}
