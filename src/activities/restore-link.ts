import { wholeSettings } from '../contract/settings.ts';
import { wayBack } from '../mail/mail-url.ts';
import { referenceOf } from '../mail/reference.ts';
import { type RestoreContent, restoreRequest } from '../mail/restore-mail.ts';
import { messageIdOf } from '../mail/thread-headers.ts';
import { backOffMs } from '../policy/delivery/delivery.ts';
import { findAccount } from '../store/accounts/accounts.ts';
import { tokensFor } from '../store/addresses/links.ts';
import {
  endRestore,
  findRestoreRequest,
  isRestoreLimited,
  noteRestoreAttempt,
  retryRestore,
} from '../store/addresses/restore-requests.ts';
import { findSuppression } from '../store/addresses/suppressions.ts';
import { conversationsOfAddress } from '../store/conversations/returning.ts';
import { sendingState } from '../store/deployment/sending-pause.ts';
import type { AccountDoc, RestoreEnd, RestoreRequestDoc } from '../store/mongo/documents.ts';
import type { ActivityDeps } from './deps.ts';
import { learnOfKey } from './judge-key.ts';

/** What the workflow does next: nothing any more, or another attempt at this time. */
export type RestoreNext =
  | { readonly kind: 'done'; readonly end: RestoreEnd | null }
  | { readonly kind: 'retry'; readonly at: number };

/** The newest ones; more would not help anybody to find theirs. */
const maxConversations = 5;
/** While an operator has paused the deployment, or the provider accepts nothing from anybody. */
const duringPauseMs = 60_000;

/**
 * Emails links to the conversations of an address that somebody asked for, if there are any and it may get email. The
 * attempt is recorded before it is made; one whose outcome is unknown is not repeated, because whoever gets nothing asks
 * again. What the provider refuses is retried within the account's hour (design R9).
 */
export async function sendRestoreLink(deps: ActivityDeps, requestId: string): Promise<RestoreNext> {
  const { store, clock, sender, log } = deps;
  const request = await findRestoreRequest(store, requestId);
  if (request === null) return { kind: 'done', end: null };
  if (request.state === 'sending') return end('unknown');
  if (request.state !== 'new') return { kind: 'done', end: request.state };

  const now = await clock();
  const account = await findAccount(store, request.accountId);
  const content = account === null ? null : await contentOf(deps, request, account, now);
  if (account === null || content === null) return end('nothing');
  if (await isRestoreLimited(store, request, now)) return end('limited');
  const retryUntil = request.createdAt + account.settings.delivery.retryForSeconds * 1_000;
  const { isDeploymentPaused, isSendingPaused } = await sendingState(store);
  if (isDeploymentPaused || isSendingPaused) return later(duringPauseMs, now);

  const body = JSON.stringify(await restoreRequest(content));
  if (!(await noteRestoreAttempt(store, request))) return { kind: 'done', end: null };
  const result = await sender.send(body);
  log.info({ accountId: account._id, requestId, end: result.kind, status: result.status }, 'links emailed');
  await learnOfKey(deps, result, 0);
  switch (result.kind) {
    case 'accepted':
      return end('sent');
    case 'unknown':
      return end('unknown');
    case 'rejected':
      return end('refused');
    case 'refused':
      return later(Math.max(backOffMs(request.attempts), (result.retryAfterSeconds ?? 0) * 1_000));
    default:
      return result satisfies never;
  }

  async function end(how: RestoreEnd): Promise<RestoreNext> {
    await endRestore(store, { _id: requestId }, how);
    return { kind: 'done', end: how };
  }

  async function later(waitMs: number, pausedAt: number | null = null): Promise<RestoreNext> {
    if (now >= retryUntil) return end('refused');
    const at = Math.min(now + waitMs, retryUntil);
    await retryRestore(store, { _id: requestId }, { at, pausedAt });
    return { kind: 'retry', at };
  }
}

/** Null if there is nothing to lead back to, or the address may get no email. */
async function contentOf(
  { store, publicUrl }: Pick<ActivityDeps, 'store' | 'publicUrl'>,
  { _id: requestId, addressKey }: RestoreRequestDoc,
  { _id: accountId, settings: stored }: AccountDoc,
  now: number,
): Promise<RestoreContent | null> {
  const { sender, brand, delivery, emailForwarding, locale, timeZone } = wholeSettings(stored);
  if (publicUrl === undefined || addressKey === undefined || sender === null) return null;
  if (delivery.paused || emailForwarding === 'nothing') return null;
  if ((await findSuppression(store, accountId, addressKey)) !== null) return null;
  const known = await conversationsOfAddress(store, { accountId, addressKey });
  const shown = known.filter(({ page }) => wayBack(page, brand) !== null).slice(0, maxConversations);
  const newest = shown[0]?.visitor;
  // As it was given in the chat: whoever asks may spell it otherwise, and a few hosts tell the spellings apart.
  if (newest === undefined || newest.email === null) return null;
  const conversations: RestoreContent['conversations'][number][] = [];
  for (const { id: conversationId, visitor, createdAt } of shown) {
    if (visitor.email === null) continue;
    const ref = { accountId, conversationId };
    const links = await tokensFor(store, { ref, address: visitor.email, now }, ['return']);
    conversations.push({
      beganAt: new Date(createdAt),
      reference: referenceOf(accountId, conversationId),
      returnUrl: `${publicUrl}/r/${links.return}`,
    });
  }
  return {
    accountId,
    requestId,
    to: { name: newest.name, address: newest.email },
    locale: newest.locale ?? locale,
    timeZone: newest.timeZone ?? timeZone,
    sender,
    brand,
    conversations,
    messageId: messageIdOf(requestId, sender.address),
  };
}
