import { describe, expect, it } from '@jest/globals';
import type { DoneAct } from '../../chaos/acts.ts';
import { count } from '../../chaos/count.ts';
import type { Evidence } from '../../chaos/evidence.ts';
import { marksIn, type ShownDirect, shownDirect, withEndsMarked } from '../../chaos/shown-direct.ts';
import { type DirectCase, directCase, part } from './direct-case.ts';

const good = directCase();
const counted = ({ acts, evidence }: DirectCase, onUnknown: 'resend' | 'park' = 'resend') =>
  count(acts, evidence, { onUnknown });
const none = { lost: 0, neverArrived: 0, doubled: 0, outOfOrder: 0, wronglySent: 0 };
const forged = (evidence: Partial<Evidence>): DirectCase => ({ ...good, evidence: { ...good.evidence, ...evidence } });
const withDirects = (change: (directs: ShownDirect[]) => ShownDirect[]) =>
  forged({ directs: change([...good.evidence.directs]) });
const messages = () => good.evidence.messages.get('m1') ?? [];

it('finds nothing where everything went well, and sees whose part is whose', () => {
  expect(counted(good)).toMatchObject({
    counts: none,
    directs: { messenger: 3 },
    written: 2,
    explainedDirectDoubles: 0,
  });
  expect(good.evidence.directs.map(({ conversation, marks }) => [conversation, marks.length])).toEqual([
    ['m1', 2],
    ['m1', 1],
    ['m1', 1],
  ]);
});

describe('lost', () => {
  it('counts what a visitor wrote that is no message, is another one, or has other words', () => {
    const others = messages().filter(({ text }) => !text.startsWith('m1-v1'));
    const unwritten = counted(forged({ messages: new Map([['m1', others]]) }));
    expect(unwritten.findings.map(({ what }) => what)).toContain('m1-v1 was written on the channel, but is no message');
    const changed = messages().map((one) => (one.text === 'm1-v1: hello' ? { ...one, text: 'm1-v1: what' } : one));
    expect(counted(forged({ messages: new Map([['m1', changed]]) })).counts).toEqual({ ...none, lost: 1 });
  });

  it('counts what somebody answered in Meta’s inbox that is the visitor’s', () => {
    const changed = messages().map((one) =>
      one.text.startsWith('m1-o1') ? { ...one, author: { ...one.author, kind: 'visitor' as const } } : one,
    );
    expect(counted(forged({ messages: new Map([['m1', changed]]) })).counts).toMatchObject({ lost: 1 });
  });
});

describe('never arrived', () => {
  it.each([
    ['no part', () => []],
    ['only its second part', ([, second, third]: ShownDirect[]) => [second!, third!]],
    ['only its first part', ([first, , third]: ShownDirect[]) => [first!, third!]],
  ])('counts a message said to be sent of which %s came', (_, change) => {
    expect(counted(withDirects(change)).counts.neverArrived).toBeGreaterThan(0);
  });

  it('takes a message that waits as explained only behind one that is parked', () => {
    const waits = (before: 'parked' | 'sentDirectly') => {
      const changed = messages().map((one) => {
        if (one.id === 'm1-a2') return { ...one, outcome: outcome('waiting', 'earlierParked') };
        return one.id === 'm1-a1' ? { ...one, outcome: outcome(before, before === 'parked' ? 'unknown' : null) } : one;
      });
      const deliveries = new Map(
        [...good.evidence.deliveries].map(
          ([id, one]) => [id, { ...one, status: before === 'parked' ? 'parked' : one.status }] as const,
        ),
      );
      const { evidence } = withDirects((directs) => directs.slice(0, 2));
      return counted(forged({ ...evidence, deliveries, messages: new Map([['m1', changed]]) })).counts;
    };
    expect(waits('parked')).toEqual(none);
    expect(waits('sentDirectly')).toEqual({ ...none, neverArrived: 1 });
  });
});

const outcome = (state: 'waiting' | 'parked' | 'sentDirectly', reason: 'earlierParked' | 'unknown' | null) => ({
  ...{ state, reason, until: null, deliveryId: 'd1' },
});

