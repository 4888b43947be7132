import type { ServerResponse } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';
import type { AnswerFault } from './faults.ts';
import { nginxPage, sendGridErrors } from './sendgrid-errors.ts';

export type SendContext = Context<{ Bindings: HttpBindings }>;

/** Answers a send with a fault. `accept` puts the email into the mailbox; only the modes that accept call it. */
export async function faultyAnswer(c: SendContext, fault: AnswerFault, holdMs: number, accept: () => void) {
  switch (fault.mode) {
    case '400':
      return c.json(sendGridErrors('Bad Request'), 400);
    case '401':
      return deadKey(c);
    case 'noCredits':
      return c.json(sendGridErrors('Maximum credits exceeded'), 401);
    case '403':
      return c.json(sendGridErrors('The from address does not match a verified Sender Identity.', 'from'), 403);
    case '413':
      return tooLarge(c);
    case '429':
      return tooManyRequests(c, fault.rateLimitResetSeconds);
    case '500':
      return c.json(sendGridErrors('Internal server error'), 500);
    case '502':
      return c.html(nginxPage('502 Bad Gateway'), 502);
    case '503':
      return c.json(sendGridErrors('Service Unavailable'), 503);
    case 'timeoutBeforeAccept':
      return noAnswer(c, holdMs);
    case 'timeoutAfterAccept':
      accept();
      return noAnswer(c, holdMs);
    case 'reset':
      accept();
      c.env.incoming.socket.resetAndDestroy();
      return RESPONSE_ALREADY_SENT;
    default:
      return fault.mode satisfies never;
  }
}

export function deadKey(c: Context) {
  return c.json(sendGridErrors('The provided authorization grant is invalid, expired, or revoked'), 401);
}

export function tooLarge(c: Context) {
  return c.html(nginxPage('413 Request Entity Too Large'), 413);
}

function tooManyRequests(c: Context, resetSeconds: number | null) {
  if (resetSeconds !== null) {
    c.header('X-RateLimit-Limit', '600');
    c.header('X-RateLimit-Remaining', '0');
    c.header('X-RateLimit-Reset', String(Math.ceil(Date.now() / 1_000) + resetSeconds));
  }
  return c.json(sendGridErrors('too many requests'), 429);
}

/** Holds back the answer until the client gives up; a very patient one gets the gateway's 504. */
async function noAnswer(c: SendContext, holdMs: number) {
  const clientIsGone = await closedWithin(c.env.outgoing, holdMs);
  return clientIsGone ? RESPONSE_ALREADY_SENT : c.html(nginxPage('504 Gateway Time-out'), 504);
}

/** Whether the client has gone away within this time. */
export function closedWithin(outgoing: ServerResponse, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    if (outgoing.closed || outgoing.destroyed) return resolve(true);
    const timer = setTimeout(() => resolve(false), ms).unref();
    outgoing.once('close', () => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}
