import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { unsentOf } from '../../src/policy/forwarding/direct.ts';
import { nextForwarding } from '../../src/policy/forwarding/forwarding.ts';
import { isDueByItself, isTooOld, isUnread } from '../../src/policy/forwarding/news.ts';
import { presenceFrom, reported } from '../../src/policy/visitor/presence.ts';
import { accountOf, conversationOf, minutes, replyOf, seconds } from './facts.ts';
import { worlds } from './histories.ts';
import type { World } from './world.ts';

const nextOf = ({ conversation, account, now }: World) => nextForwarding(conversation, account, now);

describe('a mail', () => {
  it('is never due while the visitor is unidentified', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const unidentified = { ...world, conversation: { ...world.conversation, visitor: { email: null } } };
        expect(nextOf(unidentified).kind).toBe('notDue');
      }),
    );
  });

  it('is never due while forwarding is off', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const settings = { ...world.account.settings, emailForwarding: 'nothing' as const };
        expect(nextOf({ ...world, account: { ...world.account, settings } }).kind).toBe('notDue');
      }),
    );
  });

  it('is never due while sending is paused', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const { settings } = world.account;
        const paused = { ...settings, delivery: { ...settings.delivery, paused: true } };
        expect(nextOf({ ...world, account: { ...world.account, settings: paused } }).kind).toBe('notDue');
      }),
    );
  });

  it('is never due while another mail is under way', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const { conversation } = world;
        expect(nextOf({ ...world, conversation: { ...conversation, openDelivery: 'd1' } }).kind).toBe('notDue');
      }),
    );
  });

  it('is a message, of the oldest reply alone and at once, where the visitor has written on a channel of their own', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const channel = { kind: 'messenger' as const };
        const direct = { ...world.conversation, channel, openDelivery: null, parked: 0 };
        expect(nextOf({ ...world, conversation: direct }).kind).toBe('notDue');
        const next = nextOf({ ...world, conversation: { ...direct, heardAt: world.now } });
        const [first] = unsentOf(direct.pending, world.account, world.now);
        const { paused } = world.account.settings.delivery;
        expect(next.kind === 'due').toBe(first !== undefined && !paused);
        if (next.kind === 'due')
          expect(next).toMatchObject({ channel: 'messenger', news: [first], at: first?.receivedAt });
      }),
    );
  });

  it('is an email if it is one that a person replays, though the visitor has written on a channel since', () => {
    fc.assert(
      fc.property(worlds, ({ conversation, account, now }) => {
        const direct = { ...conversation, channel: { kind: 'messenger' as const }, heardAt: now };
        expect(nextForwarding(direct, account, now, 'replay')).toEqual(
          nextForwarding({ ...conversation, channel: { kind: 'web' } }, account, now, 'replay'),
        );
      }),
    );
  });

  it('carries all news in order and nothing else; without news none is due', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const next = nextOf(world);
        const news = newsByDefinition(world);
        if (next.kind === 'due') expect(next.news.map(({ seq }) => seq)).toEqual(news);
        if (news.length === 0) expect(next).toEqual({ kind: 'notDue', reason: 'nothingNew' });
        else expect(next).not.toMatchObject({ reason: 'nothingNew' });
      }),
    );
  });

  it('is due when its trigger has passed and the replies have settled, at the cap at the latest', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const next = nextOf(world);
        fc.pre(next.kind === 'due');
        const { settleSeconds, settleMaxSeconds } = world.account.settings.timing;
        const { conversation, account, now } = world;
        const counted = conversation.pending.filter(
          (reply) =>
            isUnread(reply, account) &&
            !isTooOld(reply.receivedAt, account, now) &&
            !reply.isCancelled &&
            isDueByItself(reply),
        );
        const received = counted.map(({ receivedAt }) => receivedAt);
        const cap = Math.max(Math.min(...received), next.triggerAt) + seconds(settleMaxSeconds);
        const quiet = Math.max(...received) + seconds(settleSeconds);
        expect(next.at).toBeGreaterThanOrEqual(next.triggerAt);
        fc.pre(next.trigger !== 'request');
        expect(next.at).toBeGreaterThanOrEqual(Math.min(quiet, cap));
        expect(next.at).toBeLessThanOrEqual(cap);
        expect(next.at).toBeLessThanOrEqual(Math.max(quiet, next.triggerAt));
      }),
    );
  });

  it('is due five minutes after the visitor answered one, whatever tabs are open, until they are active there', () => {
    const presence = reported(presenceFrom(0), { state: 'here', tab: 'a', at: minutes(10) }, 90);
    const answered = { presence, answeredByMailAt: minutes(9), pending: [replyOf(1, minutes(8))] };
    const next = (given: object) => nextForwarding(conversationOf({ ...answered, ...given }), accountOf(), minutes(10));
    expect(next({})).toMatchObject({ at: minutes(14), trigger: 'left' });
    expect(nextForwarding(conversationOf(answered), accountOf(), minutes(10), 'shown')).toMatchObject({
      at: minutes(14),
      trigger: 'left',
    });
    const active = reported(presence, { state: 'active', tab: 'a', at: minutes(10) }, 90);
    expect(next({ presence: active })).toMatchObject({ at: minutes(15) });
    expect(next({ presence: reported(presence, { state: 'left', tab: 'a', at: minutes(5) }, 90) })).toMatchObject({
      at: minutes(14),
    });
    const gone = reported(presence, { state: 'left', tab: 'a', at: minutes(10) }, 90);
    expect(next({ presence: gone, answeredByMailAt: minutes(20) })).toMatchObject({ at: minutes(15) });
  });

  it('settles as if a deleted reply still stood, as long as another waits', () => {
    const dueWith = (isDeleted: boolean) => {
      const second = replyOf(2, minutes(10.5), isDeleted ? { isDeleted: true } : {});
      const presence = reported(presenceFrom(0), { state: 'left', tab: 'a', at: 0 }, 90);
      const pending = [replyOf(1, minutes(10)), second];
      return nextForwarding(conversationOf({ presence, pending }), accountOf(), minutes(10.6));
    };
    expect(dueWith(true)).toMatchObject({ at: minutes(11.5), news: [{ seq: 1 }] });
    expect(dueWith(false)).toMatchObject({ at: minutes(11.5), news: [{ seq: 1 }, { seq: 2 }] });
  });
});

/** Design R3, News, stated for the messages themselves; no email has carried any. */
function newsByDefinition({ messages, account, now }: World): number[] {
  const { emailForwarding, content } = account.settings;
  return messages
    .filter(({ author, neverNews, deletedAt }) => author === 'agent' && neverNews === null && deletedAt === null)
    .filter(({ cancelledAt }) => cancelledAt === null)
    .filter(({ receivedAt }) => now - receivedAt <= seconds(content.forwardWithinDays * 86_400))
    .filter(({ readAt }) => readAt === null || (emailForwarding === 'transcript' && readAt >= account.choiceMadeAt))
    .map(({ seq }) => seq);
}
