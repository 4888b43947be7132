import type { InboundMail } from '../../mail/inbound/inbound-mail.ts';
import { postedRecipients } from '../../mail/inbound/posted-recipients.ts';
import { readPost as readReally } from '../../mail/inbound/read-post.ts';
import { UnreadablePostError } from '../../mail/inbound/unreadable-post.ts';
import { measureProcessed } from '../../operating/measured.ts';
import { findMessage } from '../../store/conversations/messages.ts';
import { beginInbound, endInbound, forgetIfErased, type InboundEnded } from '../../store/inbound/processing.ts';
import { ownerOf } from '../../store/inbound/whose.ts';
import type { ConversationRef, InboundDoc } from '../../store/mongo/documents.ts';
import { wholeFile } from '../../store/mongo/files.ts';
import type { Store } from '../../store/mongo/store.ts';
import type { ActivityDeps } from '../deps.ts';
import type { InboundEnd } from './inbound-end.ts';
import { placeOfRecord } from './place-of-record.ts';
import { takeEmail } from './take-email.ts';
import { timesFailed, triedTimes } from './tries.ts';

/** So often more it is looked at only to find out whose it is; even that must not end the process for ever. */
const lookedAtTimes = 3;

/** What became of an email, as its workflow says it: ids only. */
export type ProcessedInbound = Pick<InboundEnded, 'end' | 'accountId' | 'conversationId'>;

/**
 * Reads an email that came in and brings it into its conversation; what cannot be processed becomes a dead letter
 * (design, Replies by mail). A repeated call does nothing more. Rejects if it should be tried again. Null if there was
 * nothing left to do.
 */
export async function processInbound(deps: ActivityDeps, inboundId: string): Promise<ProcessedInbound | null> {
  const { store, clock, log } = deps;
  const email = await beginInbound(store, inboundId, await clock());
  if (email === null) return null;
  const ended = await outcomeOf(deps, email, await clock());
  const now = await clock();
  // Before its end is written, which could be the last that this process does.
  if (await forgetIfErased(store, { ...ended, _id: inboundId })) {
    const { accountId, conversationId } = ended;
    log.info({ inboundId, accountId, conversationId }, 'an email to an erased conversation was removed');
    return { accountId, conversationId, end: { kind: 'deadLetter', reason: 'erased' } };
  }
  const after = await endInbound(store, email, ended, now);
  if (after === null) return null;
  await forgetIfErased(store, after);
  measureProcessed(after, now);
  const { accountId, conversationId, reason, result } = after;
  log.info({ inboundId, accountId, conversationId, reason, result: result?.kind }, 'an email was processed');
  return { accountId, conversationId, end: result ?? { kind: 'deadLetter', reason: reason ?? 'internal' } };
}

const deadLetter = (reason: NonNullable<InboundDoc['reason']>) => ({ end: { kind: 'deadLetter', reason } as const });

async function outcomeOf(deps: ActivityDeps, email: InboundDoc, now: number): Promise<InboundEnded> {
  const { store } = deps;
  const { _id: id, receivedAt, contentType, reason, accountId, conversationId, digest, read } = email;
  const known = { accountId, conversationId, digest, read };
  // Whose it was found to be before a replay, it stays.
  const whose = async (recipients: readonly string[]) =>
    conversationId === null ? await ownerOf(store, recipients) : null;
  const times = timesFailed(email, now);
  if (times > triedTimes + lookedAtTimes) return { ...known, ...deadLetter(reason ?? 'internal') };
  const bytes = await wholeFile(store.rawInbound, id);
  if (bytes === null) return { ...known, ...deadLetter(reason ?? 'internal') };
  const mail = times > triedTimes ? 'internal' : await readOrUnreadable(deps, email, bytes);
  if (typeof mail === 'string') {
    return { ...known, ...(await whose(postedRecipients(bytes, contentType))), ...deadLetter(reason ?? mail) };
  }

  const learnt = { digest: mail.digest, read: summaryOf(mail) };
  // It was not signed: only whose it is was to be found out.
  if (reason !== null)
    return { ...known, ...learnt, digest: null, ...(await whose(mail.envelope.to)), ...deadLetter(reason) };
  const place = await placeOfRecord(deps, email, mail);
  const taken = await takeEmail(deps, mail, { id, receivedAt, place });
  if (taken.kind === 'duplicate' && (await cameBy(store, taken, taken.messageId)) === id)
    return { ...learnt, ...placed({ ...taken, kind: 'message' }) };
  if (taken.kind !== 'deadLetter' || taken.accountId !== null) return { ...learnt, ...placed(taken) };
  const { end } = placed(taken);
  return { end, ...known, ...learnt, ...(await whose(mail.envelope.to)) };
}

const placed = ({ accountId, conversationId, ...end }: InboundEnd) => ({ end, accountId, conversationId });

async function readOrUnreadable(
  { readPost = readReally, log }: ActivityDeps,
  { _id: inboundId, contentType }: InboundDoc,
  bytes: Uint8Array,
): Promise<InboundMail | 'unreadable'> {
  try {
    return await readPost(bytes, contentType);
  } catch (error) {
    if (!(error instanceof UnreadablePostError)) throw error;
    log.warn({ inboundId, why: error.message }, 'an email cannot be read');
    return 'unreadable';
  }
}

/** Which email a message came by: this one, if an earlier try was interrupted before it was written here. */
async function cameBy(store: Store, ref: ConversationRef, messageId: string): Promise<string | null> {
  return (await findMessage(store, ref, messageId))?.inboundId ?? null;
}

const maxNames = 20;

/** Short enough to be listed; the whole email is kept beside it. */
function summaryOf({ from, subject, attachments }: InboundMail) {
  return {
    from: from?.address.slice(0, 320) ?? null,
    subject: subject.slice(0, 1_000).toWellFormed(),
    attachments: attachments.slice(0, maxNames).map(({ name }) => name.slice(0, 200).toWellFormed()),
  };
}
