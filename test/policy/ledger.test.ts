import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { LedgerFacts } from '../../src/policy/delivery/copies.ts';
import type { Attempt } from '../../src/policy/delivery/delivery.ts';
import {
  afterReports,
  hasFailed,
  isOnlyProgress,
  standingOf,
  toldAttempts,
  whyNotDelivered,
} from '../../src/policy/delivery/ledger.ts';
import { isDoubt, knownEvents, type Report } from '../../src/policy/delivery/report-meanings.ts';
import { attemptOf } from './facts.ts';

const now = 1_000;
type Told = string | Partial<Report>;

/** A delivery whose attempts ended so; the provider answered 202 to an accepted one, with the id `a`. */
function sent(status: LedgerFacts['status'], ...ends: Attempt['end'][]): LedgerFacts {
  const isAccepted = ends.includes('accepted');
  return {
    status,
    reason: status === 'parked' ? 'unknown' : null,
    acceptedAt: isAccepted ? 1 : null,
    providerMessageId: isAccepted ? 'a' : null,
    attempts: ends.map((end) => attemptOf(1, end)),
    reports: [],
  };
}

/** The provider's answer was without an id. */
const unnamed = (delivery: LedgerFacts): LedgerFacts => ({ ...delivery, providerMessageId: null });

const accepted = sent('accepted', 'accepted');
const lost = sent('parked', 'unknown');

/** A person dismissed it for good. */
const dismissed = (delivery: LedgerFacts): LedgerFacts => ({ ...delivery, status: 'dismissed', dismissed: {} });

function told(...events: readonly Told[]): Report[] {
  return events.map((given, index) => {
    const report = typeof given === 'string' ? { event: given } : given;
    return {
      id: `${report.mail ?? 'a'} ${report.event} ${index}`,
      event: '',
      at: 1,
      attempt: 1,
      mail: 'a',
      detail: null,
      ...report,
    };
  });
}

/** `delivered b` is a report about the copy with the id `b`. */
function ofCopy(word: string): Partial<Report> {
  const [event = '', mail = ''] = word.split(' ');
  return { event, mail };
}

const after = (delivery: LedgerFacts, ...events: readonly Told[]) =>
  afterReports(delivery, told(...events), now).delivery;
const statusAfter = (delivery: LedgerFacts, ...events: readonly Told[]) => after(delivery, ...events).status;

describe('an accepted mail', () => {
  it.each([
    [['processed'], 'accepted'],
    [['deferred'], 'deferred'],
    [['processed', 'deferred', 'deferred', 'delivered'], 'delivered'],
    [['delivered', 'deferred', 'processed'], 'delivered'],
    [['bounce'], 'bounced'],
    [['dropped'], 'dropped'],
    [['delivered', 'spamreport'], 'delivered'],
    [['delivered', 'open', 'click', 'unsubscribe', 'group_unsubscribe'], 'delivered'],
    [['account_status_change', 'constructor', ''], 'accepted'],
  ] as const)('after %j is %s', (events, status) => {
    expect(statusAfter(accepted, ...events)).toBe(status);
  });

  it.each([
    [accepted, ['processed', 'deferred', 'delivered'], true],
    [accepted, ['delivered', 'open'], true],
    [accepted, ['delivered', 'bounce'], false],
    [accepted, ['blocked'], false],
    [accepted, ['delivered', 'spamreport'], false],
    [accepted, ['mayHaveBounced'], false],
    [sent('sending', null), ['delivered'], false],
    [lost, ['delivered'], false],
    [sent('accepted', 'unknown', 'accepted'), [{ event: 'delivered', mail: 'first' }], false],
    [{ ...accepted, status: 'superseded' as const }, ['delivered'], false],
  ] as const)('%# changes nothing else while it only goes on', (delivery, events, isProgress) => {
    expect(isOnlyProgress(delivery, afterReports(delivery, told(...events), now))).toBe(isProgress);
  });

  it('may bounce hours after it was delivered, and a late "delivered" changes that no more', () => {
    expect(statusAfter(accepted, 'delivered', 'bounce')).toBe('bounced');
    expect(statusAfter(accepted, 'bounce', 'delivered')).toBe('bounced');
  });

  it('is parked when the receiving server blocks it', () => {
    expect(after(accepted, 'blocked')).toMatchObject({ status: 'parked', reason: 'blocked', acceptedAt: 1 });
    expect(statusAfter(accepted, 'blocked', 'bounce')).toBe('bounced');
  });

  it('keeps what the provider said, and tells why it did not arrive', () => {
    const bounced = after(accepted, 'processed', { event: 'bounce', detail: '550 no such user' });
    expect(bounced.reports.map(({ event }) => event)).toEqual(['processed', 'bounce']);
    expect(whyNotDelivered(bounced)).toBe('550 no such user');
    expect(whyNotDelivered(after(accepted, { event: 'delivered', detail: '250 ok' }))).toBeNull();
  });

  it('lists many deferrals no longer than a page, and what decides always', () => {
    const many = after(accepted, ...Array.from({ length: 200 }, () => 'deferred'), 'delivered');
    expect(many.reports).toHaveLength(51);
    expect(many.status).toBe('delivered');
  });
});