describe('doubled', () => {
  const again = (seconds: number) => part('mid-again', 'm1-a1.2: in two days', seconds);
  /** The second part of the first message came twice, as its delivery's attempts say. */
  const twice = (end: 'unknown' | 'accepted', result: string, echoes: Evidence['echoes'] = []): DirectCase => {
    const delivery = good.evidence.deliveries.get('d1')!;
    const [first, second] = delivery.attempts;
    const third = { ...second!, at: new Date(good.startedAt + 20_000).toISOString() };
    const changed = { ...delivery, attempts: [first!, { ...second!, end, result }, third] };
    const { evidence } = withDirects(([one, two, three]) => [
      one!,
      two!,
      again(21),
      { ...three!, acceptedAt: again(22).acceptedAt },
    ]);
    return forged({ ...evidence, echoes, deliveries: new Map([...good.evidence.deliveries, ['d1', changed]]) });
  };

  it('counts a part that came twice, and what it is part of', () => {
    const { counts, findings } = counted(twice('accepted', 'the platform answered 200'));
    expect(counts).toEqual({ ...none, doubled: 1 });
    expect(findings).toMatchObject([
      { conversation: 'm1', messageId: 'm1-a1', what: expect.stringContaining('mid-again') },
    ]);
  });

  it('counts a whole message that came twice once for each part', () => {
    const { directs } = good.evidence;
    const all = withDirects(() => [...directs, ...directs.map((one) => ({ ...one, id: `${one.id}-again` }))]);
    expect(counted(all).counts.doubled).toBe(3);
  });

  it('counts words that came again in another part', () => {
    const more = part('mid-more', 'm1-a2: all right m1-a2.1: and more', 30);
    expect(counted(withDirects((directs) => [...directs, more])).counts.doubled).toBe(1);
  });

  it('explains it if the end of the first was unknown, and the account chose to resend', () => {
    expect(counted(twice('unknown', 'no answer came'))).toMatchObject({ counts: none, explainedDirectDoubles: 1 });
    expect(counted(twice('unknown', 'no answer came'), 'park').counts).toEqual({ ...none, doubled: 1 });
  });

  it('explains it if the echo came only after the second was sent, not before', () => {
    const shown = (seconds: number) =>
      counted(
        twice('accepted', 'the platform showed it as sent', [
          { mid: 'mid-2', takenAt: good.startedAt + seconds * 1_000 },
        ]),
      );
    expect(shown(25)).toMatchObject({ counts: none, explainedDirectDoubles: 1 });
    expect(shown(10).counts).toEqual({ ...none, doubled: 1 });
  });

  it('explains it if the answer could be recorded only after the second was sent, once the attempt was over', () => {
    const { evidence } = twice('accepted', 'the platform answered 200');
    const known = (seconds: number, againAt = 20) => {
      const delivery = evidence.deliveries.get('d1')!;
      const [one, two] = delivery.parts!;
      const parts = [one!, { ...two!, acceptedAt: new Date(good.startedAt + seconds * 1_000).toISOString() }];
      const at = new Date(good.startedAt + againAt * 1_000).toISOString();
      const attempts = delivery.attempts.map((attempt, index) => (index === 2 ? { ...attempt, at } : attempt));
      const deliveries = new Map([...evidence.deliveries, ['d1', { ...delivery, parts, attempts }] as const]);
      return counted(forged({ ...evidence, deliveries }));
    };
    expect(known(22)).toMatchObject({ counts: none, explainedDirectDoubles: 1 });
    expect(known(19).counts).toEqual({ ...none, doubled: 1 });
    // While the first one's answer may still come, nothing may be repeated.
    expect(known(22, 7).counts).toEqual({ ...none, doubled: 1 });
  });

  it('counts what a visitor wrote that is two messages, and an echo that became one', () => {
    const copied = (text: string, from: string) => {
      const original = messages().find((one) => one.text.startsWith(from))!;
      const copy = { ...original, id: 'another', seq: 5, text };
      return counted(forged({ messages: new Map([['m1', [...messages(), copy]]]) })).counts;
    };
    expect(copied('m1-v1: hello', 'm1-v1')).toEqual({ ...none, doubled: 1 });
    expect(copied('m1-a1.2: in two days', 'm1-o1')).toEqual({ ...none, doubled: 1 });
  });
});

