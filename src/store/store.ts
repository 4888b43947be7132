import { setTimeout as pause } from 'node:timers/promises';
import { type Collection, type IndexDescription, MongoClient, MongoServerError } from 'mongodb';
import { accountIndexes } from './accounts.ts';
import { type AddressLimitDoc, addressLimitIndexes } from './address-limits.ts';
import { type AgentSessionDoc, agentSessionIndexes } from './agent-sessions.ts';
import { conversationIndexes, keepAddressKeys } from './conversations.ts';
import { deliveryIndexes } from './deliveries.ts';
import { type DeploymentDoc, nameDeployment } from './deployment.ts';
import type { AccountDoc, ConversationDoc, DeliveryDoc, KeyDoc, MessageDoc } from './documents.ts';
import type { DeploymentKeyDoc } from './event-id-key.ts';
import { type JobDoc, jobIndexes } from './jobs.ts';
import { keyIndexes } from './keys.ts';
import { type LinkDoc, linkIndexes } from './links.ts';
import { messageIndexes } from './messages.ts';
import { type ReportDoc, reportIndexes } from './reports.ts';
import type { SendingPauseDoc } from './sending-pause.ts';
import { type SuppressionDoc, suppressionIndexes } from './suppressions.ts';

/** MongoDB, the truth: its collections and how to be done with it. */
export interface Store {
  readonly client: MongoClient;
  readonly accounts: Collection<AccountDoc>;
  readonly keys: Collection<KeyDoc>;
  readonly conversations: Collection<ConversationDoc>;
  readonly messages: Collection<MessageDoc>;
  readonly deliveries: Collection<DeliveryDoc>;
  readonly addressLimits: Collection<AddressLimitDoc>;
  readonly agentSessions: Collection<AgentSessionDoc>;
  readonly reports: Collection<ReportDoc>;
  readonly suppressions: Collection<SuppressionDoc>;
  readonly jobs: Collection<JobDoc>;
  readonly links: Collection<LinkDoc>;
  readonly pauses: Collection<SendingPauseDoc>;
  readonly deploymentKeys: Collection<DeploymentKeyDoc>;
  readonly deployments: Collection<DeploymentDoc>;
  /** Why the first connection has not come about so far; null once it has. What is asked meanwhile hides it. */
  firstConnectError(): unknown;
  close(): Promise<void>;
}

/** How long to look for a MongoDB that answers, to wait for one answer, and for one of the 100 connections to be free. */
const timeouts = {
  serverSelectionTimeoutMS: 3_000,
  connectTimeoutMS: 3_000,
  socketTimeoutMS: 5_000,
  waitQueueTimeoutMS: 5_000,
};

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

/**
 * The store without waiting for MongoDB, which may be away: what is asked meanwhile rejects as long as it is. The
 * indexes are the caller's to make.
 */
export function connectStore(uri: string, database: string): Store {
  const store = collections(new MongoClient(uri, { ...concerns, ...timeouts }), database);
  const closing = new AbortController();
  let firstConnectError: unknown = null;
  const connecting = () =>
    keepConnecting(store.client, closing.signal, (error) => {
      firstConnectError = error;
    });
  void connecting().then(() => keepMembers(store.client, closing.signal, connecting));
  return {
    ...store,
    firstConnectError: () => firstConnectError,
    close: () => {
      closing.abort();
      return store.close();
    },
  };
}

const betweenFirstConnectsMs = 100;

/**
 * A driver whose very first connection fails closes its topology and never opens another by itself: until one has
 * succeeded it has to be told to. (Later outages it heals alone.)
 * @param failed gets why it did not come about, or null when it has
 */
async function keepConnecting(
  client: MongoClient,
  closing: AbortSignal,
  failed: (error: unknown) => void,
): Promise<void> {
  while (!closing.aborted) {
    try {
      await client.connect();
      failed(null);
      return;
    } catch (error) {
      failed(error);
      await pause(betweenFirstConnectsMs, undefined, { ref: false });
    }
  }
}

/**
 * A driver that meets another set at the addresses of ours forgets them, and asks nobody ever after (Server Discovery and
 * Monitoring: a member of another set is removed). So that it goes on when ours is back, it is closed and connected anew.
 */
function keepMembers(client: MongoClient, closing: AbortSignal, connect: () => Promise<void>): void {
  let isReopening = false;
  client.on('topologyDescriptionChanged', ({ newDescription: { type, servers } }) => {
    if (type !== 'ReplicaSetNoPrimary' || servers.size > 0 || isReopening || closing.aborted) return;
    isReopening = true;
    const reopen = async () => {
      await client.close().catch(() => {});
      await connect();
      isReopening = false;
    };
    void reopen();
  });
}

const concerns = {
  readConcern: { level: 'majority' },
  writeConcern: { w: 'majority' },
  ignoreUndefined: true,
} as const;

function collections(client: MongoClient, database: string): Store {
  const db = client.db(database);
  return {
    client,
    accounts: db.collection('accounts'),
    keys: db.collection('keys'),
    conversations: db.collection('conversations'),
    messages: db.collection('messages'),
    deliveries: db.collection('deliveries'),
    addressLimits: db.collection('addressLimits'),
    agentSessions: db.collection('agentSessions'),
    reports: db.collection('reports'),
    suppressions: db.collection('suppressions'),
    jobs: db.collection('jobs'),
    links: db.collection('links'),
    pauses: db.collection('pauses'),
    deploymentKeys: db.collection('deploymentKeys'),
    deployments: db.collection('deployments'),
    firstConnectError: () => null,
    close: () => client.close(),
  };
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
