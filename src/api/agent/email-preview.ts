import { OpenAPIHono } from '@hono/zod-openapi';
import { EmailHtml, EmailPreviewQuery } from '../../contract/email-preview.ts';
import { wholeSettings } from '../../contract/settings.ts';
import type { MailMessage } from '../../mail/mail.ts';
import { sampleMessages } from '../../mail/sample.ts';
import { findConversation } from '../../store/conversations/conversations.ts';
import { messagesShown } from '../../store/conversations/shown-messages.ts';
import type { AccountDoc, ConversationDoc } from '../../store/mongo/documents.ts';
import { accountOf } from '../authentication.ts';
import type { ApiDeps } from '../deps.ts';
import * as problem from '../documentation/problem-answers.ts';
import type { ApiEnv } from '../env.ts';
import { notFound } from '../problems.ts';
import { keyedRoute } from '../routes.ts';
import { defaultHook } from '../validation.ts';
import { oneOfFew } from './inbound-page.ts';
import { composed, previewContent } from './preview-content.ts';
import { withHeader } from './preview-header.ts';

/** As an email program shows it: logos are loaded; nothing runs, and no link leads anywhere. */
const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; img-src data: https:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

/** Shows the email that the settings make, without sending it. */
export function emailPreview(deps: ApiDeps) {
  const { store, clock } = deps;
  return new OpenAPIHono<ApiEnv>({ defaultHook }).openapi(
    keyedRoute('settings', {
      method: 'get',
      path: '/v1/settings/email-preview',
      operationId: 'previewEmail',
      tags: ['Settings'],
      summary: 'Preview an email',
      description:
        "The email that the settings make of a sample, or of one of your conversations, as a page that runs nothing, below its subject, From, To and Reply-To. Nothing is sent, and the links lead nowhere. Show it in a frame with the attribute `sandbox`, by the route's own address. It is 404 for a conversation in which there is nothing to show.",
      request: { query: EmailPreviewQuery },
      responses: {
        200: { description: 'The page.', content: { 'text/html': { schema: EmailHtml } } },
        404: problem.notFound,
      },
    }),
    async (c) => {
      const { conversation: conversationId, ...wanted } = c.req.valid('query');
      const stored = await accountOf(deps, c.get('key').accountId);
      const account = { ...stored, settings: withWanted(stored, wanted) };
      const conversation =
        conversationId === undefined ? null : await findConversation(store, { accountId: account._id, conversationId });
      if (conversationId !== undefined && conversation === null) throw notFound('conversation');
      const messages = conversation === null ? sampleMessages(await clock()) : await messagesOf(account, conversation);
      const content = previewContent(account, conversation, messages, deps.publicUrl);
      const locale = wanted.locale ?? content.locale;
      const shown = { ...content, locale };
      const { html, subject } = await oneOfFew(() => composed(shown));
      return c.body(withHeader(html, subject, shown), 200, pageHeaders);
    },
  );

  /** With the replies that wait for an email as its news, or else the last message. */
  async function messagesOf(account: AccountDoc, conversation: ConversationDoc): Promise<readonly MailMessage[]> {
    const waiting = conversation.pending.map(({ seq }) => seq);
    const wanted = waiting.length === 0 ? [conversation.lastSeq] : waiting;
    const { messages, newsSeqs, afterGap } = await messagesShown(store, account, conversation, wanted);
    if (newsSeqs.length === 0) throw notFound('message');
    const names = new Map(account.agents.map(({ id, name }) => [id, name]));
    return messages.map(({ seq, author, text, at }) => ({
      author: { kind: author.kind, name: author.name ?? names.get(author.id ?? '') ?? null },
      text,
      at: new Date(at),
      isNews: newsSeqs.includes(seq),
      isAfterGap: afterGap.has(seq),
    }));
  }
}

/** The account's settings, with what the preview shows instead. */
function withWanted({ settings: stored }: AccountDoc, wanted: Omit<EmailPreviewQuery, 'conversation' | 'locale'>) {
  const settings = wholeSettings(stored);
  const { emailForwarding = settings.emailForwarding, body = settings.content.body, color } = wanted;
  const brand = color === undefined ? settings.brand : { ...settings.brand, color };
  return { ...settings, emailForwarding, brand, content: { ...settings.content, body } };
}
