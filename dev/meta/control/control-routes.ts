import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { problemResponse } from '../../sendgrid/problem.ts';
import { readBody } from '../../sendgrid/read-body.ts';
import { FaultRequest, type Faults, modeNames } from '../faults.ts';
import { shownMessage } from '../kept/messages.ts';
import { type Channel, type Page, PageRequest, type Pages, PlatformId } from '../kept/pages.ts';
import type { Outbox } from '../webhooks/outbox.ts';
import { type IncomingDeps, IncomingRequest, receive } from './incoming.ts';
import { answerInOwnInbox, OwnInboxRequest } from './own-inbox.ts';

export interface ControlDeps extends IncomingDeps {
  readonly pages: Pages;
  readonly faults: Faults;
  /** Null: webhooks are posted nowhere. */
  readonly outbox: Outbox | null;
  /** Called when anything changed. */
  readonly onChange: () => void;
}

const maxListed = 20_000;

/** The body of `PUT /api/people/{pageId}/{id}`. */
const PersonRequest = z.strictObject({
  name: z.string().min(1).max(100).optional(),
  /** When they were last active, which opens the window; null: never. */
  activeAt: z.iso
    .datetime({ offset: true })
    .transform((text) => Date.parse(text))
    .nullable()
    .optional(),
});

/** What people and tests use in addition to Meta's API. */
export const controlRoutes = (deps: ControlDeps) => {
  const { pages, messages, people, faults, outbox, onChange } = deps;
  const selected = (c: Context) => ({
    pageId: c.req.query('pageId') ?? null,
    recipientId: c.req.query('recipientId') ?? null,
  });
  /** The page that a request is about, or that there is none. */
  const pageOf = ({ pageId, channel }: { readonly pageId: string; readonly channel: Channel }): Page | Response => {
    const page = pages.find(pageId);
    return page?.channel === channel ? page : notFound(`There is no page ${pageId} of ${channel}.`);
  };
  return new Hono()
    .get('/direct-messages', (c) => {
      const from = c.req.query('from');
      const found = messages.of(selected(c)).filter((message) => from === undefined || message.from === from);
      return c.json({ items: found.slice(-maxListed).reverse().map(shownMessage) });
    })
    .delete('/direct-messages', (c) => {
      messages.remove(selected(c));
      onChange();
      return c.body(null, 204);
    })
    .post('/direct-messages/incoming', async (c) => {
      const request = await readBody(c, IncomingRequest, wantedIncoming);
      if (request instanceof Response) return request;
      const page = pageOf(request);
      if (page instanceof Response) return page;
      const done = await receive(page, request, new URL(c.req.url).origin, deps);
      onChange();
      if (typeof done === 'string') return impossible(done);
      return c.json(done.message === null ? {} : shownMessage(done.message), 202);
    })
    .post('/direct-messages/own-inbox', async (c) => {
      const request = await readBody(
        c,
        OwnInboxRequest,
        'An answer is {channel, pageId, recipientId, text, attachments}.',
      );
      if (request instanceof Response) return request;
      const page = pageOf(request);
      if (page instanceof Response) return page;
      const message = answerInOwnInbox(page, request, new URL(c.req.url).origin, deps);
      onChange();
      return c.json(shownMessage(message), 202);
    })
    .get('/pages', (c) => c.json({ items: pages.all().map(shownPage) }))
    .put('/pages/:id', async (c) => {
      const id = PlatformId.safeParse(c.req.param('id'));
      if (!id.success) return impossible('The id of a page has 1 to 24 digits.');
      const request = await readBody(c, PageRequest, wantedPage);
      if (request instanceof Response) return request;
      const page = pages.set(id.data, request);
      onChange();
      return c.json(shownPage(page));
    })
    .delete('/pages/:id', (c) => {
      pages.remove(c.req.param('id'));
      outbox?.drop(c.req.param('id'));
      onChange();
      return c.body(null, 204);
    })
    .put('/people/:pageId/:id', async (c) => {
      const { pageId, id } = c.req.param();
      if (pages.find(pageId) === null) return notFound(`There is no page ${pageId}.`);
      const request = await readBody(c, PersonRequest, 'A person is {name, activeAt}.');
      if (request instanceof Response) return request;
      const { name, activeAt } = request;
      const person = people.put(pageId, id, name === undefined ? {} : { name });
      const changed = activeAt === undefined ? person : people.setActive(pageId, id, activeAt);
      onChange();
      return c.json(changed);
    })
    .get('/webhooks', (c) =>
      c.json({
        waiting: outbox?.waiting() ?? 0,
        isVerified: outbox?.isVerified() ?? false,
        posts: outbox?.posts() ?? [],
      }),
    )
    .post('/webhooks/verify', async (c) => c.json({ isVerified: (await outbox?.verify()) ?? false }))
    .get('/faults', (c) => c.json({ items: faults.list() }))
    .put('/faults', async (c) => {
      const fault = await readBody(c, FaultRequest, wantedFault);
      if (fault instanceof Response) return fault;
      faults.set(fault);
      onChange();
      return c.json({ items: faults.list() });
    })
    .delete('/faults', (c) => {
      const { to = null, pageId = null } = c.req.query();
      faults.set(FaultRequest.parse({ mode: 'none', to, pageId }));
      onChange();
      return c.body(null, 204);
    });
};

/** Without its tokens' letters: whoever has set them knows them. */
const shownPage = ({ tokens, ...page }: Page) => ({
  ...page,
  tokens: tokens.map(({ issuedAt, expiresAt }) => ({
    issuedAt: new Date(issuedAt).toISOString(),
    expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
  })),
});

const wantedIncoming =
  'What a visitor does is {channel, pageId, senderId, name, at} and text, attachments, sticker, reaction, postback, referral, unsend, edit or read.';
const wantedPage =
  'A page is {channel, name, accessToken, login, username, linkedPageId, scopes, subscribedFields, tokenIssuedAt, tokenExpiresAt}.';
const wantedFault = `A fault is {mode, count, to, pageId, seconds, regainMinutes}; modes: none, ${modeNames.join(', ')}.`;

const notFound = (detail: string) => problemResponse({ type: 'not-found', title: 'Not found', status: 404, detail });
const impossible = (detail: string) =>
  problemResponse({ type: 'invalid-input', title: 'Invalid input', status: 422, detail });
