import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nextForwarding } from '../../src/policy/forwarding/forwarding.ts';
import { newsOf } from '../../src/policy/forwarding/news.ts';
import { cancel, sendNow } from '../../src/policy/forwarding/request.ts';
import { isWaiting } from '../../src/policy/forwarding/waiting.ts';
import { accountOf, conversationOf, days, minutes, replyOf } from './facts.ts';
import {
  accountChooses,
  accountPauses,
  addressBecomes,
  agentSays,
  asksToSendNow,
  cancels,
  deletes,
  leaves,
  reads,
} from './happenings.ts';
import { worlds } from './histories.ts';
import { type Happening, inMinutes, live, outcomeIn, type World, worldOf } from './world.ts';

const lived = (happenings: readonly Happening[], until = 90) =>
  live(worldOf(conversationOf(), accountOf()), happenings, minutes(until));

/** At which minute, by which trigger, with which news. */
const mails = (happenings: readonly Happening[]) =>
  lived(happenings)
    .mails.map(inMinutes)
    .map(({ at, trigger, news }) => [at, trigger, ...news]);

describe('an agent who asks to send now', () => {
  it.each<[string, Happening[], unknown[][]]>([
    ['does not wait for a trigger', [agentSays(0), asksToSendNow(2)], [[2, 'request', 1]]],
    ['does not wait for settling', [leaves(0), agentSays(10), asksToSendNow(10.2)], [[10.2, 'request', 1]]],
    [
      'has all news sent in one mail, and later replies in their own',
      [agentSays(0), agentSays(1), asksToSendNow(2), agentSays(3), leaves(4)],
      [
        [2, 'request', 1, 2],
        [9, 'left', 3],
      ],
    ],
    ['has sent what was cancelled', [agentSays(0), leaves(0), cancels(1), asksToSendNow(20)], [[20, 'request', 1]]],
    ['has nothing sent that was read', [agentSays(0), reads(1), asksToSendNow(2), leaves(3)], []],
    ['has nothing sent that was deleted', [agentSays(0), deletes(1, 1), asksToSendNow(2), leaves(3)], []],
    ['after the mail has nothing sent again', [agentSays(0), leaves(1), asksToSendNow(7)], [[6, 'left', 1]]],
  ])('%s', (_, happenings, expected) => {
    expect(mails(happenings)).toEqual(expected);
  });

  it('makes the replies of a failed mail due', () => {
    const conversation = conversationOf({ pending: [replyOf(1, 0, { rides: true })] });
    expect(nextForwarding(conversation, accountOf(), minutes(90)).kind).toBe('notDue');
    const asked = sendNow(conversation, accountOf(), minutes(90));
    if (asked.kind !== 'pending') throw new Error(`it is ${asked.kind}`);
    const after = { ...conversation, pending: asked.pending };
    expect(isWaiting(after, accountOf(), minutes(90))).toBe(true);
    expect(nextForwarding(after, accountOf(), minutes(90))).toMatchObject({ trigger: 'request', at: minutes(90) });
  });

  it('is refused for what else holds the mail back, and that alone', () => {
    fc.assert(
      fc.property(worlds, ({ conversation, account, now }) => {
        const answer = sendNow(conversation, account, now);
        if (answer.kind !== 'refused') {
          const pending = answer.kind === 'pending' ? answer.pending : conversation.pending;
          const next = nextForwarding({ ...conversation, pending }, account, now);
          expect(next).toMatchObject({ kind: 'due', limit: null });
          if (next.kind === 'due') expect(next.at).toBeLessThanOrEqual(now);
          return;
        }
        const possible = conversation.pending.some(
          ({ isCancelled: _, ...reply }) => newsOf([reply], account, now).length > 0,
        );
        const { settings } = account;
        if (!possible) expect(answer.reason).toBeNull();
        else if (settings.emailForwarding === 'nothing') expect(answer.reason).toBe('forwardingOff');
        else if (conversation.visitor.email === null) expect(answer.reason).toBe('notIdentified');
        else expect([answer.reason, settings.delivery.paused]).toEqual(['paused', true]);
      }),
    );
  });

  it('is refused by the hourly cap and the limit of the address', () => {
    const pending = [replyOf(1, 0)];
    const mailedAt = Array.from({ length: 10 }, (_, index) => minutes(index));
    const refusedBy = (given: Parameters<typeof conversationOf>[0]) =>
      sendNow(conversationOf({ pending, ...given }), accountOf(), minutes(20));
    expect(refusedBy({ mailedAt })).toEqual({ kind: 'refused', reason: 'rateCapped', until: minutes(60) });
    const until = days(1);
    expect(refusedBy({ limitedUntil: until })).toEqual({ kind: 'refused', reason: 'addressLimited', until });
  });

  it('while a mail is under way has it sent all the same', () => {
    const conversation = conversationOf({ openDelivery: 'd1', pending: [replyOf(1, 0)] });
    expect(sendNow(conversation, accountOf(), minutes(2))).toEqual({
      kind: 'pending',
      pending: [replyOf(1, 0, { askedAt: minutes(2) })],
    });
  });

  it('changes nothing by asking again', () => {
    fc.assert(
      fc.property(worlds, ({ conversation, account, now }) => {
        const once = sendNow(conversation, account, now);
        fc.pre(once.kind === 'pending');
        const again = sendNow({ ...conversation, pending: once.pending }, account, now + 5_000);
        expect(again.kind).not.toBe('pending');
      }),
    );
  });
});

