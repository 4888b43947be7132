import { measureClaimEnd } from '../operating/measured.ts';
import type { Next } from '../policy/look/decision.ts';
import { endClaim } from '../store/deliveries/claim-ends.ts';
import { readForAttempt } from '../store/deliveries/for-attempt.ts';
import { look } from '../store/deliveries/look.ts';
import type { ConversationRef } from '../store/mongo/documents.ts';
import { attemptOnce } from './attempt.ts';
import { type FailedAttempt, failedBy } from './attempt-result.ts';
import type { ActivityDeps } from './deps.ts';

/** The next look, and what became of the attempt if the provider did not accept it. */
export type Delivered = Next & { readonly failed?: FailedAttempt };

/** If the conversation changes while its email is composed, it is composed again this often before the next look. */
const maxCompositions = 5;

/**
 * Makes one attempt at a claimed delivery and returns the next look (design, Delivery). A repeated or late call sends
 * nothing: only what is `claimed` is sent, and only before the attempt's `giveUpAt`.
 */
export async function deliver(deps: ActivityDeps, ref: ConversationRef, deliveryId: string): Promise<Delivered> {
  for (let compositions = 1; compositions <= maxCompositions; compositions += 1) {
    const attempted = await attempt(deps, ref, deliveryId);
    if (attempted === 'changed') continue;
    return attempted ?? look(deps, ref, []);
  }
  return look(deps, ref, []);
}

/**
 * The attempt's result was recorded too late: the workflow has already looked by itself and ignores this activity, so a
 * look from here would make a promise to nobody. Recording the result has set the alarm.
 */
export class AttemptTooLateError extends Error {
  constructor() {
    super('the attempt took longer than it may');
    this.name = 'AttemptTooLateError';
  }
}

/**
 * @returns the next look; null if there is nothing to send now; `changed` if the conversation changed meanwhile, so
 * that it has to be decided and composed again
 */
async function attempt(
  deps: ActivityDeps,
  ref: ConversationRef,
  deliveryId: string,
): Promise<Delivered | null | 'changed'> {
  const { store, clock } = deps;
  const read = await readForAttempt(store, ref, deliveryId, await clock());
  if (read === null) return null;
  const attempted = await attemptOnce(deps, read, 'workflow');
  switch (attempted.kind) {
    case 'made': {
      const { result, recorded, overAt } = attempted;
      const { next } = recorded;
      if (next === null && (await clock()) >= overAt) throw new AttemptTooLateError();
      return next === null || result.kind === 'accepted' ? next : { ...next, failed: failedBy(result) };
    }
    case 'not': {
      const claim = { ref, deliveryId, end: attempted.end, now: await clock() };
      const hasEnded = await endClaim(store, claim, read.conversation.version);
      if (hasEnded) measureClaimEnd(attempted.end);
      return hasEnded ? null : 'changed';
    }
    case 'changed':
      return 'changed';
    case 'early':
    case 'limited':
      return null;
    default:
      return attempted satisfies never;
  }
}
