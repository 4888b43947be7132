import type { ForwardingAction } from '../../src/policy/forwarding-request.ts';
import { setAgentStatus } from '../../src/store/agents.ts';
import type { Changed } from '../../src/store/change.ts';
import { ConflictError } from '../../src/store/conflict.ts';
import { readMessages, reportPresence } from '../../src/store/conversations.ts';
import { requestForwarding } from '../../src/store/forwarding-request.ts';
import { deleteMessage, postMessage } from '../../src/store/messages.ts';
import type { Store } from '../../src/store/store.ts';
import { type Actor, whenever } from './scheduler.ts';
import { agentId, ref, type World } from './world.ts';

/** What a client asks of the API, as the API does it: the store function, then the answer, then the signal. */
export type Request = (world: World, actor: Actor) => Promise<void>;

export const agentSays = (id: string): Request =>
  changing(async (store, now) => {
    const author = { kind: 'agent' as const, id: agentId, name: null };
    return (await postMessage(store, ref, { id, author, text: `reply ${id}` }, now))?.changed ?? null;
  });

export const agentDeletes = (id: string): Request => changing((store, now) => deleteMessage(store, ref, id, now));

export const agentAsks = (action: ForwardingAction): Request =>
  changing((store, now) =>
    requestForwarding(store, ref, action, now).catch((error) => {
      if (error instanceof ConflictError) return null;
      throw error;
    }),
  );

export const visitorSays = (id: string): Request =>
  changing(async (store, now) => {
    const author = { kind: 'visitor' as const, id: null, name: null };
    return (await postMessage(store, ref, { id, author, text: `question ${id}` }, now))?.changed ?? null;
  });

export const visitorLeaves: Request = changing((store, now) =>
  reportPresence(store, ref, { state: 'left', tab: 'one', at: now }, now),
);

export const visitorReturns: Request = changing((store, now) =>
  reportPresence(store, ref, { state: 'active', tab: 'one', at: now }, now),
);

export const visitorReads = (upTo: number): Request => changing((store, now) => readMessages(store, ref, upTo, now));

export const agentGoes =
  (status: 'online' | 'offline'): Request =>
  async (world, actor) => {
    await requested(actor, `agent goes ${status}`);
    await setAgentStatus(world.storeOf(actor), ref.accountId, agentId, { status, expiresInSeconds: null }, world.now);
    if (status === 'online') return;
    await actor.gate('signal fan-out');
    world.temporal.wakeFanOut();
  };

function changing(change: (store: Store, now: number) => Promise<Changed<unknown> | null>): Request {
  return async (world, actor) => {
    await requested(actor, 'request');
    const changed = await change(world.storeOf(actor), world.now);
    if (changed === null || changed.wake === null) return;
    actor.rest('to signal');
    await actor.gate('signal');
    world.temporal.wake(changed.wake);
  };
}

/** The client takes its time; it is not the API that dies here. */
async function requested(actor: Actor, label: string): Promise<void> {
  actor.rest('asks');
  await actor.gate(label, whenever);
}
