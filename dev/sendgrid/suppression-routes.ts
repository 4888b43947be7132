import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { invalidBody, sendGridErrors } from './sendgrid-errors.ts';
import { type SuppressionList, type Suppressions, suppressionLists } from './suppressions.ts';

/** In a group, since Hono puts the ends of the path beside the expression. */
const list = `:list{(?:${suppressionLists.join('|')})}`;
const listOf = (c: Context) => c.req.param('list') as SuppressionList;

const Emails = z.array(z.email());
/** Exactly one of the two. */
const Removal = z.union([z.object({ delete_all: z.literal(true) }), z.object({ emails: Emails })]);
const Recipients = z.object({ recipient_emails: Emails });

const count = z.coerce.number().int().min(0);
const Page = z.object({ start_time: count.default(0), end_time: count.optional(), limit: count.max(500).default(500) });
const Query = Page.extend({ offset: count.default(0), email: z.string().default('') });

/**
 * SendGrid's suppression lists. Reading and deleting work in the same way for all; addresses can be added by hand only
 * with `POST /asm/suppressions/global` (the list of unsubscribes).
 */
export const suppressionRoutes = (suppressions: Suppressions) =>
  new Hono()
    .get(`/suppression/${list}`, (c) => {
      const query = Query.safeParse(c.req.query(), { reportInput: true });
      if (!query.success) return c.json(invalidBody(query.error), 400);
      const { start_time, end_time = Number.POSITIVE_INFINITY, limit, offset, email } = query.data;
      const found = suppressions
        .list(listOf(c))
        .filter((one) => one.created >= start_time && one.created <= end_time && includes(one.email, email));
      return c.json(found.slice(offset, offset + limit));
    })
    .get(`/suppression/${list}/:email`, (c) => {
      const email = c.req.param('email').toLowerCase();
      const all = suppressions.list(listOf(c));
      return c.json(all.filter((one) => one.email.toLowerCase() === email));
    })
    .delete(`/suppression/${list}`, async (c) => {
      const parsed = Removal.safeParse(await c.req.json().catch(() => undefined));
      if (!parsed.success) return c.json(sendGridErrors('Either delete_all or emails is required'), 400);
      suppressions.remove(listOf(c), 'emails' in parsed.data ? parsed.data.emails : null);
      return c.body(null, 204);
    })
    .delete(`/suppression/${list}/:email`, (c) => {
      suppressions.remove(listOf(c), [c.req.param('email')]);
      return c.body(null, 204);
    })
    .post('/asm/suppressions/global', async (c) => {
      const parsed = Recipients.safeParse(await c.req.json().catch(() => undefined), { reportInput: true });
      if (!parsed.success) return c.json(invalidBody(parsed.error), 400);
      for (const email of parsed.data.recipient_emails) {
        suppressions.add({ list: 'unsubscribes', email, at: Date.now(), fields: {} });
      }
      return c.json(parsed.data, 201);
    })
    .delete('/asm/suppressions/global/:email', (c) => {
      suppressions.remove('unsubscribes', [c.req.param('email')]);
      return c.body(null, 204);
    });

function includes(email: string, part: string): boolean {
  return email.toLowerCase().includes(part.toLowerCase());
}
