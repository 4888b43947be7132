import { Settings } from '../../src/contract/settings.ts';
import type { Attempt } from '../../src/policy/delivery/delivery.ts';
import type { AccountFacts, AgentPresence, PendingReply } from '../../src/policy/facts.ts';
import type { LedgerEntry } from '../../src/policy/forwarding/outcome.ts';
import type { Waiting } from '../../src/policy/forwarding/waiting.ts';
import type { Alarm } from '../../src/policy/look/alarm.ts';
import type { LookFacts } from '../../src/policy/look/forwarding-state.ts';
import { presenceFrom } from '../../src/policy/visitor/presence.ts';

/** Plain facts at the product's real durations; the conversation starts at 0. */

export const seconds = (count: number) => Math.round(count * 1_000);
export const minutes = (count: number) => seconds(count * 60);
export const days = (count: number) => minutes(count * 1_440);

type GivenSettings = Omit<Partial<Settings>, 'delivery' | 'timing' | 'content'> & {
  readonly delivery?: Partial<Settings['delivery']>;
  readonly timing?: Partial<Settings['timing']>;
  readonly content?: Partial<Settings['content']>;
};

export function settingsOf(given: GivenSettings = {}): Settings {
  return Settings.parse({ sender: { name: 'Acme', address: 'chat@acme.example' }, ...given });
}

/** An account none of whose agents ever set a status, its choice made long ago. */
export function accountOf(given: GivenSettings = {}, agents: readonly AgentPresence[] = []): AccountFacts {
  return { settings: settingsOf(given), choiceMadeAt: -days(365), agents };
}

/** What the store keeps of a conversation for the policy. */
export interface Conversation extends LookFacts, Waiting {
  readonly alarm: Alarm | null;
}

export function conversationOf(given: Partial<Conversation> = {}): Conversation {
  return {
    channel: { kind: 'web' },
    visitor: { email: 'visitor@example.com' },
    presence: presenceFrom(0),
    pending: [],
    openDelivery: null,
    mailedAt: [],
    limitedUntil: null,
    suppressed: null,
    unsubscribedAt: null,
    closedAt: null,
    lastMessageAt: 0,
    lastAgentAt: null,
    parked: 0,
    unknown: 0,
    alarm: null,
    waiting: false,
    ...given,
  };
}

export function replyOf(seq: number, receivedAt: number, given: Partial<PendingReply> = {}): PendingReply {
  return { seq, receivedAt, readAt: null, rides: false, ...given };
}

export function deliveryOf(given: Partial<LedgerEntry> = {}): LedgerEntry {
  return {
    id: 'd1',
    number: 1,
    status: 'claimed',
    reason: null,
    newsSeqs: [1],
    attempts: [],
    hourStartedAt: 0,
    nextAttemptAt: 0,
    ...given,
  };
}

export function attemptOf(at: number, end: Attempt['end']): Attempt {
  const overAt = at + seconds(40);
  return {
    id: `a${at}`,
    at,
    giveUpAt: at + seconds(20),
    overAt,
    end,
    endedAt: end === null ? null : at + seconds(1),
    result: null,
  };
}

export const online: AgentPresence = { status: 'online', expiresAt: null, awaySince: null };
export const onlineUntil = (expiresAt: number): AgentPresence => ({ status: 'online', expiresAt, awaySince: null });
export const offlineSince = (awaySince: number): AgentPresence => ({ status: 'offline', expiresAt: null, awaySince });
export const invisibleSince = (awaySince: number): AgentPresence => ({
  status: 'invisible',
  expiresAt: null,
  awaySince,
});
