import { describe, expect, it } from '@jest/globals';
import { withReference } from '../../src/policy/thread.ts';
import { unknownVisitor } from '../../src/policy/visitor/address.ts';
import { answeredByEmail, standingOf } from '../../src/policy/visitor/answered-by-email.ts';
import { presenceFrom } from '../../src/policy/visitor/presence.ts';
import { minutes } from './facts.ts';

const conversation = {
  visitor: { ...unknownVisitor, email: 'new@example.com' },
  presence: presenceFrom(0),
  pending: [],
  limitedUntil: minutes(100),
  unsubscribedAt: minutes(1) as number | null,
};

describe('who answered by email', () => {
  it('is the visitor at their present address, in any spelling, if the sender is vouched for', () => {
    for (const from of ['new@example.com', 'NEW@Example.com']) {
      expect(standingOf(conversation, { from, isAuthenticated: true })).toBe('visitor');
      expect(standingOf(conversation, { from, isAuthenticated: false })).toBe('unverified');
    }
    for (const from of ['bob@example.com', null])
      expect(standingOf(conversation, { from, isAuthenticated: true })).toBe('other');
  });

  it('is nobody known while the conversation has no address', () => {
    const unknown = { visitor: unknownVisitor };
    expect(standingOf(unknown, { from: 'new@example.com', isAuthenticated: true })).toBe('other');
  });
});

describe('an answer by email', () => {
  const at = minutes(5);

  it('verifies the address, and lifts what held its emails back', () => {
    const answered = answeredByEmail(conversation, { standing: 'visitor', at });
    expect(answered).toMatchObject({ answeredByMailAt: at, limitedUntil: null, unsubscribedAt: null });
    expect(answered.visitor.emailVerified).toBe(true);
  });

  it('that nothing vouches for proves nothing', () => {
    const answered = answeredByEmail(conversation, { standing: 'unverified', at });
    expect(answered).toEqual({ ...conversation, answeredByMailAt: at });
  });

  it('never moves the time of the last one back', () => {
    const later = { ...conversation, answeredByMailAt: minutes(9) };
    const answered = answeredByEmail(later, { standing: 'visitor', at });
    expect(answered.answeredByMailAt).toBe(minutes(9));
  });

  it('of somebody else changes nothing', () => {
    expect(answeredByEmail(conversation, { standing: 'other', at })).toBe(conversation);
  });
});

describe('a thread', () => {
  const grown = (count: number) =>
    Array.from({ length: count }, (_, index) => `${index}@a`).reduce(withReference, {
      references: [] as readonly string[],
    });

  it('keeps its first and its last 99 emails', () => {
    const { references } = grown(250);
    expect(references).toHaveLength(100);
    expect([references[0], references[1], references.at(-1)]).toEqual(['0@a', '151@a', '249@a']);
  });

  it('has each email once, the newest last, and none with an endless id', () => {
    expect(withReference(grown(3), '1@a').references).toEqual(['0@a', '2@a', '1@a']);
    expect(withReference(grown(0), '1@a').references).toEqual(['1@a']);
    expect(withReference(grown(1), 'x'.repeat(251)).references).toEqual(['0@a']);
  });
});
