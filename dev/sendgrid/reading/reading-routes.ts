import { type Context, Hono } from 'hono';
import PostalMime from 'postal-mime';
import { z } from 'zod';
import { faultKinds } from '../faults.ts';
import type { Received } from '../inbound/inbound-list.ts';
import { shown } from '../inbound/inbound-routes.ts';
import type { Inbox } from '../inbound/inbox.ts';
import type { Mail } from '../mail.ts';
import type { Mailbox } from '../mailbox.ts';
import { problemResponse } from '../problem.ts';
import { readBody } from '../read-body.ts';
import { automaticKinds } from '../reply/automatic.ts';
import { charsetNames } from '../reply/charset.ts';
import { localeNames } from '../reply/locales.ts';
import { mailClients } from '../reply/mail-clients.ts';
import { asText } from '../reply/quoting.ts';
import type { Reports } from '../reports.ts';
import { type HappeningKind, happeningKinds } from '../story.ts';
import type { Changes } from './changes.ts';
import { shownHtml, shownHtmlHeaders } from './shown-html.ts';
import { findThread, threadsOf } from './threads.ts';

export interface ReadingDeps {
  readonly mailbox: Mailbox;
  readonly inbox: Inbox;
  /** Null: reports are posted nowhere. */
  readonly reports: Reports | null;
  readonly changes: Changes;
  /** The demo site, for people who have no email yet; null if there is none. */
  readonly site: string | null;
  /** Lets something happen to an email now. */
  readonly happen: (kind: HappeningKind, mail: Mail) => void;
}

const maxThreads = 200;
/** Of one thread, the newest emails of each direction. */
const maxShown = 100;
const maxReplyCharacters = 20_000;
const kinds = Object.keys(happeningKinds) as [HappeningKind, ...HappeningKind[]];
const Happen = z.strictObject({ event: z.enum(kinds) });

/** What the mailbox's page shows besides what `/api` has for programs. */
export const readingRoutes = ({ mailbox, inbox, reports, changes, site, happen }: ReadingDeps) => {
  const mailOf = (c: Context): Mail | null => {
    const json = mailbox.find(c.req.param('id') ?? '');
    return json === null ? null : (JSON.parse(json) as Mail);
  };
  return new Hono()
    .get('/mails/events', (c) => changes.stream(c))
    .get('/threads', (c) => {
      const threads = threadsOf(mailbox.summaries(), inbox.list.all(), c.req.query('search') ?? '');
      return c.json({ items: threads.slice(0, maxThreads), total: threads.length });
    })
    .get('/threads/:id', async (c) => {
      const found = findThread(mailbox.summaries(), inbox.list.all(), c.req.param('id'));
      if (found === null) return notFound(c, 'thread');
      const mails = found.mails.slice(-maxShown).flatMap(({ id }) => {
        const json = mailbox.find(id);
        return json === null ? [] : [shownMail(JSON.parse(json) as Mail, reports)];
      });
      const replies = await Promise.all(found.replies.slice(-maxShown).map(shownReply));
      return c.json({ mails, replies });
    })
    .get('/mails/:id/html', (c) => {
      const mail = mailOf(c);
      if (mail === null) return notFound(c, 'email');
      const html = shownHtml(mail, (index) => `/api/mails/${mail.id}/attachments/${index}`);
      return new Response(html, { headers: shownHtmlHeaders(c.req.query('pictures') !== 'own') });
    })
    .get('/mails/:id/attachments/:index', (c) => {
      const file = mailOf(c)?.attachments[Number(c.req.param('index'))];
      if (file === undefined) return notFound(c, 'file');
      return c.body(Buffer.from(file.content, 'base64'), 200, {
        'content-type': file.type,
        // Only pictures that stand in the HTML are shown by browsers; nothing runs in either case.
        'content-disposition': `${file.contentId === undefined ? 'attachment' : 'inline'}; filename*=UTF-8''${encoded(file.filename)}`,
        'content-security-policy': `sandbox; default-src 'none'`,
        'x-content-type-options': 'nosniff',
      });
    })
    .get('/mails/:id/reports', (c) => {
      if (mailOf(c) === null) return notFound(c, 'email');
      return c.json({ items: reports?.ofMail(c.req.param('id')) ?? [] });
    })
    .post('/mails/:id/reports', async (c) => {
      const mail = mailOf(c);
      if (mail === null) return notFound(c, 'email');
      const wanted = await readBody(c, Happen, `What happens is {event}; events: ${kinds.join(', ')}.`);
      if (wanted instanceof Response) return wanted;
      if (reports === null) {
        const detail = 'Reports are posted nowhere, because EVENT_WEBHOOK_URL is not set.';
        return problemResponse({ type: 'no-webhook', title: 'No webhook', status: 409, detail });
      }
      happen(wanted.event, mail);
      return c.json({ items: reports.ofMail(mail.id) }, 202);
    })
    .get('/choices', (c) =>
      c.json({
        clients: mailClients,
        ...{ locales: localeNames, charsets: charsetNames, kinds: ['reply', ...automaticKinds] },
        ...{ faults: faultKinds, happenings: happeningKinds, site },
      }),
    );
};

/** Without the content of its files. */
function shownMail(mail: Mail, reports: Reports | null) {
  const attachments = mail.attachments.map(({ content: _, ...file }, index) => ({
    ...file,
    url: `/api/mails/${mail.id}/attachments/${index}`,
  }));
  const { html, ...others } = mail;
  return { ...others, hasHtml: html !== null, attachments, reports: reports?.ofMail(mail.id) ?? [] };
}

/** With what its author wrote, as their email program sent it. */
async function shownReply(received: Received) {
  const { text, html, from, attachments } = await PostalMime.parse(Buffer.from(received.mail.raw, 'base64'));
  return {
    ...shown(received),
    name: from?.name || null,
    text: (text ?? asText(html ?? '')).slice(0, maxReplyCharacters),
    wrote: received.mail.wrote?.slice(0, maxReplyCharacters) ?? null,
    files: attachments.map(({ filename }) => filename ?? 'file'),
  };
}

/** RFC 8187. */
const encoded = (name: string) =>
  encodeURIComponent(name.toWellFormed()).replaceAll(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );

function notFound(c: Context, what: 'email' | 'thread' | 'file'): Response {
  const detail = `There is no ${what} at ${c.req.path}.`;
  return problemResponse({ type: 'not-found', title: 'Not found', status: 404, detail });
}