describe('out of order', () => {
  it('counts a message that came before an earlier one', () => {
    const { counts, findings } = counted(withDirects(([one, two, three]) => [three!, one!, two!]));
    expect(counts).toEqual({ ...none, outOfOrder: 1 });
    expect(findings).toMatchObject([{ what: 'm1-a1.0 came after m1-a2.0' }]);
  });

  it('counts a part that came before an earlier one', () => {
    const { counts } = counted(withDirects(([one, two, three]) => [two!, one!, three!]));
    expect(counts).toMatchObject({ outOfOrder: 1, neverArrived: 1 });
  });
});

describe('wrongly sent', () => {
  it.each([
    ['of nobody’s words', part('mid-9', 'Hi!', 30)],
    ['of another conversation', part('mid-9', 'm2-a1: hello', 30)],
    ['of what the visitor wrote', part('mid-9', 'm1-v1: hello', 30)],
    ['of what was written in Meta’s inbox', part('mid-9', 'm1-o1: me too', 30)],
    ['with words of two messages', part('mid-9', 'm1-a2: all right m1-a1: and', 30)],
  ])('counts a part %s', (_, wrong) => {
    expect(counted(withDirects((directs) => [...directs, wrong])).counts.wronglySent).toBe(1);
  });

  it('counts a part without an attempt', () => {
    const deliveries = new Map([...good.evidence.deliveries].filter(([id]) => id === 'd1'));
    expect(counted(forged({ deliveries })).counts).toEqual({ ...none, wronglySent: 1 });
  });

  it('counts what was deleted before its attempt, not what was deleted after', () => {
    const deleted = (seconds: number) => {
      const at = good.startedAt + seconds * 1_000;
      const act: DoneAct['act'] = { kind: 'delete', messageId: 'm1-a2' };
      const done = { ...good.acts[0]!, act, sentAt: at - 1, acknowledgedAt: at };
      const gone = messages().map((one) => (one.id === 'm1-a2' ? { ...one, state: 'deleted' as const } : one));
      return counted({ ...forged({ messages: new Map([['m1', gone]]) }), acts: [...good.acts, done] }).counts;
    };
    expect(deleted(5)).toEqual({ ...none, wronglySent: 1 });
    expect(deleted(15)).toEqual(none);
  });

  it('counts an email of what belongs on a channel', () => {
    const mail = {
      ...{ id: 'mail', acceptedAt: 0, deliveryId: 'd9', context: [], html: '' },
      to: 'm1@visitors.example',
    };
    expect(counted(forged({ mails: [{ ...mail, news: ['m1-a1'] }] })).counts).toEqual({ ...none, wronglySent: 1 });
    expect(counted(forged({ mails: [{ ...mail, news: [] }] })).counts).toEqual({ ...none, wronglySent: 1 });
  });
});

it('reads a part from what the platform keeps', () => {
  const kept = { id: 'mid', channel: 'instagram', recipientId: '7000000000000012', text: 'i12-a1.3: so' } as const;
  const receivedAt = '2026-11-27T12:00:00.000Z';
  expect(shownDirect({ ...kept, receivedAt } as Parameters<typeof shownDirect>[0])).toEqual({
    ...{ id: 'mid', acceptedAt: Date.parse(receivedAt), conversation: 'i12', text: 'i12-a1.3: so' },
    marks: [{ messageId: 'i12-a1', number: 3 }],
  });
});

it('takes the end of a sentence that is a part by itself for the next of its message, and once more if it came twice', () => {
  const parts = [
    ['m1', 'm1-a1: the m1-a1.1: so two'],
    ['m2', 'm2-a1: days'],
    ['m1', 'unless be'],
    ['m1', 'unless be'],
    ['m1', 'm1-a2: so'],
    ['m3', 'nobody knows'],
  ].map(([conversation = '', text = ''], index) => ({
    ...{ id: `mid-${index}`, acceptedAt: index, conversation, text },
    marks: marksIn(text),
  }));
  expect(
    withEndsMarked(parts).map(({ marks }) => marks.map(({ messageId, number }) => `${messageId}.${number}`)),
  ).toEqual([['m1-a1.0', 'm1-a1.1'], ['m2-a1.0'], ['m1-a1.2'], ['m1-a1.2'], ['m1-a2.0'], []]);
});