describe('an email whose outcome is unknown', () => {
  it.each(['processed', 'deferred', 'delivered', 'bounce', 'blocked', 'open', 'spamreport'])(
    'was taken by the provider, as "%s" proves',
    (event) => {
      for (const status of ['sending', 'claimed', 'parked'] as const) {
        const delivery = after(sent(status, status === 'sending' ? null : 'unknown'), event);
        expect(delivery).toMatchObject({ acceptedAt: now, providerMessageId: 'a', attempts: [{ end: 'accepted' }] });
      }
    },
  );

  it('was taken, whichever try of the provider it is that was deferred', () => {
    expect(after(lost, { event: 'deferred', attempt: null })).toMatchObject({ attempts: [{ end: 'accepted' }] });
  });

  it('was not sent if it was dropped', () => {
    const delivery = after(lost, 'dropped');
    expect(delivery).toMatchObject({ status: 'dropped', reason: null, attempts: [{ end: 'rejected' }] });
    expect(hasFailed(delivery)).toBe(true);
  });

  it('stays so on a word that says nothing', () => {
    expect(after(lost, 'account_status_change')).toMatchObject({ status: 'parked', attempts: [{ end: 'unknown' }] });
  });

  it('keeps its messages while another of its attempts may still arrive', () => {
    const twice = sent('parked', 'unknown', 'unknown');
    const once = after(twice, { event: 'dropped', mail: 'a' });
    expect(once).toMatchObject({ status: 'parked', reason: 'unknown' });
    expect(hasFailed(once)).toBe(false);
    expect(after(once, { event: 'dropped', mail: 'b' }).status).toBe('dropped');
    expect(after(once, { event: 'delivered', mail: 'b' }).status).toBe('delivered');
    expect(hasFailed(after(twice, { event: 'bounce', mail: 'a' }))).toBe(false);
  });

  it('was resent, and one copy dropped, is where the other is', () => {
    const resent = sent('accepted', 'unknown', 'accepted');
    expect(statusAfter(resent, { event: 'dropped', mail: 'first' })).toBe('accepted');
    expect(statusAfter(resent, { event: 'dropped', mail: 'a.filter0001' })).toBe('accepted');
    expect(statusAfter(resent, { event: 'dropped', mail: 'first' }, { event: 'dropped', mail: 'a.filter0001' })).toBe(
      'dropped',
    );
  });

  it.each([
    [['delivered b', 'blocked a'], 'delivered'],
    [['blocked a', 'delivered b'], 'delivered'],
    [['delivered a', 'bounce b'], 'delivered'],
    [['deferred b', 'delivered a', 'bounce a'], 'deferred'],
    [['blocked a'], 'parked'],
    [['blocked a', 'processed b'], 'accepted'],
    [['bounce a', 'blocked b'], 'parked'],
    [['bounce a', 'dropped b'], 'bounced'],
    [['delivered b', 'bounce b', 'delivered b', 'blocked a'], 'parked'],
  ])('was resent, and after %j is where the better copy is: %s', (words, status) => {
    const delivery = after(sent('accepted', 'unknown', 'accepted'), ...words.map(ofCopy));
    expect(delivery.status).toBe(status);
    expect(hasFailed(delivery)).toBe(words.length > 1 && ['parked', 'bounced'].includes(status));
  });

  it('was answered without an id, and one copy failed: the other was taken', () => {
    const resent = unnamed(sent('accepted', 'unknown', 'accepted'));
    for (const failure of ['blocked', 'bounce', 'dropped']) {
      expect(statusAfter(resent, ofCopy(`${failure} b`))).toBe('accepted');
      expect(statusAfter(resent, ofCopy(`${failure} b`), ofCopy('deferred a'))).toBe('deferred');
      expect(hasFailed(after(resent, ofCopy(`${failure} b`), ofCopy(`${failure} a`)))).toBe(true);
    }
    expect(statusAfter(unnamed(accepted), 'dropped')).toBe('dropped');
    expect(statusAfter(sent('accepted', 'accepted', 'accepted'), 'bounce')).toBe('accepted');
  });

  it.each(['blocked', 'bounce', 'dropped'])('keeps its messages after "%s" while it is sent again', (event) => {
    const again = sent('accepted', 'accepted', null);
    expect(hasFailed(after(again, event))).toBe(false);
    expect(hasFailed(after(again, event, ofCopy(`${event} b`)))).toBe(true);
  });

  it('was refused as far as anyone knew, but is reported all the same', () => {
    const refused = sent('superseded', 'refused', 'refused');
    expect(after(refused, { event: 'delivered', attempt: 2 })).toMatchObject({
      status: 'delivered',
      attempts: [{ end: 'refused' }, { end: 'accepted' }],
    });
  });
});

