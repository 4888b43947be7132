import type { MailContent, MailMessage } from '../../mail/mail.ts';
import { wayBack } from '../../mail/mail-url.ts';
import { referenceOf } from '../../mail/reference.ts';
import { replyAddressOf } from '../../mail/reply-address.ts';
import { messageIdOf } from '../../mail/thread-headers.ts';
import type { AccountDoc, ConversationDoc } from '../../store/mongo/documents.ts';

/** Stands in for what is not set or not known yet. */
const sample = {
  sender: { name: 'Your company', address: 'chat@example.com', replyDomain: null },
  visitor: { name: null, address: 'visitor@example.com', verified: true },
  token: 'preview',
} as const;

/**
 * Everything that such an email is composed from. Its links lead nowhere, because no conversation has been given them.
 * @param conversation null: a sample, of which only the messages are shown
 * @param publicUrl the base of the links, or undefined for an email without
 */
export function previewContent(
  { _id: accountId, settings }: AccountDoc,
  conversation: ConversationDoc | null,
  messages: readonly MailMessage[],
  publicUrl: string | undefined,
): MailContent {
  const { brand, content, emailForwarding, locale } = settings;
  const sender = settings.sender ?? sample.sender;
  const { visitor = null } = conversation ?? {};
  const page = conversation?.page ?? null;
  const link = (kind: string) => (publicUrl === undefined ? null : `${publicUrl}/${kind}/${sample.token}`);
  return {
    accountId,
    deliveryId: sample.token,
    attempt: 1,
    reference: referenceOf(accountId, conversation?.id ?? sample.token),
    choice: emailForwarding === 'nothing' ? 'unreadReplies' : emailForwarding,
    body: content.body,
    locale: visitor?.locale ?? locale,
    timeZone: visitor?.timeZone ?? settings.timeZone,
    sender,
    brand,
    visitor: {
      name: visitor?.name ?? sample.visitor.name,
      address: visitor?.email ?? sample.visitor.address,
      verified: visitor?.emailVerified ?? sample.visitor.verified,
    },
    messages,
    moreNewsFollows: false,
    page,
    returnUrl: wayBack(page, brand) === null ? null : link('r'),
    unsubscribeUrl: link('u'),
    replyTo: sender.replyDomain === null ? null : replyAddressOf(sample.token, sender.replyDomain),
    thread: {
      subject: conversation?.thread.subject ?? null,
      isAnswer: false,
      messageId: messageIdOf(sample.token, sender.address),
      references: [],
    },
  };
}

/** What makes emails is large, and the API needs it only for previews and tests. */
export const composed = async (content: MailContent) => (await import('../../mail/compose.ts')).compose(content);
