import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lookAhead, nextForwarding } from '../../src/policy/forwarding/forwarding.ts';
import { isWaiting } from '../../src/policy/forwarding/waiting.ts';
import { decide } from '../../src/policy/look/decision.ts';
import { forwardingState } from '../../src/policy/look/forwarding-state.ts';
import {
  accountOf,
  attemptOf,
  conversationOf,
  days,
  deliveryOf,
  minutes,
  offlineSince,
  replyOf,
  seconds,
} from './facts.ts';
import { active, agentSays, heartbeat, leaves, reads } from './happenings.ts';
import { worlds } from './histories.ts';
import { live, worldOf } from './world.ts';

const parkedCounts = fc.record({ parked: fc.nat(2), unknown: fc.nat(1), closedAt: fc.constantFrom(null, 0) });
const looked = fc.tuple(worlds, parkedCounts).map(([{ conversation, account, now }, counts]) => ({
  conversation: { ...conversation, ...counts, unknown: Math.min(counts.unknown, counts.parked) },
  account,
  now,
}));

describe('a look', () => {
  it('never sleeps into the past', () => {
    fc.assert(
      fc.property(looked, ({ conversation, account, now }) => {
        const decision = decide(conversation, account, null, now);
        if (decision.kind === 'sleep' || decision.kind === 'idle') expect(decision.at).toBeGreaterThan(now);
      }),
    );
  });

  it('claims exactly what is due', () => {
    fc.assert(
      fc.property(looked, ({ conversation, account, now }) => {
        const next = nextForwarding(conversation, account, now);
        const decision = decide(conversation, account, null, now);
        if (next.kind === 'due' && next.at <= now) expect(decision).toEqual({ kind: 'claim', due: next });
        else expect(decision.kind).not.toBe('claim');
        if (next.kind === 'due' && next.at > now) expect(decision).toMatchObject({ kind: 'sleep', at: next.at });
      }),
    );
  });

  it('is never done while news waits or a failed mail is parked', () => {
    fc.assert(
      fc.property(looked, ({ conversation, account, now }) => {
        const keeps = isWaiting(conversation, account, now) || conversation.parked > 0;
        fc.pre(keeps);
        expect(decide(conversation, account, null, now).kind).not.toBe('done');
      }),
    );
  });

  it('is about the open delivery while there is one, and never into the past', () => {
    fc.assert(
      fc.property(
        looked,
        fc.oneof(fc.constant(0), fc.nat(600_000)),
        fc.boolean(),
        ({ conversation, account, now }, ahead, isSending) => {
          const delivery = deliveryOf({
            status: isSending ? 'sending' : 'claimed',
            nextAttemptAt: now + ahead,
            attempts: [attemptOf(now, isSending ? null : 'refused')],
          });
          const decision = decide({ ...conversation, openDelivery: 'd1' }, account, delivery, now);
          if (isSending) expect(decision).toMatchObject({ kind: 'sleep', at: now + seconds(40) });
          else if (ahead === 0) expect(decision).toEqual({ kind: 'deliver', deliveryId: 'd1' });
          else expect(decision).toMatchObject({ kind: 'sleep', at: now + ahead });
        },
      ),
    );
  });

  it('says in words what it waits for, without an address', () => {
    fc.assert(
      fc.property(looked, ({ conversation, account, now }) => {
        const decision = decide(conversation, account, null, now);
        if ('why' in decision) expect(decision.why).toMatch(/^[^@]+$/);
      }),
    );
  });
});

