import { measureProcessed } from '../../operating/measured.ts';
import { waitingEvents } from '../../store/inbound/events.ts';
import { findInbound } from '../../store/inbound/inbound.ts';
import { beginInbound, endInbound, forgetIfErased, type InboundEnded } from '../../store/inbound/processing.ts';
import type { InboundDoc } from '../../store/mongo/documents.ts';
import type { ActivityDeps } from '../deps.ts';
import type { ProcessedInbound } from './process-inbound.ts';
import { takeEvent } from './take-event.ts';
import { timesFailed, triedTimes } from './tries.ts';
import { learnProfile } from './visitors-profile.ts';

/** One call processes so many; another workflow is started for the rest. */
const eventsACall = 100;

/**
 * Processes an event of a channel, and all others of its conversation that wait, in the order in which they happened: so
 * neither the order in which they were posted counts nor which of several workflows is faster. One that fails is tried
 * again, and holds up no other. A repeated call does nothing more. Rejects if it should be tried again. Null if there was
 * nothing left to do for this event.
 */
export async function processEvents(deps: ActivityDeps, inboundId: string): Promise<ProcessedInbound | null> {
  const { store, waker, log } = deps;
  const asked = await findInbound(store, inboundId);
  if (asked === null || asked.event === undefined) return null;
  const { accountId, conversationId } = asked;
  const waiting =
    accountId === null || conversationId === null
      ? [asked]
      : await waitingEvents(store, { accountId, conversationId }, eventsACall + 1);
  let ended: ProcessedInbound | null = null;
  const failures: unknown[] = [];
  for (const { _id } of waiting.slice(0, eventsACall)) {
    try {
      const processed = await processOne(deps, _id);
      if (_id === inboundId) ended = processed;
    } catch (error) {
      failures.push(error);
      log.warn({ inboundId: _id, accountId, conversationId, err: error }, 'an event could not be processed yet');
    }
  }
  const rest = waiting[eventsACall];
  if (rest !== undefined)
    await waker.wakeInbound(rest._id).catch((error: unknown) => {
      log.warn({ inboundId: rest._id, err: error }, 'could not start the workflow of an event; the sweeper follows up');
    });
  if (accountId !== null && conversationId !== null)
    await learnProfile(deps, { accountId, conversationId }, asked.event);
  if (failures.length > 0) throw failures[0];
  return ended;
}

async function processOne(deps: ActivityDeps, inboundId: string): Promise<ProcessedInbound | null> {
  const { store, clock, log } = deps;
  const record = await beginInbound(store, inboundId, await clock());
  if (record === null) return null;
  const ended = await outcomeOf(deps, record, await clock());
  const now = await clock();
  const { accountId, conversationId } = ended;
  if (await forgetIfErased(store, { ...ended, _id: inboundId }))
    return { accountId, conversationId, end: { kind: 'deadLetter', reason: 'erased' } };
  const after = await endInbound(store, record, ended, now);
  if (after === null) return null;
  await forgetIfErased(store, after);
  measureProcessed(after, now);
  const { reason, result } = after;
  log.info({ inboundId, accountId, conversationId, reason, result: result?.kind }, 'an event was processed');
  return { accountId, conversationId, end: result ?? { kind: 'deadLetter', reason: reason ?? 'internal' } };
}

async function outcomeOf(deps: ActivityDeps, record: InboundDoc, now: number): Promise<InboundEnded> {
  const { accountId, conversationId } = record;
  const known = { accountId, conversationId, digest: null, read: null };
  if (timesFailed(record, now) > triedTimes) return { ...known, end: { kind: 'deadLetter', reason: 'internal' } };
  return { ...known, end: await takeEvent(deps, record) };
}
