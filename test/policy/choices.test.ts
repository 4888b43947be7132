import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nextForwarding } from '../../src/policy/forwarding/forwarding.ts';
import { mayBeShown, shownPart } from '../../src/policy/forwarding/news.ts';
import { accountOf, conversationOf, days, minutes, replyOf, seconds, settingsOf } from './facts.ts';
import { accountChooses, agentSays, leaves, reads } from './happenings.ts';
import { worlds } from './histories.ts';
import { happen, inMinutes, live, type World, worldOf } from './world.ts';

const start = worldOf(conversationOf(), accountOf());
const mailsOf = (...happens: Parameters<typeof live>[1]) => live(start, happens, minutes(90)).mails.map(inMinutes);
const newsIn = ({ conversation, account, now }: World) => {
  const next = nextForwarding(conversation, account, now);
  return next.kind === 'due' ? next.news.map(({ seq }) => seq) : [];
};

describe('a change of the choice', () => {
  it('from unreadReplies to transcript makes nothing news that was read before', () => {
    expect(mailsOf(agentSays(0), reads(0.5), leaves(1), accountChooses(2, 'transcript'))).toEqual([]);
  });

  it('to transcript and back leaves read replies out, and they stay out', () => {
    const there = [agentSays(0), accountChooses(0.2, 'transcript'), reads(0.5), leaves(1)];
    expect(mailsOf(...there)).toHaveLength(1);
    expect(mailsOf(...there, accountChooses(2, 'unreadReplies'))).toEqual([]);
    expect(mailsOf(...there, accountChooses(2, 'unreadReplies'), accountChooses(3, 'transcript'))).toEqual([]);
  });

  it('to `nothing` and back leaves what was written before it news, and what was written under it not', () => {
    const happens = [agentSays(0), accountChooses(0.5, 'nothing'), agentSays(0.7), leaves(1)];
    expect(mailsOf(...happens)).toEqual([]);
    expect(mailsOf(...happens, accountChooses(3, 'unreadReplies'))).toMatchObject([{ at: 6, news: [1] }]);
  });

  it('never makes anything news that was not', () => {
    fc.assert(
      fc.property(worlds, fc.constantFrom('unreadReplies' as const, 'transcript' as const), (world, choice) => {
        fc.pre(world.account.settings.emailForwarding !== 'nothing');
        const after = newsIn(happen(world, accountChooses((world.now + 1) / minutes(1), choice)));
        expect(newsIn(world)).toEqual(expect.arrayContaining(after));
      }),
    );
  });
});

describe('a reply whose mail failed', () => {
  const rides = replyOf(1, 0, { rides: true });

  it('makes no mail due by itself, but rides as news in the next', () => {
    const account = accountOf();
    const alone = conversationOf({ pending: [rides] });
    expect(nextForwarding(alone, account, minutes(60))).toEqual({ kind: 'notDue', reason: 'nothingNew' });
    const together = conversationOf({ pending: [rides, replyOf(2, minutes(50))] });
    expect(nextForwarding(together, account, minutes(60))).toMatchObject({
      kind: 'due',
      at: minutes(51),
      news: [{ seq: 1 }, { seq: 2 }],
    });
  });

  it('is due at once when a person sends it again', () => {
    const next = nextForwarding(conversationOf({ pending: [rides] }), accountOf(), 5, 'replay');
    expect(next).toMatchObject({ kind: 'due', at: 5, news: [{ seq: 1 }] });
  });
});

describe('an attempt of a claimed delivery', () => {
  it('asks again without settling, and is no obstacle to itself', () => {
    const pending = [replyOf(1, minutes(40)), replyOf(2, minutes(41))];
    const conversation = conversationOf({ pending, openDelivery: 'd1' });
    expect(nextForwarding(conversation, accountOf(), minutes(41), 'attempt')).toMatchObject({
      at: minutes(30),
      news: pending,
    });
    expect(nextForwarding(conversation, accountOf(), minutes(41))).toMatchObject({
      reason: 'deliveryInFlight',
    });
  });
});

describe('a reply of 30 days', () => {
  it('is still news, and a moment later no more', () => {
    const conversation = conversationOf({ pending: [replyOf(1, 0)] });
    expect(nextForwarding(conversation, accountOf(), days(30)).kind).toBe('due');
    expect(nextForwarding(conversation, accountOf(), days(30) + 1).kind).toBe('notDue');
    const week = accountOf({ content: { forwardWithinDays: 7 } });
    expect(nextForwarding(conversation, week, days(7) + seconds(1)).kind).toBe('notDue');
  });
});

describe('what a mail shows', () => {
  it('is everything of a short conversation, else four messages before the news', () => {
    expect(shownPart(10, settingsOf())).toEqual({ before: Number.POSITIVE_INFINITY });
    expect(shownPart(11, settingsOf())).toEqual({ before: 4 });
    expect(shownPart(11, settingsOf({ emailForwarding: 'transcript' }))).toEqual({ before: Number.POSITIVE_INFINITY });
  });

  it('is never what is held, deleted or cancelled', () => {
    const message = { seq: 1, deletedAt: null, cancelledAt: null };
    expect(mayBeShown(message)).toBe(true);
    expect(mayBeShown({ ...message, seq: -1 })).toBe(false);
    expect(mayBeShown({ ...message, deletedAt: 1 })).toBe(false);
    expect(mayBeShown({ ...message, cancelledAt: 1 })).toBe(false);
  });
});