describe('a conversation where nothing waits', () => {
  const gone = live(worldOf(conversationOf(), accountOf()), [leaves(1)], minutes(2));

  it('is watched until 30 days after its last message, then done', () => {
    const { conversation, account } = gone;
    expect(decide(conversation, account, null, days(1))).toMatchObject({ kind: 'idle', at: days(30), state: 'idle' });
    expect(decide(conversation, account, null, days(30))).toEqual({ kind: 'done' });
  });

  it('is done once it is closed, though the visitor is still there', () => {
    const there = live(worldOf(conversationOf(), accountOf()), [heartbeat(2)], minutes(2)).conversation;
    for (const conversation of [gone.conversation, there]) {
      const closed = { ...conversation, closedAt: minutes(2) };
      expect(decide(closed, gone.account, null, minutes(2))).toEqual({ kind: 'done' });
    }
  });

  it('stays while a failed mail is parked, and says so', () => {
    const conversation = { ...gone.conversation, parked: 1, closedAt: 0 };
    expect(decide(conversation, gone.account, null, days(31))).toMatchObject({
      kind: 'idle',
      at: days(61),
      state: 'parked',
    });
    const unknown = { ...conversation, unknown: 1 };
    expect(decide(unknown, gone.account, null, days(31))).toMatchObject({ kind: 'idle', state: 'parked' });
  });
});

describe('news that nothing will make due by itself', () => {
  it.each([
    ['waiting', 'notIdentified', { visitor: { email: null } }, {}],
    ['idle', 'forwardingOff', {}, { emailForwarding: 'nothing' as const }],
    ['idle', 'addressSuppressed', { suppressed: 'bounced' as const }, {}],
    ['waiting', 'paused', {}, { delivery: { paused: true } }],
  ])('keeps the conversation without a timer: %s, %s', (state, reason, given, settings) => {
    const conversation = conversationOf({ pending: [replyOf(1, 0)], closedAt: 0, ...given });
    expect(decide(conversation, accountOf(settings), null, minutes(90))).toMatchObject({
      kind: 'idle',
      state,
      reason,
    });
  });
});

describe('a message on a channel that a pause holds back', () => {
  const paused = accountOf({ delivery: { paused: true } });
  const given = { channel: { kind: 'messenger' }, heardAt: 0 } as const;

  it('is looked at when the channel closes, because it then no longer waits for the pause', () => {
    const conversation = conversationOf({ ...given, pending: [replyOf(1, 0)] });
    const meanwhile = { kind: 'sleep', at: days(7), state: 'waiting', reason: 'paused' };
    expect(decide(conversation, paused, null, minutes(90))).toMatchObject(meanwhile);
    const afterwards = { kind: 'idle', state: 'idle', reason: 'outsideMessagingWindow' };
    expect(decide(conversation, paused, null, days(7))).toMatchObject(afterwards);
  });

  it('is the only one: a conversation without any is at rest as ever', () => {
    const state = forwardingState(conversationOf(given), paused, minutes(90));
    expect(state).toMatchObject({ state: 'idle', reason: null });
  });
});

describe('looking ahead', () => {
  const about = [heartbeat(0), agentSays(1), reads(1.5), active(2), heartbeat(2.5)];

  it('while the visitor is about, the alarm stands where a reply written now would be due', () => {
    const { conversation, account, now } = live(worldOf(conversationOf(), accountOf()), about, minutes(2.5));
    const ahead = lookAhead(conversation, account, now);
    const fresh = { ...conversation, alarm: null };
    expect(ahead).toMatchObject({ kind: 'due' });
    expect(decide(fresh, account, null, now)).toMatchObject({
      kind: 'sleep',
      at: 'at' in ahead && ahead.at,
      state: 'waiting',
    });
  });

  it('is of no use where a reply would be due the moment it is written', () => {
    const account = accountOf({ timing: { settleSeconds: 0 } }, [offlineSince(-1)]);
    expect(decide(conversationOf(), account, null, minutes(1))).toMatchObject({ kind: 'idle', at: days(30) });
  });

  it('gives way to idle once an alarm finds no reply since it was set', () => {
    const { conversation, account } = live(worldOf(conversationOf(), accountOf()), about, minutes(2.5));
    const at = minutes(3);
    const silent = { ...conversation, alarm: { at, setAt: minutes(1) + 1 } };
    const answered = { ...conversation, alarm: { at, setAt: minutes(1) } };
    expect(decide(silent, account, null, at)).toMatchObject({ kind: 'idle', state: 'idle' });
    expect(decide(answered, account, null, at)).toMatchObject({ kind: 'sleep', state: 'waiting' });
  });
});