describe('the address', () => {
  it.each([
    ['bounce', null, 'bounced'],
    ['blocked', null, null],
    ['spamreport', null, 'complaint'],
    ['dropped', 'Bounced Address', 'bounced'],
    ['dropped', 'Spam Reporting Address', 'complaint'],
    ['dropped', 'Invalid', 'invalid'],
    ['dropped', 'Invalid SMTPAPI header', null],
    ['dropped', 'Unsubscribed Address', null],
    ['dropped', null, null],
    ['delivered', null, null],
  ] as const)('after %s (%s): %s', (event, detail, suppress) => {
    expect(afterReports(accepted, told({ event, detail }), now).suppress).toEqual(
      suppress && { reason: suppress, detail },
    );
    const known = after(accepted, { event, detail });
    expect(afterReports(known, told({ event, detail }), now).suppress).toBeNull();
  });
});

describe('a mail that a person gave up', () => {
  it('is told of as any other, and asks nobody to act again', () => {
    for (const [event, status] of [
      ['delivered', 'delivered'],
      ['bounce', 'bounced'],
      ['dropped', 'dropped'],
      ['blocked', 'dismissed'],
    ] as const)
      expect(after(dismissed(lost), { event }).status).toBe(status);
    expect(after(dismissed(lost), 'blocked', 'bounce').status).toBe('bounced');
  });
});

it('a mail that was taken over stays superseded, whatever is still said of it', () => {
  const superseded = { ...after(accepted, 'blocked'), status: 'superseded' as const };
  expect(statusAfter(superseded, { event: 'bounce', id: 'late' })).toBe('superseded');
});

