import { describe, expect, it } from '@jest/globals';
import type { Arrived, ArrivedDirect, ArrivedMail } from '../../dev/example/arrived.ts';
import { differences } from '../../dev/example/compare.ts';
import { readExampleOptions } from '../../dev/example/options.ts';
import type { Row } from '../../dev/example/row.ts';
import { rows } from '../../dev/example/rows.ts';
import { table } from '../../dev/example/table.ts';

const address = 'visitor@example.com';
const personId = '71';
const rowCalled = (what: string): Row => rows.find((row) => row.what === what)!;
const leaver = rowCalled('A at 0, visitor leaves at 1');
const twice = rowCalled('A at 0, leaves at 1, mailed at 6, A at 20');

/** What arrives when all is right: each mail 0.2 s after its minute. */
function asExpected(row: Row): Arrived {
  const mails = row.mails.map(({ at, trigger, news, context = [] }, index): ArrivedMail => {
    const before = row.mails.slice(0, index).map((_, earlier) => `<d${earlier}@acme.example>`);
    const isMarked = context.length > 0 && row.start.choice !== 'transcript';
    return {
      deliveryId: `d${index}`,
      at: at + 0.2 / row.secondsPerMinute,
      trigger,
      news,
      shows: [...context, ...news],
      underNew: isMarked ? news : null,
      messageId: `<d${index}@acme.example>`,
      inReplyTo: before.at(-1) ?? null,
      references: before,
      before,
    };
  });
  const directs = row.directs.map(
    ({ at, says, parts = 1, tag = null }): ArrivedDirect => ({
      ...{ at: at + 0.2 / row.secondsPerMinute, says, parts, tag, isWhole: true, deliveryId: `direct-${says}` },
    }),
  );
  const agents: readonly string[] = ['agentSays', 'agentSaysAtLength', 'agentSaidYesterday', 'answeredInOwnInbox'];
  const count = row.happens.filter(({ kind }) => agents.includes(kind)).length;
  const replies = Array.from({ length: count }, (_, index) => {
    const label = `A${index + 1}`;
    const carriers = mails.filter(({ news }) => news.includes(label));
    const forwardedTo = carriers.map(({ deliveryId }) => ({ address, deliveryId }));
    const outcome = (typeof row.outcome === 'string' ? row.outcome : row.outcome?.[label]) ?? '';
    const onChannel = directs.flatMap(({ says, deliveryId }) =>
      says === label ? [{ address: personId, deliveryId: deliveryId ?? '' }] : [],
    );
    return { label, outcome, forwardedTo: [...forwardedTo, ...onChannel] };
  });
  const found = row.happens.flatMap((one) =>
    one.kind === 'finds' ? [{ at: one.at, expected: one.expected, got: one.expected }] : [],
  );
  return { mails, directs, replies, withoutMail: row.withoutMail, found, address, personId };
}

const withVisitors = ['<d0@acme.example>', '<v1@example.com>'];

const withMail = (row: Row, index: number, change: Partial<ArrivedMail>): Arrived => {
  const right = asExpected(row);
  return { ...right, mails: right.mails.map((mail, at) => (at === index ? { ...mail, ...change } : mail)) };
};

describe('the comparison of what arrived with what was expected', () => {
  it.each(rows)('is content when all is right: $what', (row) => {
    expect(differences(row, asExpected(row))).toEqual([]);
  });

  it('tells a missing mail', () => {
    const found = differences(leaver, { ...asExpected(leaver), mails: [], withoutMail: ['parked: senderRejected'] });
    expect(found).toContain('no email arrived instead of 1');
    expect(found).toContain('deliveries without an email: parked: senderRejected instead of nothing');
  });

  it('tells a mail too many, whatever it carries', () => {
    const { mails, ...right } = asExpected(leaver);
    expect(differences(leaver, { ...right, mails: [...mails, ...mails] })).toContain('2 emails arrived instead of 1');
    const none = rowCalled('A at 0, leaves at 1, agent deletes A at 3');
    expect(differences(none, { ...asExpected(none), mails })).toContain('one email arrived instead of none');
  });

  it.each<[string, Partial<ArrivedMail>, string]>([
    ['too early', { at: 5.9 }, 'email 1 came 0.2 s too early'],
    ['too late', { at: 8 }, 'email 1 came 4.0 s late'],
    ['of another trigger', { trigger: 'inactive' }, 'email 1 trigger: inactive instead of left'],
    ['that carries nothing new', { news: [] }, 'email 1 carries as new: nothing instead of A1'],
    ['that shows another text', { shows: ['A1', 'A2'] }, 'email 1 shows: A1 A2 instead of A1'],
    ['that answers another', { inReplyTo: '<x@y>' }, 'email 1 does not answer the email before it (In-Reply-To)'],
  ])('tells a mail %s', (_, change, difference) => {
    expect(differences(leaver, withMail(leaver, 0, change))).toEqual([difference]);
  });

  it.each<[string, Partial<ArrivedMail>, string]>([
    ['begins a new thread', { inReplyTo: null }, 'email 2 does not answer the email before it (In-Reply-To)'],
    [
      'leaves out what the visitor wrote by email',
      { before: withVisitors, references: withVisitors },
      'email 2 does not answer the email before it (In-Reply-To)',
    ],
    ['refers to nothing', { references: [] }, 'email 2 is not in the thread (References)'],
    ['has no mark before the news', { underNew: null }, 'email 2 marks as new: nothing instead of A2'],
  ])('tells a second mail that %s', (_, change, difference) => {
    expect(differences(twice, withMail(twice, 1, change))).toEqual([difference]);
  });

  it.each<[string, (right: readonly ArrivedDirect[]) => readonly ArrivedDirect[], string]>([
    ['is missing', ([first]) => [first!], 'on the channel came: A1 instead of A1 A2'],
    ['came twice', ([first, second]) => [first!, first!, second!], 'on the channel came: A1 A1 A2 instead of A1 A2'],
    ['came too soon', ([first, second]) => [second!, first!], 'on the channel came: A2 A1 instead of A1 A2'],
    ['came late', ([first, second]) => [{ ...first!, at: 5 }, second!], 'A1 came 6.0 s late'],
    ['came in fewer parts', ([first, second]) => [{ ...first!, parts: 2 }, second!], 'A1 parts: 2 instead of 3'],
    [
      'has a tag',
      ([first, second]) => [{ ...first!, tag: 'HUMAN_AGENT' }, second!],
      'A1 tag: HUMAN_AGENT instead of none',
    ],
    [
      'says something else',
      ([first, second]) => [{ ...first!, isWhole: false }, second!],
      'A1 is not what was written',
    ],
  ])('tells that a message on a channel %s', (_, change, difference) => {
    const row = rowCalled('V on Messenger at 0, a long A at 2, another A at once');
    const right = asExpected(row);
    expect(differences(row, { ...right, directs: change(right.directs) })).toContain(difference);
  });

  it('tells another outcome and a missing "forwarded to"', () => {
    const replies = [{ label: 'A1', outcome: 'waiting: settling', forwardedTo: [] }];
    expect(differences(leaver, { ...asExpected(leaver), replies })).toEqual([
      'A1 became: waiting: settling instead of mailed',
      'A1 is forwarded to: nothing instead of visitor@example.com by d0',
    ]);
  });
});

