import { Settings } from '../../src/contract/settings.ts';
import type { Next } from '../../src/policy/look/decision.ts';
import { createAccount } from '../../src/store/accounts/accounts.ts';
import { putAgent, setAgentStatus } from '../../src/store/accounts/agents.ts';
import { takeAddress } from '../../src/store/addresses/address-limits.ts';
import { putConversation, reportPresence } from '../../src/store/conversations/conversations.ts';
import type {
  AccountDoc,
  ConversationDoc,
  ConversationRef,
  DeliveryDoc,
  MessageDoc,
} from '../../src/store/mongo/documents.ts';
import type { Store } from '../../src/store/mongo/store.ts';
import { inTransaction } from '../../src/store/mongo/transaction.ts';
import type { Request } from './requests.ts';
import { type Actor, createScheduler, type Scheduler } from './scheduler.ts';
import { startSweeper } from './sweeper.ts';
import { createTemporal, type Temporal } from './temporal.ts';

/** A small world: what clients ask at the same time, and how much may go wrong. */
export interface Scenario {
  /** Each list is one client's requests, in its order. */
  readonly clients: Readonly<Record<string, readonly Request[]>>;
  /** The visitor has already left the site. */
  readonly visitorLeft?: boolean;
  /** Processes killed, or Temporal's database lost, at most. */
  readonly crashes?: number;
  /** How often time may run on while somebody is at work. */
  readonly stalls?: number;
  readonly sweepers?: number;
  /** How the provider's answers end, one after the other; after these it accepts. */
  readonly ends?: readonly ProviderEnd[];
  /** What the account does about a mail of unknown end; `park` leaves it to a person. */
  readonly onUnknown?: 'resend' | 'park';
  /** Unverified addresses that as many conversations as may have mailed today. */
  readonly limitedAddresses?: readonly string[];
}

/** `lost` and `unheard` are of unknown end: the mail did not arrive, or it did. */
export type ProviderEnd = 'accepted' | 'rejected' | 'lost' | 'unheard';

/** The protocol with a part taken out, to see whether the checks miss it. */
export interface Broken {
  readonly splitLook?: boolean;
  readonly noSweeper?: boolean;
  readonly noSecondPass?: boolean;
}

export interface Truth {
  readonly account: AccountDoc;
  readonly conversation: ConversationDoc;
  readonly messages: readonly MessageDoc[];
  readonly deliveries: readonly DeliveryDoc[];
}

export interface Mail {
  readonly deliveryId: string;
  readonly newsSeqs: readonly number[];
}

/** What the world stands on: memory with every order explored, or a real MongoDB with some. */
export interface Ground {
  storeOf(actor: Actor, now: () => number, detectsConflicts: boolean): Store;
  read(): Promise<Truth> | Truth;
  deliver(world: World, actor: Actor, deliveryId: string): Promise<Next>;
}

export interface World {
  readonly ground: Ground;
  readonly broken: Broken;
  readonly scheduler: Scheduler;
  readonly temporal: Temporal;
  readonly mails: Mail[];
  readonly problems: string[];
  /** The deliveries that a person asked for, and was promised. */
  readonly asked: string[];
  readonly clock: () => number;
  now: number;
  crashesLeft: number;
  stallsLeft: number;
  /** The ends of the provider's next answers. */
  ends: readonly ProviderEnd[];
  /** The truth as of the last time all stood still. */
  truth: Truth;
  storeOf(actor: Actor): Store;
}

export const start = Date.UTC(2026, 0, 5, 9);
export const ref: ConversationRef = { accountId: 'acme', conversationId: 'chat' };
export const agentId = 'agent';

const settings = Settings.parse({ sender: { name: 'Acme', address: 'chat@acme.example' } });

export async function createWorld(ground: Ground, scenario: Scenario, broken: Broken = {}): Promise<World> {
  const world: World = {
    ground,
    broken,
    scheduler: createScheduler(),
    temporal: createTemporal(() => world),
    mails: [],
    problems: [],
    asked: [],
    clock: () => world.now,
    now: start,
    crashesLeft: scenario.crashes ?? 0,
    stallsLeft: scenario.stalls ?? 0,
    ends: scenario.ends ?? [],
    truth: await ground.read(),
    storeOf: (actor) => ground.storeOf(actor, world.clock, true),
  };
  for (const [name, requests] of Object.entries(scenario.clients))
    world.scheduler.start(name, async (actor) => {
      for (const request of requests) await request(world, actor);
    });
  if (!broken.noSweeper)
    for (let number = 1; number <= (scenario.sweepers ?? 1); number += 1) startSweeper(world, `sweeper ${number}`);
  return world;
}

/** An agent online, and an identified visitor. */
export async function setUp(store: Store, scenario: Scenario): Promise<void> {
  const { visitorLeft, onUnknown = 'resend', limitedAddresses = [] } = scenario;
  const delivery = { ...settings.delivery, onUnknown };
  await createAccount(store, { id: ref.accountId, name: 'Acme', settings: { ...settings, delivery } }, start);
  await putAgent(store, ref.accountId, agentId, { name: 'Agent', email: null, avatarUrl: null }, start);
  await setAgentStatus(store, ref.accountId, agentId, { status: 'online', expiresInSeconds: null }, start);
  await putConversation(store, ref, { visitor: { email: 'visitor@example.com' } }, start);
  if (visitorLeft) await reportPresence(store, ref, { state: 'left', tab: 'one', at: null, sentAt: null }, start);
  for (const address of limitedAddresses) await takeEveryPlace(store, address);
}

/** Other conversations mail the address today, as many as may. */
async function takeEveryPlace(store: Store, address: string): Promise<void> {
  for (let other = 1; ; other += 1) {
    const elsewhere = { ...ref, conversationId: `other ${other}` };
    if (!(await inTransaction(store, (session) => takeAddress(store, elsewhere, address, start, session)))) return;
  }
}

/** The end of the provider's next answer. */
export function nextEnd(world: World): ProviderEnd {
  const [end = 'accepted', ...later] = world.ends;
  world.ends = later;
  return end;
}
