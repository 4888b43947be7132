import { setTimeout as pause } from 'node:timers/promises';
import { type Collection, MongoClient, type TopologyDescription } from 'mongodb';
import type { Trouble } from '../../policy/facts.ts';
import type {
  AccountAlertDoc,
  AccountDoc,
  AddressLimitDoc,
  AgentEmailDoc,
  AgentPreferencesDoc,
  AgentSessionDoc,
  AuditDoc,
  AuditDraft,
  CannedReplyDoc,
  ChannelConnectionDoc,
  ConversationDoc,
  ConversationRef,
  DeliveryDoc,
  DeploymentDoc,
  DeploymentKeyDoc,
  EndedSessionDoc,
  ErasureDoc,
  HeldEventDoc,
  InboundBytesDoc,
  InboundDoc,
  JobDoc,
  KeyDoc,
  LinkDoc,
  MessageDoc,
  NoteDoc,
  PauseDoc,
  ReportDoc,
  RestoreRequestDoc,
  SuppressionDoc,
  TypingDoc,
  UnsendDoc,
  UploadDoc,
  UsedCodeDoc,
  WebhookDoc,
  WebhookEventDoc,
  WebhookRelayDoc,
} from './documents.ts';
import { type Files, filesIn } from './files.ts';

/** MongoDB, which holds the truth: its collections, and closing it. */
export interface Store {
  readonly client: MongoClient;
  /** What the change for which this store is used leaves in `audit`, in its own transaction (accounts/audit.ts). */
  readonly toRecord?: AuditDraft;
  /** Is told what has become of deliveries, for metrics and logs. */
  readonly observer?: StoreObserver;
  readonly accounts: Collection<AccountDoc>;
  readonly accountAlerts: Collection<AccountAlertDoc>;
  readonly keys: Collection<KeyDoc>;
  readonly cannedReplies: Collection<CannedReplyDoc>;
  readonly channelConnections: Collection<ChannelConnectionDoc>;
  readonly conversations: Collection<ConversationDoc>;
  readonly erasures: Collection<ErasureDoc>;
  readonly messages: Collection<MessageDoc>;
  readonly notes: Collection<NoteDoc>;
  readonly deliveries: Collection<DeliveryDoc>;
  readonly addressLimits: Collection<AddressLimitDoc>;
  readonly agentEmails: Collection<AgentEmailDoc>;
  readonly audit: Collection<AuditDoc>;
  readonly agentPreferences: Collection<AgentPreferencesDoc>;
  readonly agentSessions: Collection<AgentSessionDoc>;
  readonly reports: Collection<ReportDoc>;
  readonly suppressions: Collection<SuppressionDoc>;
  readonly jobs: Collection<JobDoc>;
  readonly links: Collection<LinkDoc>;
  readonly usedCodes: Collection<UsedCodeDoc>;
  readonly unsends: Collection<UnsendDoc>;
  readonly restoreRequests: Collection<RestoreRequestDoc>;
  /** What became of the emails in `rawInbound`. */
  readonly heldEvents: Collection<HeldEventDoc>;
  readonly inbound: Collection<InboundDoc>;
  readonly inboundBytes: Collection<InboundBytesDoc>;
  readonly pauses: Collection<PauseDoc>;
  readonly deploymentKeys: Collection<DeploymentKeyDoc>;
  readonly deployments: Collection<DeploymentDoc>;
  readonly endedSessions: Collection<EndedSessionDoc>;
  readonly typing: Collection<TypingDoc>;
  readonly uploads: Collection<UploadDoc>;
  readonly webhooks: Collection<WebhookDoc>;
  readonly webhookEvents: Collection<WebhookEventDoc>;
  readonly webhookRelays: Collection<WebhookRelayDoc>;
  /** Emails as the provider posted them. */
  readonly rawInbound: Files;
  /** The files of messages, and previews of images. */
  readonly attachments: Files;
  /**
   * Why there has been no first connection so far; null once there was one. Errors of requests meanwhile do not say it.
   */
  firstConnectError(): unknown;
  /** Whether there was a first connection. */
  hasConnected(): boolean;
  /** What the driver last found at our addresses; null before it found anything. */
  topology(): TopologyDescription | null;
  close(): Promise<void>;
}