describe('an agent who says what should happen to a reply', () => {
  it.each<[string, Happening[], unknown[][]]>([
    ['has it emailed now, with what waits', [agentSays(0), agentSays(2, 'now')], [[2, 'request', 1, 2]]],
    ['has it not emailed once it is cancelled', [agentSays(0), agentSays(1, 'now'), cancels(1)], []],
    [
      'has it emailed as soon as a pause ends',
      [accountPauses(0, true), agentSays(1, 'now'), accountPauses(9, false)],
      [[9, 'request', 1]],
    ],
    [
      'has it not emailed if it was read in the pause',
      [accountPauses(0, true), agentSays(1, 'now'), reads(2), accountPauses(9, false)],
      [],
    ],
    [
      'has it as soon as there is an address',
      [addressBecomes(0, null), agentSays(1, 'now'), addressBecomes(9, 'visitor@example.com')],
      [[9, 'request', 1]],
    ],
    [
      'does not have what was cancelled emailed with it',
      [agentSays(0), cancels(1), agentSays(2, 'now')],
      [[2, 'request', 2]],
    ],
    ['keeps it in the chat', [agentSays(0, 'never'), leaves(1), asksToSendNow(8)], []],
    ['keeps it in the chat alone', [agentSays(0, 'never'), agentSays(0.5), leaves(1)], [[6, 'left', 2]]],
  ])('%s', (_, happenings, expected) => {
    expect(mails(happenings)).toEqual(expected);
  });

  it('sees why it was not emailed at once', () => {
    const outcome = (happenings: readonly Happening[]) => outcomeIn(lived(happenings, 20), 1);
    expect(outcome([accountPauses(0, true), agentSays(1, 'now')])).toBe('waiting: paused');
    expect(outcome([addressBecomes(0, null), agentSays(1, 'now')])).toBe('waiting: notIdentified');
    expect(outcome([accountChooses(0, 'nothing'), agentSays(1, 'now')])).toBe('notMailed: forwardingOff');
    expect(outcome([accountChooses(0, 'nothing'), agentSays(1, 'never')])).toBe('notMailed: chatOnly');
    expect(outcome([agentSays(1, 'never'), leaves(1)])).toBe('notMailed: chatOnly');
    expect(outcome([agentSays(1, 'never'), reads(2)])).toBe('read');
  });

  it('shows what was to stay in the chat in later emails, and what was cancelled in none', () => {
    const later = [agentSays(0, 'never'), agentSays(0), cancels(1), leaves(2), agentSays(10)];
    expect(lived(later).mails.map(({ news, shows }) => ({ news, shows }))).toEqual([{ news: [3], shows: [1, 3] }]);
  });
});

describe('an agent who cancels', () => {
  it.each<[string, Happening[], unknown[][]]>([
    ['takes the present news out of the mail', [agentSays(0), agentSays(0), leaves(1), cancels(2)], []],
    ['takes no later reply out', [leaves(0), agentSays(1), cancels(2), agentSays(10)], [[11, 'left', 2]]],
    [
      'does not make later replies settle longer',
      [leaves(0), agentSays(10), cancels(10.5), agentSays(14.9)],
      [[15.9, 'left', 2]],
    ],
    ['takes back what was to be sent now', [agentSays(0), asksToSendNow(1), cancels(1)], []],
  ])('%s', (_, happenings, expected) => {
    expect(mails(happenings)).toEqual(expected);
  });

  it('sees it in the outcome', () => {
    const outcome = (happenings: readonly Happening[]) => outcomeIn(lived(happenings, 20), 1);
    expect(outcome([agentSays(0), leaves(1), cancels(2)])).toBe('notMailed: cancelledByAgent');
    expect(outcome([agentSays(0), leaves(1), cancels(2), reads(3)])).toBe('read');
    expect(outcome([agentSays(0), leaves(1), cancels(2), asksToSendNow(3)])).toBe('mailed: accepted');
  });

  it('leaves no news, and can do so again', () => {
    fc.assert(
      fc.property(worlds, ({ conversation, account, now }: World) => {
        const answer = cancel(conversation, account, [], now);
        if (answer.kind === 'refused') return expect(newsOf(conversation.pending, account, now)).toEqual([]);
        const after = answer.kind === 'pending' ? { ...conversation, pending: answer.pending } : conversation;
        expect(newsOf(after.pending, account, now)).toEqual([]);
        expect(isWaiting(after, account, now)).toBe(false);
        expect(cancel(after, account, [], now)).toEqual({ kind: 'unchanged' });
      }),
    );
  });

  it('cannot take back a mail that may have gone out', () => {
    const pending = [replyOf(1, 0), replyOf(2, 0)];
    const conversation = conversationOf({ openDelivery: 'd1', pending });
    expect(cancel(conversation, accountOf(), [1, 2], minutes(2))).toEqual({ kind: 'refused', reason: 'unknown' });
    expect(cancel(conversation, accountOf(), [1], minutes(2))).toEqual({
      kind: 'pending',
      pending: [replyOf(1, 0), replyOf(2, 0, { isCancelled: true })],
    });
  });
});
