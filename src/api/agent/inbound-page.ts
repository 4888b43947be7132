import { readPost } from '../../mail/inbound/read-post.ts';
import { shownHtml } from '../../mail/inbound/sanitized.ts';
import { UnreadablePostError } from '../../mail/inbound/unreadable-post.ts';
import { ConflictError } from '../../store/mongo/conflict.ts';
import type { InboundDoc, InboundEvent } from '../../store/mongo/documents.ts';
import { wholeFile } from '../../store/mongo/files.ts';
import type { Store } from '../../store/mongo/store.ts';
import { problem } from '../problems.ts';

/** Nothing is loaded and nothing runs, even if something got past the sanitizing. In the page too, for a `srcdoc`. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

export const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `${policy}; sandbox allow-popups`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

/**
 * The whole email as a page for a sandboxed frame. Throws ConflictError `content-gone` or `unreadable`, and rejects
 * while MongoDB is away.
 */
export async function emailPage(store: Store, { _id, contentType, event }: InboundDoc): Promise<string> {
  if (event !== undefined) return eventPage(event);
  const bytes = await wholeFile(store.rawInbound, _id);
  if (bytes === null) throw new ConflictError('content-gone', 'Its content is not kept any more.');
  const mail = await readPost(bytes, contentType).catch((error: unknown) => {
    if (!(error instanceof UnreadablePostError)) throw error;
    throw new ConflictError('unreadable', `The email cannot be read: ${error.message}.`);
  });
  const shown = shownHtml(mail) ?? '<p>This email has no text.</p>';
  return page('Email', shown);
}

/** An event of a channel as it was posted. */
function eventPage({ raw }: InboundEvent): string {
  if (raw === null) throw new ConflictError('content-gone', 'Its content is not kept any more.');
  const indented = JSON.stringify(JSON.parse(raw), null, 2);
  const escaped = indented.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return page('Event', `<pre>${escaped}</pre>`);
}

const page = (title: string, body: string) =>
  `<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="referrer" content="no-referrer"><title>${title}</title></head><body>${body}</body></html>`;

/** Each may be 30 MB and is whole in memory. */
const readAtATime = 3;
let reading = 0;

/** Refuses with 503 if too many emails are being read in this process. */
export async function oneOfFew<T>(work: () => Promise<T>): Promise<T> {
  if (reading >= readAtATime) throw problem('busy');
  reading += 1;
  try {
    return await work();
  } finally {
    reading -= 1;
  }
}
