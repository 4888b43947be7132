import { inboundKept } from '../../policy/account/inbound-keeping.ts';
import type { InboundDoc } from '../mongo/documents.ts';
import { removeFile, writeFile } from '../mongo/files.ts';
import { randomId } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';
import { dayMs, watchAfterMs } from './inbound.ts';

/** The provider takes emails of 30 MB, and posts their parts in a form of which little is not the email's own. */
export const maxBytesOfPost = 30 * 1_024 * 1_024;
/** More than this is not even counted, and the sender is cut off. */
const maxBytesRead = 2 * maxBytesOfPost;

export interface Posted {
  readonly source: AsyncIterable<Uint8Array>;
  readonly contentType: string;
  /** Asked at the end of the body. */
  readonly signature: () => InboundDoc['signature'];
  readonly now: number;
}

/**
 * Stores what the provider posted as it arrives, and then that it has arrived, both acknowledged by the majority. What
 * is too large is recorded without its content, and what is not signed is a dead letter. Rejects while MongoDB is away,
 * and with what the source throws; nothing has arrived then, and the provider posts it again.
 */
export async function keepPosted(store: Store, { source, contentType, signature, now }: Posted): Promise<InboundDoc> {
  const id = randomId();
  const received = { _id: id, ...nothingYet, contentType: contentType.slice(0, 1_000), receivedAt: now };
  const counted = { bytes: 0 };
  let doc: InboundDoc;
  try {
    const expiresAt = new Date(now + inboundKept.unprocessedDays * dayMs);
    const file = { id, source: upToLimit(source, counted), maxBytes: maxBytesOfPost, expiresAt };
    const bytes = await writeFile(store.rawInbound, file);
    doc = outcomeOf({ ...received, bytes, signature: signature() }, now);
  } catch (error) {
    if (!(error instanceof PostTooLargeError)) throw error;
    const ofNobody = { state: 'deadLetter', reason: 'tooLarge', signature: 'unchecked' } as const;
    doc = {
      ...received,
      ...ofNobody,
      bytes: counted.bytes,
      expiresAt: new Date(now + inboundKept.ofNobodyDays * dayMs),
    };
  }
  await insert(store, doc);
  return doc;
}

const nothingYet = {
  ...{ accountId: null, conversationId: null, reason: null, result: null, digest: null, read: null },
  ...{ processedAt: null, expiresAt: null, contentUntil: null },
} as const;

type Stored = Omit<InboundDoc, 'state' | 'reason'>;

/** One that is not signed is looked at too, only to find out whose it is. */
function outcomeOf(stored: Stored, now: number): InboundDoc {
  const isUnsigned = stored.signature === 'invalid';
  const state = isUnsigned ? ({ state: 'deadLetter', reason: 'badSignature' } as const) : newState;
  return { ...stored, ...state, watchAt: now + watchAfterMs };
}

const newState = { state: 'new', reason: null } as const;

/** If it is unknown whether the document was written, nothing may be left of it before its file is removed. */
async function insert(store: Store, doc: InboundDoc): Promise<void> {
  try {
    await store.inbound.insertOne(doc);
  } catch (error) {
    const removed = store.inbound.deleteOne({ _id: doc._id }).then(() => removeFile(store.rawInbound, doc._id));
    await removed.catch(() => {});
    throw error;
  }
}

class PostTooLargeError extends Error {
  constructor() {
    super(`more than ${maxBytesOfPost} bytes were posted`);
    this.name = 'PostTooLargeError';
  }
}

/** The rest of a body that is too large is read, so that the sender gets our answer, but it is kept nowhere. */
async function* upToLimit(source: AsyncIterable<Uint8Array>, counted: { bytes: number }): AsyncGenerator<Uint8Array> {
  for await (const bytes of source) {
    counted.bytes += bytes.length;
    if (counted.bytes <= maxBytesOfPost) yield bytes;
    else if (counted.bytes > maxBytesRead) break;
  }
  if (counted.bytes > maxBytesOfPost) throw new PostTooLargeError();
}
