import type { ClientSession } from 'mongodb';
import type { SignalName } from '../../contract/signals.ts';
import type { AccountFacts } from '../../policy/facts.ts';
import { tidyPending } from '../../policy/forwarding/waiting.ts';
import { type Decision, decide, type Next, type ToDeliver, toDeliver } from '../../policy/look/decision.ts';
import { accountFacts } from '../accounts/accounts.ts';
import { knownAs, withSuppression } from '../addresses/suppressions.ts';
import { isKeyed, openDelivery, readTogether, suppressions } from '../conversations/read-together.ts';
import { type Draft, draftOf, transitionOf, withStep, writeTransition } from '../conversations/transition.ts';
import type { Clock } from '../mongo/clock.ts';
import type { AccountDoc, ConversationRef, SuppressionDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';
import { inTransaction, isDuplicateKey } from '../mongo/transaction.ts';
import { withAgentsEmailed } from './agents-emailed.ts';
import { claimed, claimOf, newestFact } from './claim.ts';
import { askForReplays, reopenAsked } from './reopening.ts';
import { withoutUnanswerable } from './unanswerable.ts';
import { resolveUnreported, type WithOpen } from './unreported.ts';

/** After this time a look checks an attempt that is not over. */
const alarmWhileDeliveringMs = 4 * 60_000;

export interface LookDeps {
  readonly store: Store;
  readonly clock: Clock;
  /** How long the sending activity may take. */
  readonly deliverTimeoutMs: number;
}

/**
 * Reads the truth in one snapshot, decides, and writes what it promised (design, the alarm protocol 4), in one
 * transaction: a change made meanwhile conflicts with what it writes and is seen. If it promises what the alarm says
 * already, it writes nothing, and a change made meanwhile has compared itself with that same alarm.
 * @param reasons the signals since the last look; only `retryDelivery` does something
 */
export function look(deps: LookDeps, ref: ConversationRef, reasons: readonly SignalName[]): Promise<Next> {
  return inLookTransaction(deps.store, (session) => lookOnce(deps, ref, reasons, session));
}

/**
 * A transaction that looks, or ends with a look: two that claim at once meet in a duplicate key, and one looks again.
 */
export async function inLookTransaction<T>(store: Store, work: (session: ClientSession) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await inTransaction(store, work);
    } catch (error) {
      if (!isDuplicateKey(error) || tries === 3) throw error;
    }
  }
}

async function lookOnce(
  deps: LookDeps,
  ref: ConversationRef,
  reasons: readonly SignalName[],
  session: ClientSession,
): Promise<Next> {
  const { store, clock } = deps;
  const read = await readTogether(store, ref, [openDelivery(store), suppressions(store)], session);
  if (read === null) return { kind: 'done' };
  const { conversation, account, joined } = read;
  const open = joined.delivery[0] ?? null;
  const now = Math.max(await clock(), newestFact(conversation, open));
  const draft = draftOf(conversation);
  const asked = reasons.includes('retryDelivery')
    ? await askForReplays(store, { draft, account, now }, session)
    : draft;
  const suppression = isKeyed(conversation) ? (joined.suppressions[0] ?? null) : undefined;
  return lookAt(deps, { draft: asked, open, account, suppression, now }, session);
}

/** What a look sees, and when. */
export interface Seen extends WithOpen {
  readonly account: AccountDoc;
  /** Of the visitor's address; undefined if that has not been read. */
  readonly suppression?: SuppressionDoc | null | undefined;
  readonly now: number;
}

/**
 * The look itself, at what its transaction has read or made, which it writes with the rest.
 */
export async function lookAt(deps: LookDeps, seen: Seen, session: ClientSession): Promise<Next> {
  const { store, deliverTimeoutMs } = deps;
  const { account, suppression, now } = seen;
  const facts = accountFacts(account);
  const tidied = { ...seen.draft, conversation: tidyPending(seen.draft.conversation, facts, now) };
  const resolved =
    seen.open === null
      ? { draft: tidied, open: null }
      : await resolveUnreported(store, { draft: tidied, open: seen.open, account, now }, session);
  const opened = resolved.open === null ? await reopenAnswerable(store, resolved.draft, now, session) : resolved;
  const conversation = await withAgentsEmailed(store, { ...opened.draft, account, now }, session);
  const told = { ...opened.draft, conversation };
  const { draft, decision } = await decided(store, { ...opened, draft: told, suppression, facts, now }, session);
  const { made, next, nextLookAt } = carriedOut(draft, decision, now);
  const transition = transitionOf(made, { account, alarm: { kind: 'look', at: nextLookAt }, now });
  await writeTransition(store, transition, session);
  return next.kind === 'deliver' ? { ...next, timeoutMs: deliverTimeoutMs } : next;
}

/** Opens what a person asked for; what nobody can answer any more waits for the visitor instead. */
async function reopenAnswerable(store: Store, draft: Draft, now: number, session: ClientSession): Promise<WithOpen> {
  return reopenAsked(store, await withoutUnanswerable(store, draft, now, session), now, session);
}

/** What is to be done. Before an email is claimed, the suppression of its address is looked at again. */
async function decided(
  store: Store,
  { draft, open, suppression, facts, now }: Omit<Seen, 'account'> & { readonly facts: AccountFacts },
  session: ClientSession,
): Promise<{ readonly draft: Draft; readonly decision: Decision }> {
  const decision = decide(draft.conversation, facts, open, now);
  if (decision.kind !== 'claim') return { draft, decision };
  const { kind, conversation } =
    suppression === undefined
      ? await withSuppression(store, draft.conversation, session)
      : knownAs(draft.conversation, suppression);
  if (kind === 'unchanged') return { draft, decision };
  return { draft: { ...draft, conversation }, decision: decide(conversation, facts, open, now) };
}

interface CarriedOut {
  readonly made: Draft;
  readonly next: Exclude<Next, { kind: 'deliver' }> | ToDeliver;
  readonly nextLookAt: number | null;
}

function carriedOut(draft: Draft, decision: Decision, now: number): CarriedOut {
  switch (decision.kind) {
    case 'claim': {
      const claim = claimed(draft.conversation, claimOf(decision.due), now);
      const next = toDeliver(claim.delivery);
      return { made: withStep(draft, claim, 'insert'), next, nextLookAt: now + alarmWhileDeliveringMs };
    }
    case 'deliver':
      return { made: draft, next: decision, nextLookAt: now + alarmWhileDeliveringMs };
    case 'sleep':
      return { made: draft, next: decision, nextLookAt: decision.at };
    case 'idle': {
      const { at, ...next } = decision;
      return { made: draft, next, nextLookAt: at };
    }
    case 'done':
      return { made: draft, next: decision, nextLookAt: null };
    default:
      return decision satisfies never;
  }
}
