import { setTimeout as pause } from 'node:timers/promises';
import { type Collection, MongoClient } from 'mongodb';
import type {
  AccountDoc,
  AddressLimitDoc,
  AgentSessionDoc,
  ConversationDoc,
  DeliveryDoc,
  DeploymentDoc,
  DeploymentKeyDoc,
  JobDoc,
  KeyDoc,
  LinkDoc,
  MessageDoc,
  ReportDoc,
  SendingPauseDoc,
  SuppressionDoc,
} from './documents.ts';

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
export const timeouts = {
  serverSelectionTimeoutMS: 3_000,
  connectTimeoutMS: 3_000,
  socketTimeoutMS: 5_000,
  waitQueueTimeoutMS: 5_000,
};

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

export const concerns = {
  readConcern: { level: 'majority' },
  writeConcern: { w: 'majority' },
  ignoreUndefined: true,
} as const;

export function collections(client: MongoClient, database: string): Store {
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
