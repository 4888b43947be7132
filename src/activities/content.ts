import { wholeSettings } from '../contract/settings.ts';
import type { MailContent, MailFile } from '../mail/mail.ts';
import { wayBack } from '../mail/mail-url.ts';
import { referenceOf } from '../mail/reference.ts';
import { replyAddressOf } from '../mail/reply-address.ts';
import { messageIdOf } from '../mail/thread-headers.ts';
import { type Postponed, postponed } from '../policy/delivery/delivery.ts';
import type { PendingReply } from '../policy/facts.ts';
import { nextForwarding } from '../policy/forwarding/forwarding.ts';
import { channelOf } from '../policy/forwarding/reach.ts';
import { withReplies } from '../policy/pending.ts';
import { accountFacts } from '../store/accounts/accounts.ts';
import { tokensFor } from '../store/addresses/links.ts';
import { messagesShown } from '../store/conversations/shown-messages.ts';
import type { ClaimEnd } from '../store/deliveries/claim-ends.ts';
import type { ForAttempt } from '../store/deliveries/for-attempt.ts';
import { newsLeft } from '../store/deliveries/news-messages.ts';
import type { AccountDoc } from '../store/mongo/documents.ts';
import type { Store } from '../store/mongo/store.ts';
import type { ActivityDeps } from './deps.ts';
import { mailFiles } from './mail-files.ts';

/** What an attempt starts from, and the time that its decisions are for. */
export interface Material extends ForAttempt {
  readonly now: number;
}

export type ContentToSend =
  | { readonly kind: 'content'; readonly content: MailContent; readonly newsSeqs: readonly number[] }
  | Extract<ClaimEnd, { kind: 'withdrawn' }>
  | ({ readonly kind: 'postponed' } & Postponed);

/** The email's content with all present news; or that it is no longer due or, for a replay, not due yet (design R5). */
export async function contentToSend(
  { store, publicUrl }: Pick<ActivityDeps, 'store' | 'publicUrl'>,
  material: Material,
): Promise<ContentToSend> {
  const { ref, conversation, delivery, account, newest, now } = material;
  const { sender, brand, content, emailForwarding, locale, timeZone } = wholeSettings(account.settings);
  const pending = delivery.replay?.evenIfRead ? await withReadOnes(store, material) : conversation.pending;
  const purpose = delivery.replay === null ? 'attempt' : 'replay';
  const facts = accountFacts(account);
  const answer = nextForwarding({ ...conversation, pending }, facts, now, purpose);
  const { visitor } = conversation;
  if (delivery.replay !== null && answer.kind === 'notDue' && answer.reason === 'paused')
    return { kind: 'postponed', ...postponed(delivery, now, { reason: 'paused' }) };
  // The visitor has written again on a channel of their own, and is answered there.
  if (purpose === 'attempt' && channelOf(conversation, facts, now) !== 'email')
    return { kind: 'withdrawn', reason: 'otherChannel' };
  if (answer.kind === 'notDue') return { kind: 'withdrawn', reason: answer.reason };
  if (answer.at > now)
    return delivery.replay === null
      ? { kind: 'withdrawn', reason: answer.limit ?? 'beforeTrigger' }
      : { kind: 'postponed', ...postponed(delivery, now, { reason: answer.limit ?? 'rateCapped', until: answer.at }) };
  if (visitor.email === null) return { kind: 'withdrawn', reason: 'notIdentified' };
  if (emailForwarding === 'nothing') return { kind: 'withdrawn', reason: 'forwardingOff' };
  if (sender === null) return { kind: 'withdrawn', reason: 'noSender' };
  const wanted = answer.news.map(({ seq }) => seq);
  const { messages, newsSeqs, afterGap } = await messagesShown(store, account, conversation, wanted, newest);
  // Its news disappeared while it was read: the conversation has changed and is looked at again.
  if (newsSeqs.length === 0) return { kind: 'withdrawn', reason: 'nothingNew' };
  // Even as context they would make the email fail.
  const refused = new Set(pending.filter(({ isRefused }) => isRefused).map(({ seq }) => seq));
  const shown = messages.filter(({ seq }) => !refused.has(seq));
  const files =
    content.body === 'notice'
      ? new Map<string, MailFile>()
      : await mailFiles({ store, publicUrl }, shown, { newsSeqs, now });
  const leadsBack = publicUrl !== undefined && wayBack(conversation.page, brand) !== null;
  const kinds = [
    ...(publicUrl === undefined ? [] : (['unsubscribe'] as const)),
    ...(leadsBack ? (['return'] as const) : []),
    ...(sender.replyDomain === null ? [] : (['reply'] as const)),
  ];
  const links = await tokensFor(store, { ref, address: visitor.email, now }, kinds, material.links);
  return {
    kind: 'content',
    newsSeqs,
    content: {
      accountId: ref.accountId,
      deliveryId: delivery.id,
      attempt: delivery.attempts.length + 1,
      choice: emailForwarding,
      body: content.body,
      reference: referenceOf(ref.accountId, ref.conversationId),
      locale: visitor.locale ?? locale,
      timeZone: visitor.timeZone ?? timeZone,
      sender,
      brand,
      visitor: { name: visitor.name, address: visitor.email, verified: visitor.emailVerified },
      moreNewsFollows: newsSeqs.length < wanted.length,
      messages: shown.map(({ seq, author, text, at, flags, attachments = [] }) => ({
        author: {
          kind: author.kind,
          name: author.name ?? agentName(account, author.id),
          ...(flags?.includes('otherSender') ? { isOther: true } : {}),
          ...(flags?.includes('unverifiedSender') ? { isUnverified: true } : {}),
        },
        text,
        files: attachments.flatMap(({ id }) => files.get(id) ?? []),
        at: new Date(at),
        isNews: newsSeqs.includes(seq),
        isAfterGap: afterGap.has(seq),
      })),
      page: conversation.page,
      returnUrl: leadsBack ? `${publicUrl}/r/${links.return}` : null,
      unsubscribeUrl: publicUrl === undefined ? null : `${publicUrl}/u/${links.unsubscribe}`,
      replyTo: sender.replyDomain === null ? null : replyAddressOf(links.reply, sender.replyDomain),
      thread: {
        subject: conversation.thread.subject,
        isAnswer: conversation.answeredByMailAt !== undefined,
        messageId: messageIdOf(delivery.id, sender.address),
        references: conversation.thread.references,
      },
    },
  };
}

/** A person asked to send it even if read: what it carried is news again, unless cancelled, deleted or sent since. */
async function withReadOnes(store: Store, { conversation, delivery }: Material): Promise<readonly PendingReply[]> {
  const left = await newsLeft(store, delivery);
  const unread = left.map((message) => ({ ...message, readAt: null }));
  return withReplies(conversation.pending, unread, true);
}

const agentName = ({ agents }: AccountDoc, agentId: string | null) =>
  agents.find(({ id }) => id === agentId)?.name ?? null;
