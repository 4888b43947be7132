import { beforeAll, describe, expect, it } from '@jest/globals';
import { count } from '../../chaos/count.ts';
import type { Evidence } from '../../chaos/evidence.ts';
import type { Message } from '../../src/contract/messages.ts';
import { useApi } from '../support/api-in-process.ts';
import { useCourier } from '../support/courier.ts';
import { type SmallCase, smallCase } from './small-case.ts';

const api = useApi();
const courier = useCourier(api);
let good: SmallCase;
beforeAll(async () => {
  good = await smallCase(api, courier, 'c1');
});

const counted = ({ acts, evidence }: SmallCase, onUnknown: 'resend' | 'park' = 'resend') =>
  count(acts, evidence, { onUnknown });
const none = { lost: 0, neverArrived: 0, doubled: 0, outOfOrder: 0, wronglySent: 0 };

/** The case with some of its evidence forged. */
const forged = (evidence: Partial<Evidence>): SmallCase => ({ ...good, evidence: { ...good.evidence, ...evidence } });
const withMessages = (change: (messages: readonly Message[]) => readonly Message[]) =>
  forged({ messages: new Map([['c1', change(good.evidence.messages.get('c1') ?? [])]]) });
const withMessage = (id: string, changed: Partial<Message>) =>
  withMessages((messages) => messages.map((message) => (message.id === id ? { ...message, ...changed } : message)));
const [mailOf, deliveryOf] = [() => good.evidence.mails[0]!, () => [...good.evidence.deliveries.values()][0]!];

it('finds nothing where everything went well, and sees what the mail shows as new', () => {
  expect(mailOf()).toMatchObject({ news: ['c1-a2'], context: ['c1-v1', 'c1-a1'] });
  expect(counted(good)).toMatchObject({ counts: none, explainedDoubles: 0, messages: 4, mails: 1 });
});

describe('lost', () => {
  it('counts an acknowledged message that is not there, and the place that it leaves', () => {
    const { counts, findings } = counted(withMessages((messages) => messages.filter(({ id }) => id !== 'c1-v1')));
    expect(counts).toEqual({ ...none, lost: 2 });
    expect(findings.map(({ what }) => what)).toEqual([
      'c1-v1 (seq 1) is not there',
      'the places are not 1, 2, 3 …: 2, 3, 4',
    ]);
  });

  it('counts a place that was taken twice, and one behind what came later', () => {
    expect(counted(withMessage('c1-a2', { seq: 2 })).counts.lost).toBeGreaterThan(0);
    const swapped = good.acts.map((done) =>
      done.act.kind !== 'post' || done.seq === null ? done : { ...done, seq: [0, 2, 1, 3, 4][done.seq] ?? 0 },
    );
    expect(counted({ ...good, acts: swapped }).counts.lost).toBeGreaterThan(0);
  });

  it.each([
    ['a deletion', () => withMessage('c1-a3', { state: 'sent', text: 'c1-a3: hello' })],
    ['an edit', () => withMessage('c1-a2', { text: 'c1-a2: something else' })],
    ['a read', () => withConversation({ readUpTo: 1 })],
    ['the whole conversation', () => forged({ conversations: new Map() })],
    [
      'a refused act',
      () => ({ ...good, acts: good.acts.map((done, index) => (index > 0 ? done : { ...done, refused: '404' })) }),
    ],
  ])('counts %s that was acknowledged and is not so', (_, make) => {
    expect(counted(make()).counts).toEqual({ ...none, lost: 1 });
  });

  it('counts a report that was taken and that the delivery knows nothing of', () => {
    const { id: mailId, deliveryId } = mailOf();
    const reports = [{ takenAt: api.now(), event: 'delivered', mailId, deliveryId }];
    expect(counted(forged({ reports })).counts).toEqual({ ...none, lost: 1 });
  });

  it('counts a drop that the delivery does not show, unless an earlier attempt may have gone through', () => {
    const { id: mailId, deliveryId } = mailOf();
    const reports = [{ takenAt: api.now(), event: 'dropped', mailId, deliveryId }];
    const [attempt] = deliveryOf().attempts;
    const told = { event: 'dropped', at: attempt!.at, attempt: 1, detail: 'Bounced Address' };
    const delivery = { ...deliveryOf(), reports: [told] };
    const dropped = (changed: Partial<typeof delivery>) =>
      counted(forged({ reports, deliveries: new Map([[delivery.id, { ...delivery, ...changed }]]) })).counts;
    const attempts = [{ ...attempt!, end: 'unknown' as const }, attempt!];
    expect(dropped({})).toEqual({ ...none, lost: 1 });
    expect(dropped({ attempts })).toEqual(none);
    expect(dropped({ attempts, reports: [] })).toEqual({ ...none, lost: 1 });
  });
});