/** Is told once it is committed, whatever the change was for: a look, an attempt, a report, a person's request. */
export interface StoreObserver {
  parked(delivery: DeliveryRef & Pick<Trouble, 'reason'>): void;
  reported(accountId: string, reports: readonly ReportDoc[]): void;
  /** A record was written to `audit`. */
  recorded(record: AuditDraft): void;
  replay(delivery: DeliveryRef, step: ReplayStep): void;
}

type DeliveryRef = ConversationRef & Pick<Trouble, 'deliveryId'>;

/**
 * What becomes of a replay: the signal `retryDelivery` asked for it or could not, or it was asked for in whichever way
 * and begins now, as it is or as a new delivery.
 */
export type ReplayStep =
  | { readonly kind: 'asked' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'begun'; readonly newDeliveryId?: string };

/** How long to look for a server that answers, to wait for an answer, and to wait for one of the 100 connections. */
export const timeouts = {
  serverSelectionTimeoutMS: 3_000,
  connectTimeoutMS: 3_000,
  socketTimeoutMS: 5_000,
  waitQueueTimeoutMS: 5_000,
};

/**
 * The store, without waiting for MongoDB: while that is away, requests reject. Creating the indexes is left to the
 * caller.
 */
export function connectStore(uri: string, database: string): Store {
  const store = collections(new MongoClient(uri, { ...concerns, ...timeouts }), database);
  const closing = new AbortController();
  let firstConnectError: unknown = null;
  let hasConnected = false;
  let topology: TopologyDescription | null = null;
  store.client.on('topologyDescriptionChanged', ({ newDescription }) => {
    topology = newDescription;
  });
  const connecting = () =>
    keepConnecting(store.client, closing.signal, (error) => {
      firstConnectError = error;
      hasConnected ||= error === null;
    });
  void connecting().then(() => keepMembers(store.client, closing.signal, connecting));
  return {
    ...store,
    firstConnectError: () => firstConnectError,
    hasConnected: () => hasConnected,
    topology: () => topology,
    close: () => {
      closing.abort();
      return store.close();
    },
  };
}

const betweenFirstConnectsMs = 100;

/**
 * Connects again until it succeeds: a driver whose very first connection fails closes its topology and never opens
 * another by itself. (It recovers from later outages alone.)
 * @param failed is called with the error of each failed try, and with null on success
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
 * A driver that finds another replica set at our addresses removes them and is left with no server to ask (Server
 * Discovery and Monitoring: a member of another set is removed). It is closed and connected again, so that it continues
 * when our set is back.
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
    accountAlerts: db.collection('accountAlerts'),
    keys: db.collection('keys'),
    cannedReplies: db.collection('cannedReplies'),
    channelConnections: db.collection('channelConnections'),
    conversations: db.collection('conversations'),
    erasures: db.collection('erasures'),
    messages: db.collection('messages'),
    notes: db.collection('notes'),
    deliveries: db.collection('deliveries'),
    addressLimits: db.collection('addressLimits'),
    agentEmails: db.collection('agentEmails'),
    audit: db.collection('audit'),
    agentPreferences: db.collection('agentPreferences'),
    agentSessions: db.collection('agentSessions'),
    reports: db.collection('reports'),
    suppressions: db.collection('suppressions'),
    jobs: db.collection('jobs'),
    links: db.collection('links'),
    usedCodes: db.collection('usedCodes'),
    unsends: db.collection('unsends'),
    restoreRequests: db.collection('restoreRequests'),
    heldEvents: db.collection('heldEvents'),
    inbound: db.collection('inbound'),
    inboundBytes: db.collection('inboundBytes'),
    pauses: db.collection('pauses'),
    deploymentKeys: db.collection('deploymentKeys'),
    deployments: db.collection('deployments'),
    endedSessions: db.collection('endedSessions'),
    typing: db.collection('typing'),
    uploads: db.collection('uploads'),
    webhooks: db.collection('webhooks'),
    webhookEvents: db.collection('webhookEvents'),
    webhookRelays: db.collection('webhookRelays'),
    rawInbound: filesIn(db, 'rawInbound'),
    attachments: filesIn(db, 'attachments'),
    firstConnectError: () => null,
    hasConnected: () => true,
    topology: () => null,
    close: () => client.close(),
  };
}
