import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { inboundMail, shown } from '../inbound/inbound-routes.ts';
import type { Inbox } from '../inbound/inbox.ts';
import type { Mail } from '../mail.ts';
import type { Mailbox } from '../mailbox.ts';
import { problemResponse } from '../problem.ts';
import { readBody } from '../read-body.ts';
import { automaticKinds, automaticReply } from './automatic.ts';
import { charsetNames } from './charset.ts';
import { composedReply } from './compose-reply.ts';
import type { ReplyFacts } from './facts.ts';
import { localeNames } from './locales.ts';
import { clientNames } from './mail-clients.ts';
import { asHtml, asText, bodyOf } from './quoting.ts';

const Attachment = z.strictObject({
  filename: z.string().min(1),
  type: z.string().regex(/^[\w.+-]+\/[\w.+-]+$/),
  /** Base64. */
  content: z.base64(),
  /** If the HTML shows it: `<img src="cid:…">`. */
  contentId: z
    .string()
    .regex(/^[\w.@+-]+$/)
    .optional(),
});

/** The body of `POST /api/mails/{id}/reply`. */
export const ReplyRequest = z.strictObject({
  client: z.enum(clientNames).default('gmail'),
  /** An automatic answer instead of a person's. */
  kind: z.enum(['reply', ...automaticKinds]).default('reply'),
  text: z.string().optional(),
  html: z.string().optional(),
  attachments: z.array(Attachment).default([]),
  /** Who replies; by default whom the email was sent to. */
  from: z
    .union([
      z.email().transform((email) => ({ email, name: null })),
      z.strictObject({ email: z.email(), name: z.string().nullable().default(null) }),
    ])
    .optional(),
  charset: z.enum(charsetNames).default('utf-8'),
  /** The language of the program's own words. */
  locale: z.enum(localeNames).default('en'),
  /** Whether the author's domain has signed it, and names the server that sent it. */
  authentication: z.enum(['pass', 'fail', 'none']).default('pass'),
});
export type ReplyRequest = z.infer<typeof ReplyRequest>;

const wanted =
  'A reply is {client, kind, text, html, attachments, from, charset, locale, authentication}; each is optional.';

/** Answers an email of the mailbox as its recipient would, and says how the post of the answer went. */
export const replyRoutes = (mailbox: Mailbox, inbox: Inbox) =>
  new Hono().post('/:id/reply', async (c) => {
    const json = mailbox.find(c.req.param('id'));
    if (json === null) return notFound(c);
    const request = await readBody(c, ReplyRequest, wanted);
    if (request instanceof Response) return request;
    const original = JSON.parse(json) as Mail;
    const facts = factsOf(request, original, new Date());
    const mail = await inboundMail({
      ...composed(request, facts),
      ...{ to: [facts.to.email], found: request.authentication, answers: original.id },
      wrote: request.kind === 'reply' ? facts.words.text : undefined,
    });
    return c.json(shown(await inbox.receive(mail)), 202);
  });

/** The bytes, and the envelope's sender. */
function composed(request: ReplyRequest, facts: ReplyFacts): { readonly raw: Buffer; readonly from: string } {
  if (request.kind !== 'reply') return { raw: automaticReply(request.kind, facts), from: '' };
  const files = request.attachments.map(({ filename, type, content, contentId = null }) => ({
    ...{ filename, type, contentId },
    bytes: Buffer.from(content, 'base64'),
  }));
  return { raw: composedReply(request.client, facts, files).raw, from: facts.from.email };
}

export function factsOf(request: ReplyRequest, original: Mail, now: Date): ReplyFacts {
  const { text, html, charset, locale } = request;
  const written = text ?? (html === undefined ? '' : asText(html));
  const from = request.from ?? original.to[0] ?? { email: 'nobody@example.com', name: null };
  const quotedText = original.text ?? asText(original.html ?? '');
  return {
    ...{ from, to: original.replyTo ?? original.from, original, charset, locale, now },
    words: { text: written, html: html ?? asHtml(written) },
    quoted: { html: bodyOf(original.html ?? asHtml(quotedText)), lines: quotedText.trimEnd().split(/\r?\n/) },
  };
}

function notFound(c: Context): Response {
  const detail = `There is no email ${c.req.param('id')}.`;
  return problemResponse({ type: 'not-found', title: 'Not found', status: 404, detail });
}
