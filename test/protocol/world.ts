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

/** A small world: what clients request at the same time, and how much may go wrong. */
export interface Scenario {
  /** Each list contains one client's requests, in order. */
  readonly clients: Readonly<Record<string, readonly Request[]>>;
  /** The visitor has already left the site. */
  readonly visitorLeft?: boolean;
  /** How often at most a process is killed or Temporal's database is lost. */
  readonly crashes?: number;
  /** How often time may pass while an actor is at work. */
  readonly stalls?: number;
  readonly sweepers?: number;
  /** The results of the provider's first answers, in order; after these it accepts. */
  readonly ends?: readonly ProviderEnd[];
  /** What the account does about an email whose outcome is unknown; `park` leaves it to a person. */
  readonly onUnknown?: 'resend' | 'park';
  /** Unverified addresses that have reached their daily limit of conversations. */
  readonly limitedAddresses?: readonly string[];
  /** Until when it has been night since before the start, in UTC: `11:00`. */
  readonly quietUntil?: string;
}

/** After `lost` and `unheard` the outcome is unknown: the email did not arrive, or it did. */
export type ProviderEnd = 'accepted' | 'rejected' | 'lost' | 'unheard';

/** The protocol without one of its parts, to show that the checks notice it. */
export interface Broken {
  readonly splitLook?: boolean;
  /** An attempt is recorded whatever has changed since its email was composed. */
  readonly noGuard?: boolean;
  /** A page's attempt is recorded, but the conversation does not say that its delivery is open. */
  readonly noClaim?: boolean;
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

/** What the world runs on: memory, where every order is explored, or a real MongoDB, with some orders. */
export interface Ground {
  storeOf(actor: Actor, now: () => number, detectsConflicts: boolean): Store;
  read(): Promise<Truth> | Truth;
  deliver(world: World, actor: Actor, deliveryId: string): Promise<Next>;
  /** Emails what is due by a fan-out. */
  deliverPage(world: World, actor: Actor, signal: SignalName): Promise<void>;
}

export interface World {
  readonly ground: Ground;
  readonly broken: Broken;
  readonly scheduler: Scheduler;
  readonly temporal: Temporal;
  readonly mails: Mail[];
  readonly problems: string[];
  /** The deliveries whose replay was requested and accepted. */
  readonly asked: string[];
  readonly clock: () => number;
  now: number;
  crashesLeft: number;
  stallsLeft: number;
  /** The results of the provider's next answers. */
  ends: readonly ProviderEnd[];
  /** The truth at the last moment when all actors were at gates. */
  truth: Truth;
  storeOf(actor: Actor): Store;
}

/** How long the sending activity may take, and one call to the provider in it. */
export const deliverTimeoutMs = 40_000;
export const sendTimeoutMs = 20_000;

export const start = Date.UTC(2026, 0, 5, 9);
export const ref: ConversationRef = { accountId: 'acme', conversationId: 'chat' };
export const agentId = 'agent';

/** The result of the provider's next answer. */
export function nextEnd(world: World): ProviderEnd {
  const [end = 'accepted', ...later] = world.ends;
  world.ends = later;
  return end;
}

/** A client's request as the API serves it: the store function, then the answer, then the signal. */
export type Request = (world: World, actor: Actor) => Promise<void>;

/** One run of a workflow. */
export interface Run {
  reasons: SignalName[];
  isLost: boolean;
}

/**
 * Temporal as the protocol sees it: at most one workflow per name, signals that start it, timers, and the loss of it
 * all.
 */
export interface Temporal {
  wake(signal: SignalName): void;
  wakeFanOut(): void;
  /** Its database is gone, and every workflow with it; activities that have begun continue. */
  lose(): void;
  readonly isEmpty: () => boolean;
  readonly state: () => unknown;
}
