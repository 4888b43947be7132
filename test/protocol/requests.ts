import type { ReplyForwarding } from '../../src/contract/messages.ts';
import type { Settings } from '../../src/contract/settings.ts';
import type { ForwardingAction } from '../../src/policy/forwarding/request.ts';
import { setAgentStatus } from '../../src/store/accounts/agents.ts';
import { changeSettings } from '../../src/store/accounts/settings.ts';
import type { Changed } from '../../src/store/conversations/change.ts';
import { changeVisitor, readMessages, reportPresence } from '../../src/store/conversations/conversations.ts';
import { takeEmailedMessage } from '../../src/store/conversations/emailed-messages.ts';
import { deleteMessage, postMessage } from '../../src/store/conversations/messages.ts';
import { requestForwarding } from '../../src/store/deliveries/forwarding-request.ts';
import { replayDelivery } from '../../src/store/deliveries/replay.ts';
import { ConflictError } from '../../src/store/mongo/conflict.ts';
import type { Store } from '../../src/store/mongo/store.ts';
import { type Actor, whenever } from './scheduler.ts';
import type { Request } from './world.ts';
import { agentId, ref, start, type World } from './world.ts';

export const agentSays = (id: string, forwarding: ReplyForwarding = 'auto'): Request =>
  changing(async (store, now) => {
    const author = { kind: 'agent' as const, id: agentId, name: null };
    return (await postMessage(store, ref, { id, author, text: `reply ${id}`, forwarding }, now))?.changed ?? null;
  });

export const agentDeletes = (id: string): Request => changing((store, now) => deleteMessage(store, ref, id, now));

export const agentAsks = (action: ForwardingAction): Request =>
  changing((store, now) => requestForwarding(store, ref, action, now).catch(unlessRefused));

function unlessRefused(error: unknown): null {
  if (error instanceof ConflictError) return null;
  throw error;
}

export const visitorSays = (id: string): Request =>
  changing(async (store, now) => {
    const author = { kind: 'visitor' as const, id: null, name: null };
    return (await postMessage(store, ref, { id, author, text: `question ${id}` }, now))?.changed ?? null;
  });

export const visitorAnswersByEmail = (id: string): Request =>
  changing(async (store, now) => {
    const from = 'visitor@example.com';
    const sender = { from, isAuthenticated: true };
    const words = { inboundId: id, messageId: null, authorName: null, text: `answer ${id}`, files: [], flags: [] };
    const taken = await takeEmailedMessage(store, ref, { id, sender, ...words, at: now }, now);
    return taken?.kind === 'new' ? taken.changed : null;
  });

export const visitorLeaves: Request = changing((store, now) =>
  reportPresence(store, ref, { state: 'left', tab: 'one', at: null, sentAt: null }, now),
);

export const visitorReturns: Request = changing((store, now) =>
  reportPresence(store, ref, { state: 'active', tab: 'one', at: null, sentAt: null }, now),
);

export const visitorReads = (upTo: number): Request => changing((store, now) => readMessages(store, ref, upTo, now));

/** A client that first waits until an attempt has been made, or something is parked. */
export const onceAttempted = (request: Request): Request =>
  once(({ truth }) => truth.deliveries.some(({ attempts }) => attempts.length > 0), request);
export const onceParked = (request: Request): Request =>
  once(({ truth }) => truth.deliveries.some(({ status }) => status === 'parked'), request);

/** A client that begins so long after the start. */
export const after =
  (seconds: number, request: Request): Request =>
  async (world, actor) => {
    const at = start + seconds * 1_000;
    actor.rest('waits');
    await actor.gate('waits', { isOver: () => at <= world.now, until: () => at });
    await request(world, actor);
  };

function once(isTime: (world: World) => boolean, request: Request): Request {
  return async (world, actor) => {
    actor.rest('watches');
    await actor.gate('sees', { isOver: () => isTime(world) });
    await request(world, actor);
  };
}

export const agentCorrects = (email: string): Request =>
  changing((store, now) => changeVisitor(store, ref, { input: { email }, source: 'agent', now }));

/** Support replays what is parked, as soon as something is. */
export const supportReplays: Request = async (world, actor) => {
  const parked = () => world.truth.deliveries.findLast(({ status, replay }) => status === 'parked' && replay === null);
  actor.rest('sees nothing parked');
  await actor.gate('replays', { isOver: () => parked() !== undefined, opensNext: true });
  const id = parked()?.id ?? '';
  const asked = { accountId: ref.accountId, deliveryId: id, evenIfRead: false, now: world.now };
  const changed = await replayDelivery(world.storeOf(actor), asked).catch(unlessRefused);
  if (changed === null) return;
  world.asked.push(id);
  await signalled(world, actor, changed);
};

export const adminChooses = (emailForwarding: Settings['emailForwarding']): Request =>
  adminSets(`admin chooses ${emailForwarding}`, (settings) => ({ ...settings, emailForwarding }));

export const adminEndsQuietHours: Request = adminSets('admin ends quiet hours', (settings) => ({
  ...settings,
  timing: { ...settings.timing, quietHours: null },
}));

function adminSets(label: string, change: (settings: Settings) => Settings): Request {
  return async (world, actor) => {
    await requested(actor, label);
    await changeSettings(world.storeOf(actor), ref.accountId, change, world.now);
    await actor.gate('signal fan-out');
    world.temporal.wakeFanOut();
  };
}

export const agentGoes =
  (status: 'online' | 'offline'): Request =>
  async (world, actor) => {
    await requested(actor, `agent goes ${status}`);
    await setAgentStatus(
      world.storeOf(actor),
      { accountId: ref.accountId, agentId },
      { status, expiresInSeconds: null },
      world.now,
    );
    if (status === 'online') return;
    await actor.gate('signal fan-out');
    world.temporal.wakeFanOut();
  };

function changing(change: (store: Store, now: number) => Promise<Changed<unknown> | null>): Request {
  return async (world, actor) => {
    await requested(actor, 'request');
    const changed = await change(world.storeOf(actor), world.now);
    await signalled(world, actor, changed);
  };
}

async function signalled(world: World, actor: Actor, changed: Changed<unknown> | null): Promise<void> {
  if (changed === null || changed.wake === null) return;
  actor.rest('to signal');
  await actor.gate('signal');
  world.temporal.wake(changed.wake);
}

/** The client may be slow; at this gate, the API cannot die. */
async function requested(actor: Actor, label: string): Promise<void> {
  actor.rest('asks');
  await actor.gate(label, whenever);
}
