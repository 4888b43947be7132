import { describe, expect, it } from '@jest/globals';
import {
  type ReadByAgents,
  readUpTo,
  unreadOf,
  withFromVisitor,
  withMarkedUnread,
  withoutFromVisitor,
  withReadByAgent,
} from '../../src/policy/unread.ts';

const ada = { id: 'ada', createdAt: 0 };
const bob = { id: 'bob', createdAt: 0 };

/** The visitor wrote these, and an agent the rest up to `lastSeq`. */
const wrote = (seqs: readonly number[], lastSeq: number): ReadByAgents => ({
  ...seqs.reduce<ReadByAgents>((conversation, seq) => withFromVisitor(conversation, seq), {
    lastSeq: 0,
    listedAt: 100,
  }),
  lastSeq,
});

describe('what is unread', () => {
  it('is what the visitor wrote, for each agent until they have read it', () => {
    const three = wrote([1, 2, 4], 4);
    expect([unreadOf(three, ada), unreadOf(three, bob)]).toEqual([3, 3]);
    const read = withReadByAgent(three, 'ada', 4);
    expect([unreadOf(read, ada), unreadOf(read, bob), readUpTo(read, 'ada')]).toEqual([0, 3, 4]);
    expect(unreadOf(withFromVisitor({ ...read, lastSeq: 5 }, 5), ada)).toBe(1);
    const inPart = withReadByAgent(three, 'bob', 2, 1);
    expect([unreadOf(inPart, bob), unreadOf(withReadByAgent(inPart, 'bob', 1, 2), bob)]).toEqual([1, 1]);
  });

  it('never goes past the last message, and is the same object if nothing changes', () => {
    const read = withReadByAgent(wrote([1], 1), 'ada', 50);
    expect(readUpTo(read, 'ada')).toBe(1);
    expect(withReadByAgent(read, 'ada', 1)).toBe(read);
  });

  it('is 1 where an agent wants to see it again, until they read it', () => {
    const read = withReadByAgent(wrote([1], 2), 'ada', 2);
    const marked = withMarkedUnread(read, 'ada');
    expect([unreadOf(marked, ada), withMarkedUnread(marked, 'ada') === marked]).toEqual([1, true]);
    expect(unreadOf(withReadByAgent(marked, 'ada', 2), ada)).toBe(0);
    expect(unreadOf(withMarkedUnread(wrote([], 0), 'ada'), ada)).toBe(1);
  });

  it('does not count what is deleted, read or not', () => {
    const read = withReadByAgent(wrote([1, 2, 3], 3), 'ada', 2, 1);
    expect([unreadOf(withoutFromVisitor(read, 3), ada), unreadOf(withoutFromVisitor(read, 1), ada)]).toEqual([0, 1]);
  });

  it('does not count what was said before the agent came', () => {
    expect(unreadOf(wrote([1, 2], 2), { id: 'eve', createdAt: 101 })).toBe(0);
    expect(unreadOf(withMarkedUnread(wrote([1], 1), 'eve'), { id: 'eve', createdAt: 101 })).toBe(1);
  });

  it('is counted up to 99', () => {
    expect(unreadOf(withFromVisitor({ lastSeq: 0 }, 150, 150), ada)).toBe(99);
  });

  it('is known of the 50 agents who read last', () => {
    let conversation = wrote([1], 1);
    for (let number = 0; number < 60; number += 1) conversation = withReadByAgent(conversation, `agent-${number}`, 1);
    conversation = withReadByAgent(withMarkedUnread(conversation, 'agent-10'), 'agent-10', 1);
    conversation = withReadByAgent(conversation, 'ada', 1);
    expect(conversation.readBy?.map(({ agentId }) => agentId).slice(-2)).toEqual(['agent-10', 'ada']);
    expect([conversation.readBy?.length, readUpTo(conversation, 'agent-11')]).toEqual([50, 0]);
  });
});
