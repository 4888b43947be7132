import type { ForwardingChoice } from '../../src/contract/settings.ts';
import type { Trigger } from '../../src/contract/triggers.ts';
import type { AccountFacts } from '../../src/policy/facts.ts';
import { mayBeShown, shownPart } from '../../src/policy/forwarding/news.ts';
import { type LedgerEntry, type MessageFacts, outcomeOf } from '../../src/policy/forwarding/outcome.ts';
import { tidyPending } from '../../src/policy/forwarding/waiting.ts';
import { type AlarmRule, alarmBy } from '../../src/policy/look/alarm.ts';
import { decide } from '../../src/policy/look/decision.ts';
import { withoutReplies } from '../../src/policy/pending.ts';
import type { ToldTime } from '../../src/policy/visitor/clocks.ts';
import { type Conversation, deliveryOf, minutes } from './facts.ts';

/** One conversation in memory, changed and looked at as the store does it, with a provider that accepts at once. */
export interface World {
  readonly now: number;
  readonly conversation: Conversation;
  readonly account: AccountFacts;
  readonly messages: readonly StoredMessage[];
  readonly deliveries: readonly LedgerEntry[];
  readonly mails: readonly Mail[];
  readonly clocks: Clocks;
}

/** What the visitor's and the agents' clocks show, and tell, at a true time. */
export interface Clocks {
  readonly visitors: (now: number) => ToldTime;
  readonly agents: (now: number) => ToldTime;
}

const untold = { at: null, sentAt: null };
const noClocks: Clocks = { visitors: () => untold, agents: () => untold };

export interface StoredMessage extends MessageFacts {
  readonly author: 'visitor' | 'agent' | 'bot';
}

export interface Mail {
  readonly at: number;
  readonly trigger: Trigger;
  /** Numbers of the messages that it carries as news, and of all that it shows. */
  readonly news: readonly number[];
  readonly shows: readonly number[];
}

export interface Happening {
  readonly at: number;
  readonly change: (world: World) => World;
}

export function worldOf(conversation: Conversation, account: AccountFacts, clocks: Clocks = noClocks): World {
  return { now: 0, conversation, account, messages: [], deliveries: [], mails: [], clocks };
}

/** Lets things happen in their order and mails whatever is due, up to and including `until`. */
export function live(world: World, happenings: readonly Happening[], until: number): World {
  let lived = world;
  for (const happening of happenings.filter(({ at }) => at <= until)) {
    lived = happen(lookBefore(lived, happening.at), happening);
  }
  return { ...lookBefore(lived, until + 1), now: until };
}

/** One change and nothing else, written as every change is (design, alarm protocol 1). */
export function happen(world: World, { at, change }: Happening): World {
  const changed = change({ ...world, now: Math.max(world.now, at) });
  return written(changed, { kind: 'change', signal: 'messagePosted', looksNow: false });
}

function written(world: World, rule: AlarmRule): World {
  const { conversation, account, now } = world;
  const tidied = tidyPending(conversation, account, now);
  return { ...world, conversation: { ...tidied, alarm: alarmBy(rule, tidied, account, now) } };
}

/** What became of a message, as `state` or `state: reason`. */
export function outcomeIn(world: World, seq: number): string {
  const message = world.messages.find((stored) => stored.seq === seq);
  if (message === undefined) throw new Error(`no message ${seq}`);
  const { state, reason } = outcomeOf(message, world);
  return reason === null ? state : `${state}: ${reason}`;
}

export function choose(world: World, emailForwarding: ForwardingChoice): World {
  const { account, now } = world;
  return { ...world, account: { ...account, settings: { ...account.settings, emailForwarding }, choiceMadeAt: now } };
}

function lookBefore(world: World, end: number): World {
  let looked = world;
  for (let looks = 0; looked.conversation.alarm !== null && looked.conversation.alarm.at < end; looks += 1) {
    if (looks > 10_000) throw new Error('it looks for ever');
    looked = look({ ...looked, now: Math.max(looked.now, looked.conversation.alarm.at) });
  }
  return looked;
}

function look(world: World): World {
  const { account, now } = world;
  const conversation = tidyPending(world.conversation, account, now);
  const decision = decide(conversation, account, null, now);
  switch (decision.kind) {
    case 'claim': {
      const news = decision.due.news.map(({ seq }) => seq);
      return look(mailed(world, { at: now, trigger: decision.due.trigger, news, shows: shownWith(world, news) }));
    }
    case 'sleep':
    case 'idle':
      return written(world, { kind: 'look', at: decision.at });
    case 'done':
      return written(world, { kind: 'look', at: null });
    case 'deliver':
      throw new Error('no delivery is open');
    default:
      return decision satisfies never;
  }
}

function mailed(world: World, mail: Mail): World {
  const { conversation, deliveries, mails } = world;
  const number = deliveries.length + 1;
  return {
    ...world,
    mails: [...mails, mail],
    deliveries: [...deliveries, deliveryOf({ id: `d${number}`, number, status: 'accepted', newsSeqs: mail.news })],
    conversation: { ...conversation, pending: withoutReplies(conversation.pending, mail.news) },
  };
}

function shownWith({ messages, account }: World, news: readonly number[]): number[] {
  const shown = messages.filter(mayBeShown).map(({ seq }) => seq);
  const { before } = shownPart(shown.length, account.settings);
  return shown.slice(Math.max(0, shown.findIndex((seq) => news.includes(seq)) - before));
}

/** A mail in the words of the design's table. */
export const inMinutes = ({ at, trigger, news, shows }: Mail) => ({ at: at / minutes(1), trigger, news, shows });
