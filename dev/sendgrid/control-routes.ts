import { type Context, Hono } from 'hono';
import { Account } from './account.ts';
import { type Fault, FaultRequest, type Faults, modeNames } from './faults.ts';
import type { Mailbox } from './mailbox.ts';
import { problemResponse } from './problem.ts';
import { readBody } from './read-body.ts';
import { Senders } from './senders.ts';

export interface ControlDeps {
  readonly mailbox: Mailbox;
  readonly faults: Faults;
  readonly setSenders: (senders: Senders) => void;
  readonly setAccount: (account: Account) => void;
  /** How many reports the receiver has not accepted yet, including those planned for later. */
  readonly waitingReports: () => number;
  /** Called when emails were deleted or faults changed. */
  readonly onChange: () => void;
}

/** What people and tests use in addition to SendGrid's API: the mailbox and the faults. */
export const controlRoutes = ({ mailbox, faults, setSenders, setAccount, waitingReports, onChange }: ControlDeps) =>
  new Hono()
    .get('/mails', (c) => json(`{"items":[${mailbox.list(toQuery(c)).join(',')}]}`))
    .get('/mails/:id', (c) => {
      const mail = mailbox.find(c.req.param('id'));
      if (mail !== null) return json(mail);
      const detail = `There is no email ${c.req.param('id')}.`;
      return problemResponse({ type: 'not-found', title: 'Not found', status: 404, detail });
    })
    .delete('/mails', (c) => {
      mailbox.empty(toQuery(c));
      onChange();
      return c.body(null, 204);
    })
    .get('/faults', (c) => c.json({ items: faults.list() }))
    .put('/faults', async (c) => {
      const fault = await readBody(c, FaultRequest, wantedFault);
      if (fault instanceof Response) return fault;
      if (fault.mode === 'none' || fault.count === 0) faults.clear(fault.to);
      else faults.set(fault as Fault);
      onChange();
      return c.json({ items: faults.list() });
    })
    .delete('/faults', (c) => {
      faults.clear(toQuery(c));
      onChange();
      return c.body(null, 204);
    })
    .get('/reports', (c) => c.json({ waiting: waitingReports() }))
    .put('/senders', async (c) => {
      const senders = await readBody(
        c,
        Senders,
        'Senders are {domains: [{domain, valid}] or null, verified: [address]}.',
      );
      if (senders instanceof Response) return senders;
      setSenders(senders);
      return c.json(senders);
    })
    .put('/account', async (c) => {
      const account = await readBody(c, Account, 'An account is {scopes: [scope], signsReports}.');
      if (account instanceof Response) return account;
      setAccount(account);
      return c.json(account);
    });

const wantedFault = `A fault is {mode, count, to, rateLimitResetSeconds, seconds, deferrals}; modes: none, ${modeNames.join(', ')}.`;

function toQuery(c: Context): string | null {
  return c.req.query('to') ?? null;
}

function json(text: string): Response {
  return new Response(text, { headers: { 'content-type': 'application/json' } });
}