const withConversation = (changed: { readUpTo: number }) =>
  forged({ conversations: new Map([['c1', { ...good.evidence.conversations.get('c1')!, ...changed }]]) });

describe('never arrived', () => {
  it('counts a reply that is said to be mailed, when the provider has no mail with it', () => {
    expect(counted(forged({ mails: [] })).counts).toEqual({ ...none, neverArrived: 1 });
  });

  it.each([
    { state: 'waiting', reason: 'settling' },
    { state: 'waiting', reason: 'notIdentified' },
    { state: 'sending', reason: null },
    { state: 'read', reason: null },
    { state: 'notMailed', reason: 'deleted' },
    { state: 'parked', reason: 'unknown' },
  ] as const)('counts a reply that is at last $state: $reason, which explains nothing', (outcome) => {
    const changed = { outcome: { until: null, deliveryId: deliveryOf().id, ...outcome } };
    expect(counted(withMessage('c1-a2', changed)).counts).toEqual({ ...none, neverArrived: 1 });
  });
});

describe('doubled', () => {
  const twice = () => [mailOf(), { ...mailOf(), id: 'again', acceptedAt: mailOf().acceptedAt + 60_000 }];
  const resent = (end: 'unknown' | 'accepted' = 'unknown', result = 'the answer did not come') => {
    const [attempt] = deliveryOf().attempts;
    const again = { ...attempt!, at: new Date(api.now() + 59_000).toISOString() };
    const delivery = { ...deliveryOf(), attempts: [{ ...attempt!, end, result }, again] };
    return forged({ mails: twice(), deliveries: new Map([[delivery.id, delivery]]) });
  };

  it('counts a reply that two mails show as new', () => {
    const { counts, findings } = counted(forged({ mails: twice() }));
    expect(counts).toEqual({ ...none, doubled: 1 });
    expect(findings).toMatchObject([{ conversation: 'c1', messageId: 'c1-a2', mails: twice() }]);
  });

  it('explains it if the outcome of the first was unknown and the account chose to resend', () => {
    expect(counted(resent())).toMatchObject({ counts: none, explainedDoubles: 1 });
    expect(counted(resent(), 'park').counts).toEqual({ ...none, doubled: 1 });
  });

  it('also explains it if a report came only after the second was sent, not before', () => {
    const { id: mailId, deliveryId } = mailOf();
    const reportedAt = (seconds: number) => {
      const reports = [{ takenAt: api.now() + seconds * 1_000, event: 'processed', mailId, deliveryId }];
      return counted(forged({ ...resent('accepted', 'the provider reported processed').evidence, reports }));
    };
    expect(reportedAt(90)).toMatchObject({ counts: none, explainedDoubles: 1 });
    expect(reportedAt(5).counts).toEqual({ ...none, doubled: 1 });
    expect(counted(resent('accepted', 'the provider answered 202')).counts).toEqual({ ...none, doubled: 1 });
  });

  it('does not explain it where the provider had reported the first', () => {
    const { id: mailId, deliveryId } = mailOf();
    const reports = [{ takenAt: api.now() + 5_000, event: 'processed', mailId, deliveryId }];
    const { evidence } = resent();
    expect(counted(forged({ ...evidence, reports })).counts).toEqual({ ...none, doubled: 1 });
  });

  it('lets a reply be mailed again of which the first mail bounced', () => {
    const { id: mailId, deliveryId } = mailOf();
    const reports = [{ takenAt: api.now() + 5_000, event: 'bounce', mailId, deliveryId }];
    expect(counted(forged({ mails: twice(), reports })).counts.doubled).toBe(0);
  });
});

