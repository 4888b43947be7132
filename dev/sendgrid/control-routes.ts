import { type Context, Hono } from 'hono';
import { type FaultMode, FaultRequest, type Faults, laterModes, modeNames } from './faults.ts';
import type { Mailbox } from './mailbox.ts';
import { problemResponse } from './problem.ts';

/** What people and tests use beside SendGrid's API: the mailbox and the faults. */
export const controlRoutes = ({ mailbox, faults }: { readonly mailbox: Mailbox; readonly faults: Faults }) =>
  new Hono()
    .get('/mails', (c) => json(`{"items":[${mailbox.list(toQuery(c)).join(',')}]}`))
    .get('/mails/:id', (c) => {
      const mail = mailbox.find(c.req.param('id'));
      if (mail !== null) return json(mail);
      const detail = `There is no mail ${c.req.param('id')}.`;
      return problemResponse({ type: 'not-found', title: 'Not found', status: 404, detail });
    })
    .delete('/mails', (c) => {
      mailbox.empty(toQuery(c));
      return c.body(null, 204);
    })
    .get('/faults', (c) => c.json({ items: faults.list() }))
    .put('/faults', async (c) => putFault(faults, await c.req.text()) ?? c.json({ items: faults.list() }))
    .delete('/faults', (c) => {
      faults.clear(toQuery(c));
      return c.body(null, 204);
    });

/** Sets or clears a fault; answers the problem with the request, or null. */
function putFault(faults: Faults, text: string): Response | null {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return problemResponse({ type: 'not-json', title: 'Not JSON', status: 400, detail: 'The body must be JSON.' });
  }
  const parsed = FaultRequest.safeParse(body);
  if (!parsed.success) {
    const errors = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
    const detail = `A fault is {mode, count, to}; modes: none, ${modeNames.join(', ')}.`;
    return problemResponse({ type: 'invalid-input', title: 'Invalid input', status: 422, detail, errors });
  }
  const { mode, count, to, rateLimitResetSeconds } = parsed.data;
  if (laterModes.includes(mode)) {
    const detail = `The mode ${mode} needs the provider's reports, which are not built yet. Modes: ${modeNames.join(', ')}.`;
    const errors = [{ path: 'mode', message: 'is not built yet' }];
    return problemResponse({ type: 'mode-not-built', title: 'Mode not built yet', status: 422, detail, errors });
  }
  if (mode === 'none' || count === 0) faults.clear(to);
  else faults.set({ mode: mode as FaultMode, count, to, rateLimitResetSeconds });
  return null;
}

function toQuery(c: Context): string | null {
  return c.req.query('to') ?? null;
}

function json(text: string): Response {
  return new Response(text, { headers: { 'content-type': 'application/json' } });
}
