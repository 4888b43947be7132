import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';
import { closedWithin } from '../../sendgrid/faulty-answer.ts';
import type { AnswerFault } from '../faults.ts';
import type { Page } from '../kept/pages.ts';
import { errorResponse, type GraphError, refusals } from './errors.ts';
import { usageHeaders } from './usage.ts';

export type GraphContext = Context<{ Bindings: HttpBindings }>;

export interface Faulty {
  readonly page: Page;
  /** How long the timeout faults hold back an answer. */
  readonly holdMs: number;
  /** Only the modes that take the message call it. */
  readonly accept: () => void;
}

/** Answers a send with a fault. */
export async function faultyAnswer(c: GraphContext, fault: AnswerFault, { page, holdMs, accept }: Faulty) {
  const { channel } = page;
  const refused = (error: GraphError) => errorResponse(error);
  const throttled = (error: GraphError, percent: { readonly app: number; readonly page: number }) =>
    errorResponse(error, usageHeaders(page, { ...percent, regainMinutes: fault.regainMinutes }));
  switch (fault.mode) {
    case 'throttled':
      return throttled(refusals.throttled(channel), { app: 20, page: 100 });
    case 'appThrottled':
      return throttled(refusals.appThrottled, { app: 100, page: 20 });
    case 'userThrottled':
      return throttled(refusals.userThrottled, { app: 20, page: 100 });
    case 'unknownError':
      return refused(refusals.unknownError);
    case 'unavailable':
      return refused(refusals.unavailable);
    case 'temporary':
      return refused(refusals.temporary);
    case '500':
      return c.html('<html><head><title>Error</title></head><body>Sorry, something went wrong.</body></html>\n', 500);
    case '502':
      return c.html('<html><head><title>502 Bad Gateway</title></head><body></body></html>\n', 502);
    case 'timeoutBeforeAccept':
      return noAnswer(c, holdMs);
    case 'timeoutAfterAccept':
      accept();
      return noAnswer(c, holdMs);
    case 'reset':
      accept();
      return broken(c);
    case 'resetBeforeAccept':
      return broken(c);
    case 'tokenDead':
      return refused(refusals.deadToken);
    case 'noPermission':
      return refused(refusals.noPermission(channel));
    case 'restricted':
      return refused(refusals.restricted);
    case 'blocked':
      return refused(refusals.blocked);
    case 'accountRestricted':
      return refused(refusals.accountRestricted);
    case 'messagesOff':
      return refused(refusals.messagesOff);
    case 'notReceiving':
      return refused(refusals.notReceiving);
    case 'noUser':
      return refused(refusals.noUser(channel));
    case 'windowClosed':
      return refused(refusals.windowClosed(channel));
    default:
      return fault.mode satisfies never;
  }
}

function broken(c: GraphContext): Response {
  c.env.incoming.socket.resetAndDestroy();
  return RESPONSE_ALREADY_SENT;
}

/** Holds back the answer until the client gives up; a very patient one gets the gateway's 504. */
async function noAnswer(c: GraphContext, holdMs: number): Promise<Response> {
  if (await closedWithin(c.env.outgoing, holdMs)) return RESPONSE_ALREADY_SENT;
  return c.html('<html><head><title>504 Gateway Timeout</title></head><body></body></html>\n', 504);
}