describe('a reply by email', () => {
  const text = 'c1-e1: thank you';
  const act = { kind: 'replyByMail', messageId: 'c1-e1', text, client: 'gmail' } as const;
  const replied = (texts: readonly string[], isAccepted = true): SmallCase => {
    const done = { ...good.acts[0]!, act, inboundId: 'i1' };
    const messages = good.evidence.messages.get('c1') ?? [];
    const more = texts.map((said, index) => ({
      ...messages[0]!,
      ...{ id: `email-${index}`, seq: messages.length + 1 + index, via: 'email' as const, text: said },
    }));
    const acceptedReplies = new Set(isAccepted ? ['i1'] : []);
    const { evidence } = forged({ messages: new Map([['c1', [...messages, ...more]]]), acceptedReplies });
    return { acts: [...good.acts, done], evidence };
  };

  it('is there once, with its words', () => {
    expect(counted(replied([text]))).toMatchObject({ counts: none, replies: 1 });
    expect(counted(replied(['c1-e1: thank\nyou'])).counts).toEqual(none);
  });

  it('is lost if it was accepted and is no message, or has other words', () => {
    expect(counted(replied([])).counts).toEqual({ ...none, lost: 1 });
    expect(counted(replied([`${text} On Thu Ada wrote:`])).counts).toEqual({ ...none, lost: 1 });
    expect(counted(replied([], false)).counts).toEqual(none);
  });

  it('is doubled if it is two messages', () => {
    expect(counted(replied([text, text])).counts).toEqual({ ...none, doubled: 1 });
  });
});

describe('wrongly sent', () => {
  /** An act of the visitor or agent, as if it had been acknowledged this long before the attempt. */
  const before = (act: SmallCase['acts'][number]['act'], upTo: number | null, ms: number): SmallCase => {
    const at = Date.parse(deliveryOf().attempts[0]!.at) - ms;
    const done = {
      conversation: 'c1',
      act,
      sentAt: at - 1,
      acknowledgedAt: at,
      seq: null,
      upTo,
      tries: 1,
      unanswered: 0,
      refused: null,
    };
    return { ...withConversation({ readUpTo: upTo ?? 2 }), acts: [...good.acts, done] };
  };

  it('counts a mail whose news was read before the attempt, but not after', () => {
    const read = { kind: 'read', butLast: 0 } as const;
    expect(counted(before(read, 3, 1)).counts).toEqual({ ...none, wronglySent: 1 });
    expect(counted(before(read, 3, -1)).counts).toEqual(none);
  });

  it('counts a mail that shows what was deleted before, as news or as context', () => {
    const isThere = { lost: 1 }; // It is forged: the message is still there.
    for (const messageId of ['c1-a2', 'c1-a1'])
      expect(counted(before({ kind: 'delete', messageId }, null, 1)).counts).toEqual({
        ...none,
        ...isThere,
        wronglySent: 1,
      });
  });

  it('judges a mail that was sent again by when it was composed, which was before the first attempt', () => {
    const [attempt] = deliveryOf().attempts;
    const again = { ...attempt!, at: new Date(Date.parse(attempt!.at) + 59_000).toISOString(), end: null };
    const sentAgain = (end: 'unknown' | 'accepted' | 'refused') => {
      const delivery = { ...deliveryOf(), attempts: [{ ...attempt!, end }, again] };
      const mails = [{ ...mailOf(), acceptedAt: Date.parse(again.at) + 1_000 }];
      const deleted = before({ kind: 'delete', messageId: 'c1-a1' }, null, -10_000);
      const evidence = { ...deleted.evidence, mails, deliveries: new Map([[delivery.id, delivery]]) };
      return counted({ ...deleted, evidence }).counts.wronglySent;
    };
    expect(sentAgain('unknown')).toBe(0);
    expect(sentAgain('accepted')).toBe(0); // A report told so, after the second attempt had begun.
    expect(sentAgain('refused')).toBe(1);
  });

  it.each([
    ['to another address', () => ({ to: 'c2@visitors.example' })],
    ['with news that its delivery does not carry', () => ({ news: ['c1-a2', 'c1-a1'], context: [] })],
    ['with a message of another conversation', () => ({ context: ['c2-v1'] })],
    ['of no delivery', () => ({ deliveryId: 'unheard-of', news: [] })],
    ['before any attempt was noted', () => ({ acceptedAt: 0 })],
  ])('counts a mail %s', (_, changed) => {
    expect(counted(forged({ mails: [{ ...mailOf(), ...changed() }] })).counts.wronglySent).toBeGreaterThan(0);
  });
});
