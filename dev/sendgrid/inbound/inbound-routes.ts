import { randomBytes } from 'node:crypto';
import { type Context, Hono } from 'hono';
import PostalMime from 'postal-mime';
import { problemResponse } from '../problem.ts';
import type { Received } from './inbound-list.ts';
import type { InboundMail, SenderChecks } from './inbound-mail.ts';
import type { Inbox } from './inbox.ts';
import { cutHead } from './mime-leaves.ts';

/** The size of an email that Inbound Parse takes. */
export const maxInboundBytes = 30 * 1024 * 1024;

/** What came in by email, for people and tests; any email can be handed in as it is. */
export const inboundRoutes = (inbox: Inbox) =>
  new Hono()
    .get('/', (c) => {
      const from = c.req.query('from')?.toLowerCase();
      const all = inbox.list.all().filter(({ mail }) => from === undefined || mail.author.toLowerCase() === from);
      return c.json({ items: all.toReversed().map(shown) });
    })
    .get('/:id', (c) => {
      const found = inbox.list.find(c.req.param('id'));
      return found === null ? notFound(c) : c.json(shown(found));
    })
    .get('/:id/raw', (c) => {
      const found = inbox.list.find(c.req.param('id'));
      if (found === null) return notFound(c);
      return c.body(new Uint8Array(Buffer.from(found.mail.raw, 'base64')), 200, { 'content-type': 'message/rfc822' });
    })
    .post('/', async (c) => {
      const raw = Buffer.from(await c.req.arrayBuffer());
      if (raw.length === 0 || raw.length > maxInboundBytes) return wanted();
      const mail = await inboundMail({ raw, from: c.req.query('from'), to: c.req.queries('to') });
      if (mail.envelope.to.length === 0) return wanted();
      return c.json(shown(await inbox.receive(mail)), 202);
    });

export interface Incoming {
  readonly raw: Buffer;
  /** The envelope; by default what the email itself says. */
  readonly from?: string | undefined;
  readonly to?: readonly string[] | undefined;
  readonly found?: FoundOfSender | undefined;
  readonly answers?: string | undefined;
  readonly wrote?: string | undefined;
}

/** A new email that has just come in. */
export async function inboundMail({ raw, from, to, found, answers, wrote }: Incoming): Promise<InboundMail> {
  const parsed = await PostalMime.parse(cutHead(raw).head);
  const author = parsed.from?.address ?? '';
  const addressed = [...(parsed.to ?? []), ...(parsed.cc ?? [])].flatMap(({ address }) => address ?? []);
  return {
    id: randomBytes(16).toString('base64url'),
    receivedAt: new Date().toISOString(),
    envelope: { from: from ?? author, to: to ?? addressed },
    author,
    subject: parsed.subject ?? '',
    messageId: parsed.messageId ?? null,
    checks: checksOf(author, found),
    raw: raw.toString('base64'),
    answers: answers ?? null,
    wrote,
  };
}

export type FoundOfSender = 'pass' | 'fail' | 'none';

/**
 * What SendGrid finds out. `pass`: signed for the author's own domain, and sent by a server that the domain names; `fail`:
 * neither is true.
 */
function checksOf(author: string, found: FoundOfSender = 'pass'): SenderChecks {
  const domain = author.slice(author.lastIndexOf('@') + 1).toLowerCase();
  const isSigned = domain !== '' && found !== 'none';
  return { dkim: isSigned ? `{@${domain} : ${found}}` : 'none', spf: found, senderIp: '192.0.2.25' };
}

/** An email without its bytes, and how the posts went. */
export function shown({ mail: { raw, wrote: _, ...mail }, state, posts }: Received) {
  return { ...mail, bytes: Buffer.byteLength(raw, 'base64'), state, posts };
}

function notFound(c: Context): Response {
  const detail = `No email ${c.req.param('id')} has come in.`;
  return problemResponse({ type: 'not-found', title: 'Not found', status: 404, detail });
}

function wanted(): Response {
  const detail =
    'The body is an email as it is (message/rfc822), at most 30 MB; ?to= is its recipient, ?from= its return path.';
  return problemResponse({ type: 'invalid-input', title: 'Invalid input', status: 422, detail });
}
