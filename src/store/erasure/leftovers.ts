import { forgetLinks } from '../addresses/links.ts';
import { forgetRestoreRequests } from '../addresses/restore-requests.ts';
import { withoutAddedAddress, withoutAddresses } from '../addresses/suppressions.ts';
import { removeAttachmentsOf, removedAtATime } from '../attachments/uploads.ts';
import { eraseAgentEmails } from '../deliveries/agent-emails.ts';
import { ignoreReportsOf } from '../deliveries/reports.ts';
import type { ErasureDoc } from '../mongo/documents.ts';
import { removeFile } from '../mongo/files.ts';
import type { Store } from '../mongo/store.ts';
import { forgetEventsOf } from '../webhooks/events.ts';
import { blank } from './blank-deliveries.ts';

/** Documents that are deleted at a time, so that no command takes long. */
const pageSize = 200;
/** Each may have 30 MB. */
const emailsAtATime = 5;

/** Deletes a page of one kind; true if there may be more. */
type Step = (store: Store, erasure: ErasureDoc, now: number) => Promise<boolean>;

/**
 * Deletes all that belonged to an erased conversation, kind by kind and page by page. Whatever is gone already is not
 * looked for, so this may be interrupted and repeated at any point.
 * @returns false if its time was over before everything was deleted
 */
export async function eraseLeftovers(
  store: Store,
  erasure: ErasureDoc,
  { now, patienceMs }: { readonly now: number; readonly patienceMs: number },
): Promise<boolean> {
  const deadline = performance.now() + patienceMs;
  for (const step of steps) while (await step(store, erasure, now)) if (performance.now() > deadline) return false;
  return true;
}

const steps: readonly Step[] = [
  files,
  messages,
  notes,
  inbound,
  deliveries,
  agentEmails,
  links,
  suppressions,
  forgetEventsOf,
];

/** Files, with or without a message. */
async function files(store: Store, erasure: ErasureDoc): Promise<boolean> {
  return (await removeAttachmentsOf(store, erasure)) === removedAtATime;
}

async function inbound(store: Store, { accountId, conversationId }: ErasureDoc): Promise<boolean> {
  const page = await store.inbound
    .find({ accountId, conversationId }, { projection: { _id: 1 }, limit: emailsAtATime })
    .toArray();
  for (const { _id } of page) {
    await removeFile(store.rawInbound, _id);
    await store.inbound.deleteOne({ _id });
  }
  return page.length === emailsAtATime;
}

async function messages(store: Store, { accountId, conversationId }: ErasureDoc): Promise<boolean> {
  const page = await store.messages
    .find({ accountId, conversationId }, { projection: { _id: 1 }, limit: pageSize })
    .toArray();
  if (page.length > 0) await store.messages.deleteMany({ _id: { $in: page.map(({ _id }) => _id) } });
  return page.length === pageSize;
}

async function notes(store: Store, { accountId, conversationId }: ErasureDoc): Promise<boolean> {
  const page = await store.notes
    .find({ accountId, conversationId }, { projection: { _id: 1 }, limit: pageSize })
    .toArray();
  if (page.length > 0) await store.notes.deleteMany({ _id: { $in: page.map(({ _id }) => _id) } });
  return page.length === pageSize;
}

async function deliveries(store: Store, { accountId, conversationId }: ErasureDoc, now: number): Promise<boolean> {
  const page = await store.deliveries
    .find(
      { accountId, conversationId, erasedAt: { $exists: false } },
      { projection: { id: 1 }, sort: { number: 1 }, limit: pageSize },
    )
    .toArray();
  if (page.length === 0) return false;
  await ignoreReportsOf(
    store,
    accountId,
    page.map(({ id }) => id),
  );
  await blank(
    store,
    page.map(({ _id }) => _id),
    now,
  );
  return page.length === pageSize;
}

function agentEmails(store: Store, erasure: ErasureDoc): Promise<boolean> {
  return eraseAgentEmails(store, erasure, pageSize);
}

async function links(store: Store, { accountId, conversationId }: ErasureDoc, now: number): Promise<boolean> {
  const former = await store.links.distinct('address', { accountId, conversationId });
  for (const address of former) {
    await forgetRestoreRequests(store, accountId, address);
    await withoutAddedAddress(store, accountId, address);
  }
  await forgetLinks(store, { accountId, conversationId }, now);
  return false;
}

/** An address that is to get no email stays so, but only a digest of it is kept (docs/decisions.md). */
async function suppressions(store: Store, { accountId, conversationId }: ErasureDoc): Promise<boolean> {
  return (await withoutAddresses(store, { accountId, conversationId }, pageSize)) === pageSize;
}