describe('what the API is asked in the middle of a row', () => {
  const asked = rowCalled('A at 0, leaves at 1: asked on the way');

  it('is compared', () => {
    const right = asExpected(asked);
    const found = right.found.map((one) => (one.at === 3 ? { ...one, got: 'A1 waiting: notIdentified' } : one));
    expect(differences(asked, { ...right, found })).toEqual([
      'at 3: A1 waiting: notIdentified instead of A1 waiting: beforeTrigger',
    ]);
  });

  it('is shown among the mails, in the order of time', () => {
    const text = table([{ row: asked, kind: 'ok', arrived: asExpected(asked) }]);
    expect(text).toMatch(/ 3 A1 waiting: beforeTrigger .*\n.* 6 left: A1 +6\.1 left: A1\n.* 6\.5 A1 mailed /);
  });
});

describe('the table of the example', () => {
  it('shows each row in at most 120 columns, and below it what differs', () => {
    const late = withMail(leaver, 0, { at: 9 });
    const text = table([
      ...rows.map((row) => ({ row, kind: 'ok', arrived: asExpected(row) }) as const),
      { row: leaver, kind: 'differs', arrived: late, differences: ['email 1 came 6.0 s late'] },
      { row: twice, kind: 'error', message: 'fetch failed: connect ECONNREFUSED' },
    ]);
    expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(120);
    expect(text).toMatch(/6 left: A1 +9\.0 left: A1 +DIFFERS\n +> email 1 came 6\.0 s late\n/);
    expect(text).toMatch(/ERROR\n.*\n +> fetch failed: connect ECONNREFUSED$/);
  });
});

describe('the options of the example', () => {
  const picked = (...args: string[]) => readExampleOptions(args, rows).rows.map(({ number }) => number);

  it('plays all rows, or those picked by number or by text', () => {
    expect(picked()).toEqual(rows.map(({ number }) => number));
    expect(picked('--row', '3', '--row', '1')).toEqual([1, 3]);
    expect(picked('--only', 'Transcript', '--row', '1')).toEqual([1, 14]);
  });

  it('plays all rows below a heading', () => {
    const headings = new Set(readExampleOptions(['--only', 'R2 Contact'], rows).rows.map(({ heading }) => heading));
    expect([...headings]).toEqual(['R2 Contact form']);
  });

  it('sends requests to the APIs asked for, and knows how late a mail may be', () => {
    const asked = ['--api', 'http://127.0.0.1:3000/', '--api', 'http://127.0.0.1:3001', '--late', '15'];
    expect(readExampleOptions(asked, rows)).toMatchObject({
      apis: ['http://127.0.0.1:3000', 'http://127.0.0.1:3001'],
      lateSeconds: 15,
    });
    expect(readExampleOptions([], rows)).toMatchObject({ apis: [], lateSeconds: 3 });
    expect(() => readExampleOptions(['--late', 'x'], rows)).toThrow(`--late must be a number of seconds, not 'x'`);
    expect(() => readExampleOptions(['--api', 'x'], rows)).toThrow(`--api must be an address, not 'x'`);
  });

  it('refuses what picks nothing', () => {
    expect(() => picked('--row', '99')).toThrow(`--row must be a number from 1 to ${rows.length}, not '99'`);
    expect(() => picked('--only', 'zebra')).toThrow(`--only: no row contains 'zebra'`);
  });
});
