import { describe, expect, it } from '@jest/globals';
import {
  type AgentToEmail,
  agentEmailDueAt,
  agentsToEmail,
  maxAgentsEmailed,
} from '../../src/policy/look/agent-email.ts';
import { alarmBy, alarmOfChange } from '../../src/policy/look/alarm.ts';
import { decide } from '../../src/policy/look/decision.ts';
import { accountOf, attemptOf, conversationOf, days, deliveryOf, minutes, replyOf, seconds } from './facts.ts';

const afterFive = accountOf({ inbox: { allowedOrigins: [], notifyAgentsAfterSeconds: 300 } });
const off = accountOf();
const dueAt = (given: { waitingSince?: number | null; agentsEmailedAt?: number }, now = 0) =>
  agentEmailDueAt(given, afterFive, now);

describe('agents are emailed', () => {
  it('once a visitor has waited for as long as the account says', () => {
    expect(dueAt({ waitingSince: minutes(2) })).toBe(minutes(7));
    expect(dueAt({ waitingSince: minutes(2) }, minutes(60))).toBe(minutes(7));
  });

  it('about nobody who was answered, and never where it is switched off', () => {
    expect(dueAt({ waitingSince: null })).toBeNull();
    expect(dueAt({})).toBeNull();
    expect(agentEmailDueAt({ waitingSince: 0 }, off, minutes(9))).toBeNull();
  });

  it('once in each wait, also if that began earlier than it seemed', () => {
    const agentsEmailedAt = minutes(5);
    expect(dueAt({ waitingSince: 0, agentsEmailedAt })).toBeNull();
    // The answer to an earlier message was deleted.
    expect(dueAt({ waitingSince: -minutes(3), agentsEmailedAt })).toBeNull();
    expect(dueAt({ waitingSince: minutes(9), agentsEmailedAt })).toBe(minutes(14));
  });

  it('not about old waits, when the setting is made', () => {
    expect(dueAt({ waitingSince: 0 }, days(1))).toBe(minutes(5));
    expect(dueAt({ waitingSince: 0 }, days(2))).toBeNull();
  });
});

describe('the alarm', () => {
  const set = (conversation: Parameters<typeof alarmBy>[1], account = afterFive) =>
    alarmBy({ kind: 'change', signal: 'messagePosted', looksNow: false }, conversation, account, 0);

  it('goes off when agents are to be emailed, if nothing is due before', () => {
    expect(set(conversationOf({ waitingSince: 0 }))?.at).toBe(minutes(5));
    const alarm = alarmOfChange(minutes(3), 'visitorLeft', 0);
    expect(set(conversationOf({ waitingSince: 0, alarm }))).toBe(alarm);
    expect(set(conversationOf({ waitingSince: 0, alarm: { ...alarm, at: minutes(6) } }))?.at).toBe(minutes(5));
  });

  it('does so while an email to the visitor is on its way', () => {
    expect(set(conversationOf({ waitingSince: 0, openDelivery: 'd1' }))?.at).toBe(minutes(5));
  });

  it('stays as it is where agents are not emailed', () => {
    expect(set(conversationOf({ waitingSince: 0 }), off)).toBeNull();
    expect(set(conversationOf({ waitingSince: 0, openDelivery: 'd1' }), off)).toBeNull();
  });
});

describe('a look', () => {
  it('waits for the email to agents, in its own state', () => {
    const waits = conversationOf({ waitingSince: 0 });
    expect(decide(waits, afterFive, null, minutes(1))).toEqual({
      kind: 'sleep',
      at: minutes(5),
      why: 'the visitor waits for an answer; then agents are emailed',
      reason: 'beforeTrigger',
      state: decide(waits, off, null, minutes(1)).kind === 'done' ? 'idle' : expect.any(String),
    });
    const parked = conversationOf({ waitingSince: 0, parked: 1 });
    expect(decide(parked, afterFive, null, minutes(1))).toMatchObject({ at: minutes(5), state: 'parked' });
  });

  it('never holds up an email to the visitor', () => {
    const due = conversationOf({ waitingSince: 0, pending: [replyOf(1, 0)], lastAgentAt: 0 });
    const at = minutes(31);
    expect(decide(due, afterFive, null, at)).toEqual(decide(due, off, null, at));
    expect(decide(due, off, null, at).kind).toBe('claim');
    const sending = deliveryOf({ status: 'sending', attempts: [attemptOf(minutes(1), null)] });
    const open = conversationOf({ waitingSince: 0, openDelivery: 'd1' });
    expect(decide(open, afterFive, sending, minutes(1))).toEqual(decide(open, off, sending, minutes(1)));
    expect(decide(open, afterFive, deliveryOf(), minutes(1))).toEqual({ kind: 'deliver', deliveryId: 'd1' });
    const later = deliveryOf({ nextAttemptAt: minutes(9) });
    expect(decide(open, afterFive, later, minutes(1))).toMatchObject({ kind: 'sleep', at: minutes(5) });
    expect(decide(open, afterFive, later, minutes(4) + seconds(59))).toMatchObject({ at: minutes(5) });
  });
});

describe('an email about a visitor who waits goes', () => {
  const agent = (id: string, given: Partial<AgentToEmail> = {}): AgentToEmail => ({
    id,
    email: `${id}@acme.example`,
    wantsEmail: true,
    isOnline: false,
    ...given,
  });
  const ids = (agents: readonly AgentToEmail[], assignee: string | null = null) =>
    agentsToEmail(agents, assignee).map(({ id }) => id);

  it('to the assignee alone', () => {
    expect(ids([agent('ada', { isOnline: true }), agent('grace')], 'grace')).toEqual(['grace']);
  });

  it('else to those who are online, else to all', () => {
    expect(ids([agent('ada', { isOnline: true }), agent('grace')])).toEqual(['ada']);
    expect(ids([agent('ada', { isOnline: true }), agent('grace')], 'who-was-deleted')).toEqual(['ada']);
    expect(ids([agent('ada'), agent('grace')])).toEqual(['ada', 'grace']);
  });

  it('to nobody without an address or who wants none; then to those who come next', () => {
    const wantsNone = agent('ada', { isOnline: true, wantsEmail: false });
    expect(ids([wantsNone, agent('grace', { email: null, isOnline: true }), agent('linus')], 'ada')).toEqual(['linus']);
    expect(ids([wantsNone])).toEqual([]);
  });

  it('to a bounded number of agents', () => {
    expect(ids(Array.from({ length: 50 }, (_, index) => agent(`a${index}`)))).toHaveLength(maxAgentsEmailed);
  });
});
