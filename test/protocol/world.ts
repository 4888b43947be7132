import type { SignalName } from '../../src/contract/signals.ts';
import type { Next } from '../../src/policy/look/decision.ts';
import type {
  AccountDoc,
  ConversationDoc,
  ConversationRef,
  DeliveryDoc,
  MessageDoc,
} from '../../src/store/mongo/documents.ts';
import type { Store } from '../../src/store/mongo/store.ts';
import type { Actor, Scheduler } from './scheduler.ts';

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
  /** What the account does about an email whose outcome is unknown; `park` leaves it to a person. */
  readonly onUnknown?: 'resend' | 'park';
  /** Unverified addresses that as many conversations as may have mailed today. */
  readonly limitedAddresses?: readonly string[];
}

/** After `lost` and `unheard` the outcome is unknown: the email did not arrive, or it did. */
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

/** As long as the sending activity may take, and one call to the provider in it. */
export const deliverTimeoutMs = 40_000;
export const sendTimeoutMs = 20_000;

export const start = Date.UTC(2026, 0, 5, 9);
export const ref: ConversationRef = { accountId: 'acme', conversationId: 'chat' };
export const agentId = 'agent';

/** The end of the provider's next answer. */
export function nextEnd(world: World): ProviderEnd {
  const [end = 'accepted', ...later] = world.ends;
  world.ends = later;
  return end;
}

/** What a client asks of the API, as the API does it: the store function, then the answer, then the signal. */
export type Request = (world: World, actor: Actor) => Promise<void>;

/** One run of a workflow. */
export interface Run {
  reasons: SignalName[];
  isLost: boolean;
}

/** Temporal as the protocol knows it: at most one workflow of a name, signals that start one, timers, and its loss. */
export interface Temporal {
  wake(signal: SignalName): void;
  wakeFanOut(): void;
  /** Its database is gone, and every workflow with it; what activities have begun goes on. */
  lose(): void;
  readonly isEmpty: () => boolean;
  readonly state: () => unknown;
}
