import type { MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { Activities } from '../activities/activities.ts';
import type { MailSender } from '../mail/sendgrid.ts';
import type { Next } from '../policy/look/decision.ts';
import { TemporalRestingError, type Waker } from '../temporal/waker.ts';
import { httpRequests, looks, mailAttempts, wakes } from './metrics.ts';

/** Times every request by the pattern of its route. */
export const measuredRequests: MiddlewareHandler = async (c, next) => {
  const end = httpRequests.startTimer({ method: c.req.method });
  await next();
  end({ route: routeOf(c), status: String(c.res.status) });
};

/** The pattern that a request met, such as `/v1/conversations/:id`; `unmatched` for one that met none. */
export function routeOf(c: Parameters<typeof matchedRoutes>[0]): string {
  return (
    matchedRoutes(c)
      .filter(({ method }) => method !== 'ALL')
      .at(-1)?.path ?? 'unmatched'
  );
}

/** Counts the signals that go through it. `resting`: Temporal did not answer lately, so it was not asked. */
export function measuredWaker(waker: Waker, source: 'api' | 'fanOut' | 'sweeper'): Waker {
  const counted = async (signal: string, call: Promise<void>) => {
    try {
      await call;
      wakes.inc({ source, signal, result: 'sent' });
    } catch (error) {
      wakes.inc({ source, signal, result: error instanceof TemporalRestingError ? 'resting' : 'failed' });
      throw error;
    }
  };
  return {
    wake: (conversation, signal) => counted(signal, waker.wake(conversation, signal)),
    wakeFanOut: (accountId) => counted('flagged', waker.wakeFanOut(accountId)),
    wakeBulkReplay: (accountId, jobId) => counted('jobChanged', waker.wakeBulkReplay(accountId, jobId)),
  };
}

/** Times the looks of the workflows; the one that each attempt ends with is part of the attempt. */
export function measuredActivities(activities: Activities): Activities {
  return {
    ...activities,
    look: async (ref, reasons) => {
      const end = looks.startTimer();
      try {
        const next = await activities.look(ref, reasons);
        end({ answer: next.kind, state: stateOf(next) });
        return next;
      } catch (error) {
        end({ answer: 'failed', state: '' });
        throw error;
      }
    },
  };
}

function stateOf(next: Next): string {
  return 'state' in next ? next.state : '';
}

/** Times the calls to the provider. */
export function measuredSender(sender: MailSender): MailSender {
  return {
    send: async (body) => {
      const end = mailAttempts.startTimer();
      const result = await sender.send(body);
      end({ end: result.kind, reason: 'reason' in result ? result.reason : '' });
      return result;
    },
  };
}
