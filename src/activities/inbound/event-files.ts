import type { EventFile } from '../../channels/meta/event-message.ts';
import { metaMediaHosts } from '../../channels/meta/media-hosts.ts';
import { findAccount } from '../../store/accounts/accounts.ts';
import { storeAttachment } from '../../store/attachments/store-attachment.ts';
import { FileTooLargeError } from '../../store/mongo/files.ts';
import { sha256 } from '../../store/mongo/ids.ts';
import { fetchFile, NotFetchedError } from '../../webhooks/fetch-file.ts';
import type { EventInPlace, TakeEventDeps } from './event-in-place.ts';

/** For one file. */
const fetchedWithinMs = 15_000;
/** For all files of a message: what comes later is left out, so that the message is not kept waiting. */
const allFetchedWithinMs = 45_000;
/** If the message is not stored after all, its files are removed after this time. */
const unusedForMs = 3_600_000;

export interface EventFiles {
  /** As stored; always the same for the same message. */
  readonly ids: readonly string[];
  /** More or larger ones than the account allows. */
  readonly areSomeLeftOut: boolean;
  readonly areSomeNotFetched: boolean;
}

/** Fetches the files of a message once, and stores them for it, as many and as large as the account allows. */
export async function fetchFiles(
  { store, clock, log, webhooks }: TakeEventDeps,
  { ref, recordId }: EventInPlace,
  { messageId, files }: { readonly messageId: string; readonly files: readonly EventFile[] },
): Promise<EventFiles> {
  const account = files.length === 0 ? null : await findAccount(store, ref.accountId);
  if (account === null) return { ids: [], areSomeLeftOut: false, areSomeNotFetched: false };
  const { maxFiles, maxBytes } = account.settings.attachments;
  const deadline = performance.now() + allFetchedWithinMs;
  const ids: string[] = [];
  let [left, areSomeLeftOut, areSomeNotFetched] = [maxBytes, false, false];
  for (const [index, { url, type }] of files.entries()) {
    if (ids.length >= maxFiles) {
      areSomeLeftOut = true;
      continue;
    }
    const timeoutMs = Math.min(fetchedWithinMs, Math.round(deadline - performance.now()));
    const now = await clock();
    try {
      if (timeoutMs <= 0) throw new NotFetchedError('the others took too long');
      const rules = { hosts: metaMediaHosts, allowLoopback: webhooks?.allowLoopback === true, timeoutMs };
      const { id, bytes } = await storeAttachment(store, {
        ...ref,
        id: sha256(`${ref.accountId} ${ref.conversationId} ${messageId} ${index}`).slice(0, 32),
        by: 'visitor',
        name: nameIn(url) ?? type,
        content: fetchFile(url, rules),
        maxBytes: left,
        expiresAt: new Date(now + unusedForMs),
        now,
      });
      ids.push(id);
      left -= bytes;
    } catch (error) {
      if (error instanceof FileTooLargeError) areSomeLeftOut = true;
      else if (error instanceof NotFetchedError) areSomeNotFetched = true;
      else throw error;
      log.warn({ inboundId: recordId, ...ref, why: error.message }, 'a file of a channel is left out');
    }
  }
  return { ids, areSomeLeftOut, areSomeNotFetched };
}

/** What the file is called at the end of its address. */
function nameIn(url: string): string | null {
  const { pathname } = URL.canParse(url) ? new URL(url) : { pathname: '' };
  const last = pathname.slice(pathname.lastIndexOf('/') + 1).slice(0, 500);
  try {
    return decodeURIComponent(last) || null;
  } catch {
    return last;
  }
}
