import { type Collection, type Document, type IndexDescription, MongoClient, MongoServerError } from 'mongodb';
import { accountIndexes } from './accounts/accounts.ts';
import { agentPreferencesIndexes } from './accounts/agent-preferences.ts';
import { agentSessionIndexes } from './accounts/agent-sessions.ts';
import { auditIndexes } from './accounts/audit.ts';
import { cannedReplyIndexes } from './accounts/canned-replies.ts';
import { channelConnectionIndexes } from './accounts/channel-connections.ts';
import { keyIndexes } from './accounts/keys.ts';
import { addressLimitIndexes } from './addresses/address-limits.ts';
import { linkIndexes } from './addresses/links.ts';
import { restoreRequestIndexes } from './addresses/restore-requests.ts';
import { suppressionIndexes } from './addresses/suppressions.ts';
import { usedCodeIndexes } from './addresses/used-codes.ts';
import { uploadIndexes } from './attachments/uploads.ts';
import { conversationIndexes, keepAddressKeys } from './conversations/conversations.ts';
import { endedSessionIndexes } from './conversations/ended-sessions.ts';
import { erasureIndexes } from './conversations/erasures.ts';
import { keepListings } from './conversations/keep-listings.ts';
import { messageIndexes } from './conversations/messages.ts';
import { noteIndexes } from './conversations/notes.ts';
import { typingIndexes } from './conversations/typing.ts';
import { unsendIndexes } from './conversations/unsends.ts';
import { agentEmailIndexes } from './deliveries/agent-emails.ts';
import { deliveryIndexes, keepMailTimes } from './deliveries/deliveries.ts';
import { reportIndexes } from './deliveries/reports.ts';
import { nameDeployment } from './deployment/deployment.ts';
import { heldEventIndexes } from './inbound/held-events.ts';
import { inboundIndexes } from './inbound/inbound.ts';
import { inboundBytesIndexes } from './inbound/kept-bytes.ts';
import { jobIndexes } from './jobs/jobs.ts';
import { chunkIndexes, type Files, fileIndexes } from './mongo/files.ts';
import { collections, concerns, connectStore, type Store, timeouts } from './mongo/store.ts';
import { webhookEventIndexes } from './webhooks/events.ts';
import { webhookIndexes } from './webhooks/webhooks.ts';

/** Connects and creates the indexes. Rejects within the time limit if MongoDB is away. */
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

interface Indexed {
  readonly collection: Pick<Collection, 'collectionName' | 'createIndexes' | 'dropIndex' | 'indexes'>;
  readonly indexes: readonly IndexDescription[];
}

/** The indexes of each collection; alerts, pauses, deployments, their keys and the webhooks' relay need none. */
function indexedOf(store: Store): readonly Indexed[] {
  return [
    indexed(store.accounts, accountIndexes),
    indexed(store.keys, keyIndexes),
    indexed(store.cannedReplies, cannedReplyIndexes),
    indexed(store.channelConnections, channelConnectionIndexes),
    indexed(store.conversations, conversationIndexes),
    indexed(store.erasures, erasureIndexes),
    indexed(store.messages, messageIndexes),
    indexed(store.notes, noteIndexes),
    indexed(store.deliveries, deliveryIndexes),
    indexed(store.addressLimits, addressLimitIndexes),
    indexed(store.agentEmails, agentEmailIndexes),
    indexed(store.audit, auditIndexes),
    indexed(store.agentPreferences, agentPreferencesIndexes),
    indexed(store.agentSessions, agentSessionIndexes),
    indexed(store.reports, reportIndexes),
    indexed(store.suppressions, suppressionIndexes),
    indexed(store.jobs, jobIndexes),
    indexed(store.links, linkIndexes),
    indexed(store.usedCodes, usedCodeIndexes),
    indexed(store.restoreRequests, restoreRequestIndexes),
    indexed(store.heldEvents, heldEventIndexes),
    indexed(store.inbound, inboundIndexes),
    indexed(store.inboundBytes, inboundBytesIndexes),
    indexed(store.endedSessions, endedSessionIndexes),
    indexed(store.typing, typingIndexes),
    indexed(store.unsends, unsendIndexes),
    indexed(store.uploads, uploadIndexes),
    indexed(store.webhooks, webhookIndexes),
    indexed(store.webhookEvents, webhookEventIndexes),
    ...indexedFiles(store.rawInbound),
    ...indexedFiles(store.attachments),
  ];
}

const indexed = <T extends Document>(collection: Collection<T>, indexes: readonly IndexDescription[]): Indexed => ({
  collection,
  indexes,
});

const indexedFiles = ({ files, chunks }: Files) => [indexed(files, fileIndexes), indexed(chunks, chunkIndexes)];

/**
 * The names of indexes that no query uses any more, and that make writes slower. A process of an older version creates
 * them again when it starts; the next start of the current version drops them.
 */
const formerIndexes: Readonly<Record<string, readonly string[]>> = {
  conversations: [
    'accountId_1_visitor.email_1_createdAt_-1',
    'accountId_1_visitor.id_1_createdAt_-1',
    'alarm.watchAt_1_accountId_1_alarm.at_1',
    'accountId_1_assignee_1_listedAs_1_listedAt_-1_id_-1',
  ],
  deliveries: ['accountId_1_status_1_createdAt_-1', 'accountId_1_status_1_reason_1'],
};

async function dropFormerIndexes(store: Store): Promise<void> {
  for (const { collection } of indexedOf(store)) {
    const former = formerIndexes[collection.collectionName] ?? [];
    if (former.length === 0) continue;
    const there = await collection.indexes();
    for (const index of former) if (there.some((one) => one.name === index)) await collection.dropIndex(index);
  }
}

/**
 * Creates missing indexes, adds the fields that they need to older documents, drops indexes that nothing uses any more,
 * and gives the data an id (deployment.ts). Uses its own connection, because this can take long on a large collection.
 */
export async function createIndexes(uri: string, database: string): Promise<void> {
  const store = collections(new MongoClient(uri, { ...concerns, ...timeouts, socketTimeoutMS: 0 }), database);
  try {
    await keepMailTimes(store);
    for (const { collection, indexes } of indexedOf(store)) await collection.createIndexes([...indexes]);
    await keepAddressKeys(store);
    await keepListings(store);
    await dropFormerIndexes(store);
    await nameDeployment(store);
  } finally {
    await store.close();
  }
}

/** The missing indexes, in words: "deliveries {accountId: 1, number: 1}". A collection that does not exist has none. */
export async function missingIndexes(store: Store): Promise<string[]> {
  const missing: string[] = [];
  for (const { collection, indexes } of indexedOf(store)) {
    const there = await collection.indexes().catch((error) => {
      if (error instanceof MongoServerError && error.codeName === 'NamespaceNotFound') return [];
      throw error;
    });
    const keys = new Set(there.map(({ key }) => JSON.stringify(key)));
    for (const { key } of indexes) {
      const wanted = JSON.stringify(key);
      if (!keys.has(wanted)) missing.push(`${collection.collectionName} ${wanted.replaceAll('"', '')}`);
    }
  }
  return missing;
}
