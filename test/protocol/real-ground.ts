import type { ClientSession } from 'mongodb';
import { pino } from 'pino';
import { deliver } from '../../src/activities/deliver.ts';
import { deliverPage } from '../../src/activities/deliver-page.ts';
import type { ActivityDeps } from '../../src/activities/deps.ts';
import type { SendResult } from '../../src/mail/sendgrid.ts';
import type { Store } from '../../src/store/mongo/store.ts';
import { pageDeps } from './courier.ts';
import type { Actor } from './scheduler.ts';
import {
  deliverTimeoutMs,
  type Ground,
  nextEnd,
  type ProviderEnd,
  ref,
  sendTimeoutMs,
  type Truth,
  type World,
} from './world.ts';

const log = pino({ level: 'silent' });

/** The world on a real MongoDB with the real courier, which waits before each transaction and before sending. */
export function realGround(store: Store): Ground {
  return {
    storeOf: (actor, now) => gated(store, actor, now),
    read: () => readTruth(store),
    deliver: (world, actor, deliveryId) => deliver(depsOf(store, world, actor), ref, deliveryId),
    deliverPage: (world, actor, signal) =>
      deliverPage(
        { ...depsOf(store, world, actor), waker: pageDeps(world, actor).waker },
        { accountId: ref.accountId, conversationIds: [ref.conversationId], signal },
      ),
  };
}

function depsOf(store: Store, world: World, actor: Actor): ActivityDeps {
  const send = async (body: string) => {
    await actor.gate('send');
    const end = nextEnd(world);
    const delivery = JSON.parse(body).personalizations[0].custom_args.delivery as string;
    const sent = await store.deliveries.findOne({ accountId: ref.accountId, id: delivery });
    if (end === 'accepted' || end === 'unheard')
      world.mails.push({ deliveryId: delivery, newsSeqs: sent?.newsSeqs ?? [] });
    return answered(end);
  };
  const waker = {
    wake: async () => {},
    wakeFanOut: async () => {},
    wakeBulkReplay: async () => {},
    wakeInbound: async () => {},
    wakeRestoreLink: async () => {},
    wakeAgentEmail: async () => {},
    wakeWebhook: async () => {},
  };
  const { clock } = world;
  return {
    store: world.storeOf(actor),
    sender: { send },
    waker,
    clock,
    log,
    sendTimeoutMs,
    deliverTimeoutMs,
    probeKey: async () => 'taken' as const,
    probeEveryMs: 60_000,
  };
}

function answered(end: ProviderEnd): SendResult {
  const said = { status: null, code: null, message: '', detail: null };
  if (end === 'accepted') return { kind: 'accepted', providerMessageId: null, ...said };
  return end === 'rejected' ? { kind: 'rejected', reason: 'contentRejected', ...said } : { kind: 'unknown', ...said };
}

function gated(store: Store, actor: Actor, now: () => number): Store {
  const withSession = async <T>(work: (session: ClientSession) => Promise<T>): Promise<T> => {
    await actor.gate('begin');
    actor.busySince ??= now();
    const result = await store.client.withSession(work);
    actor.busySince = null;
    return result;
  };
  return { ...store, client: { withSession } as unknown as Store['client'] };
}

export async function readTruth(store: Store): Promise<Truth> {
  const { accountId, conversationId } = ref;
  const [account, conversation, messages, deliveries] = await Promise.all([
    store.accounts.findOne({ _id: accountId }),
    store.conversations.findOne({ accountId, id: conversationId }),
    store.messages.find({ ...ref }).toArray(),
    store.deliveries.find({ ...ref }).toArray(),
  ]);
  if (account === null || conversation === null) throw new Error('the world has not been set up');
  return { account, conversation, messages, deliveries };
}

export async function empty(store: Store): Promise<void> {
  const { accounts, keys, conversations, messages, deliveries, addressLimits } = store;
  await Promise.all([
    accounts.deleteMany({}),
    keys.deleteMany({}),
    conversations.deleteMany({}),
    messages.deleteMany({}),
    deliveries.deleteMany({}),
    addressLimits.deleteMany({}),
  ]);
}