/** The copies that there can be: as many as attempts that may have gone out. */
const ledgers = fc
  .constantFrom<[LedgerFacts, number]>(
    [accepted, 1],
    [lost, 1],
    [sent('sending', null), 1],
    [sent('claimed', 'unknown'), 1],
    [sent('claimed', 'refused', 'unknown'), 1],
    [sent('parked', 'unknown', 'unknown'), 2],
    [dismissed(lost), 1],
    [dismissed(sent('parked', 'unknown', 'unknown')), 2],
    [dismissed(after(accepted, 'blocked')), 1],
    [sent('sending', 'unknown', null), 2],
    [sent('accepted', 'unknown', 'accepted'), 2],
    [sent('accepted', 'refused', 'accepted'), 1],
    [sent('accepted', 'accepted', null), 2],
    [unnamed(sent('accepted', 'accepted')), 1],
    [unnamed(sent('accepted', 'unknown', 'accepted')), 2],
    [sent('accepted', 'accepted', 'accepted'), 2],
  )
  .chain(([delivery, copies]) => {
    const mail = fc.constantFrom(...['a', 'b'].slice(0, copies));
    const event = fc.constantFrom(...knownEvents, 'account_status_change');
    const attempt = fc.constant(delivery.attempts.findIndex(({ end }) => end !== 'refused') + 1);
    const report = fc.record({ mail, event, attempt });
    return fc.tuple(fc.constant(delivery), fc.constant(copies), fc.array(report, { maxLength: 8 }));
  })
  .map(([delivery, copies, reports]) => ({ delivery, copies, reports: told(...reports) }))
  .chain(({ delivery, copies, reports }) =>
    fc.record({
      delivery: fc.constant(delivery),
      copies: fc.constant(copies),
      inOrder: fc.constant(reports),
      another: fc
        .array(fc.nat(), { maxLength: 8 })
        .map((again) => [...reports, ...again.flatMap((index) => reports[index % reports.length] ?? [])])
        .chain((repeated) => fc.shuffledSubarray(repeated, { minLength: repeated.length })),
    }),
  );

const furtherAndFurther = ['accepted', 'deferred', 'delivered', 'blocked', 'bounced', 'dropped'];
const failures = ['blocked', 'bounced', 'dropped'];
const betterAndBetter = ['dropped', 'bounced', 'blocked', 'accepted', 'deferred', 'delivered'];

/**
 * One copy only moves forward. Of several, the best counts: a good report about one may only raise the delivery, and a
 * bad report may only lower it, or raise it from one failure to a lesser one.
 */
function isForward(copies: number, { event }: Report, from: string | null, to: string | null): boolean {
  if (from === null || from === to) return true;
  if (to === null) return false;
  // Doubt takes back that a copy was delivered, and makes it no failure.
  if (isDoubt({ event })) return !failures.includes(to);
  if (copies === 1) return furtherAndFurther.indexOf(to) > furtherAndFurther.indexOf(from);
  const isLifted = betterAndBetter.indexOf(to) > betterAndBetter.indexOf(from);
  if (!['blocked', 'bounce', 'dropped'].includes(event)) return isLifted;
  // A drop of a copy that had failed before does not count while another may be taken: then it is no failure either.
  return !isLifted || failures.includes(to) || (event === 'dropped' && to === 'accepted');
}

describe('in whatever order and however often reports come', () => {
  const oneByOne = (delivery: LedgerFacts, reports: readonly Report[]) =>
    reports.reduce((before, report) => afterReports(before, [report], now).delivery, delivery);

  it('the delivery ends where it ends, and so do its messages', () => {
    fc.assert(
      fc.property(ledgers, ({ delivery, inOrder, another }) => {
        const [one, other] = [oneByOne(delivery, inOrder), oneByOne(delivery, another)];
        expect([other.status, other.reason, hasFailed(other)]).toEqual([one.status, one.reason, hasFailed(one)]);
        expect(afterReports(delivery, inOrder, now).delivery.status).toBe(one.status);
      }),
      { numRuns: 3_000 },
    );
  });

  it('it never goes back, and what is known to be accepted stays so', () => {
    fc.assert(
      fc.property(ledgers, ({ delivery, copies, another }) => {
        let before = delivery;
        for (const report of another) {
          const { delivery: now_ } = afterReports(before, [report], now);
          const [from, to] = [standingOf(before), standingOf(now_)];
          expect({ from, to, isForward: isForward(copies, report, from, to) }).toMatchObject({ isForward: true });
          if (before.acceptedAt !== null) expect(now_.acceptedAt).toBe(before.acceptedAt);
          before = now_;
        }
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('an attempt whose answer never came', () => {
  const endsOf = (delivery: LedgerFacts) => toldAttempts(delivery).map(({ end }) => end);

  it('is told as unknown, no longer as under way, once a report on another one has decided', () => {
    const resent = sent('sending', 'unknown', null);
    expect(endsOf(resent)).toEqual(['unknown', null]);
    const { delivery } = afterReports(resent, told('delivered'), now);
    expect(endsOf(delivery)).toEqual(['accepted', 'unknown']);
    expect(toldAttempts(delivery)[1]?.result).toMatch(/another attempt/);
  });
});
