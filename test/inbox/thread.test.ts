import { describe, expect, it } from '@jest/globals';
import type { Message } from '../../packages/client/src/index.ts';
import { type FateFacts, fateOf } from '../../web/inbox/thread/fate.ts';
import { outcomeWords, undeliveredTo } from '../../web/inbox/thread/outcome.ts';
import { quietUntil, zoneOf } from '../../web/inbox/thread/quiet.ts';
import { threadRows } from '../../web/inbox/thread/rows.ts';

const grace = 'grace@example.com';
const noon = Date.parse('2026-01-10T12:00:00Z');
const rules = {
  emailForwarding: 'unreadReplies',
  afterLeavingSeconds: 300,
  paused: false,
  outsideWindow: 'notSent',
} as const;

type Changed = Omit<Partial<FateFacts>, 'conversation'> & {
  readonly email?: string | null;
  readonly suggestedEmail?: string;
  readonly presence?: 'here' | 'left';
  readonly reason?: FateFacts['conversation']['forwarding']['reason'];
  readonly channel?: 'web' | 'messenger' | 'instagram';
  readonly answerUntil?: string;
};

function fate({ email = grace, suggestedEmail, presence = 'here', reason = null, channel = 'web', ...more }: Changed) {
  const { answerUntil, ...facts } = more;
  const conversation = {
    channel: { kind: channel },
    visitor: { email, suggestedEmail: suggestedEmail ?? null, presence: { state: presence } },
    forwarding: { state: 'idle', reason, answerUntil },
  } as FateFacts['conversation'];
  return fateOf({ rules, undelivered: null, wish: 'auto', quietUntil: null, now: noon, ...facts, conversation });
}

describe('what will become of a reply', () => {
  it('is an email some time after the visitor leaves', () => {
    expect(fate({})).toEqual({ kind: 'byEmail', address: grace, when: 'leaving', seconds: 300 });
    expect(fate({ rules: null })).toEqual({ kind: 'byEmail', address: grace, when: 'leaving', seconds: null });
  });

  it('waits for the morning if it is night at the visitor’s, unless the agent sends it now', () => {
    const night = { presence: 'left', quietUntil: '08:00' } as const;
    expect(fate(night)).toEqual({ kind: 'quiet', address: grace, until: '08:00' });
    expect(fate({ ...night, wish: 'now' })).toMatchObject({ kind: 'byEmail', when: 'now' });
    expect(fate({ ...night, presence: 'here' })).toMatchObject({ when: 'leaving' });
  });

  it.each([
    ['22:00', '08:00', 'Europe/Paris', '2026-01-10T21:30:00Z', '08:00'],
    ['22:00', '08:00', 'Europe/Paris', '2026-01-10T06:59:00Z', '08:00'],
    ['22:00', '08:00', 'Europe/Paris', '2026-01-10T07:00:00Z', null],
    ['22:00', '08:00', 'America/Toronto', '2026-01-10T21:30:00Z', null],
    ['12:00', '13:00', 'UTC', '2026-01-10T12:30:00Z', '13:00'],
    ['12:00', '13:00', 'UTC', '2026-01-10T13:30:00Z', null],
    ['00:00', '06:00', 'UTC', '2026-01-10T00:00:00Z', '06:00'],
  ])('knows when quiet hours from %s to %s in %s are: at %s', (from, to, timeZone, at, until) => {
    expect(quietUntil({ from, to }, timeZone, Date.parse(at))).toBe(until);
    expect(quietUntil(null, timeZone, Date.parse(at))).toBeNull();
  });

  it('goes by the account’s clock where the visitor’s is not known, or not to this browser', () => {
    expect([zoneOf('Asia/Tokyo', 'UTC'), zoneOf(null, 'Europe/Paris'), zoneOf('Mars/Olympus', null)]).toEqual([
      ...['Asia/Tokyo', 'Europe/Paris', 'UTC'],
    ]);
  });

  it('is an email soon if they have left, and at once if the agent wants it', () => {
    expect(fate({ presence: 'left' })).toMatchObject({ kind: 'byEmail', when: 'left' });
    expect(fate({ wish: 'now' })).toMatchObject({ kind: 'byEmail', when: 'now' });
  });

  it.each([
    ['the address is not known', { email: null }, { kind: 'noAddress', isHere: true, suggested: null }],
    ['one was written', { email: null, suggestedEmail: grace }, { kind: 'noAddress', isHere: true, suggested: grace }],
    ['the agent wants it so', { wish: 'never' }, { kind: 'chatOnly' }],
    ['forwarding is off', { rules: { ...rules, emailForwarding: 'nothing' } }, { kind: 'forwardingOff' }],
    ['they unsubscribed', { reason: 'unsubscribed' }, { kind: 'stopped', reason: 'unsubscribed', address: grace }],
    [
      'no email goes there',
      { reason: 'addressSuppressed' },
      { kind: 'stopped', reason: 'addressSuppressed', address: grace },
    ],
  ] as const satisfies readonly (readonly [string, Changed, object])[])(
    'is in the chat alone if %s',
    (_, facts, expected) => {
      expect(fate(facts)).toEqual(expected);
      // Sending it at once changes nothing about that.
      if (!('wish' in facts)) expect(fate({ ...facts, wish: 'now' })).toEqual(expected);
    },
  );

  it('is a message on the channel that the visitor writes on, as long as that allows one', () => {
    const open = { channel: 'messenger', answerUntil: '2026-01-10T13:00:00Z' } as const;
    const until = Date.parse(open.answerUntil);
    expect(fate(open)).toEqual({ kind: 'direct', channel: 'messenger', until, emailAfter: null });
    const closed = { channel: 'instagram', reason: 'outsideMessagingWindow' } as const;
    expect(fate(closed)).toEqual({ kind: 'windowClosed', channel: 'instagram' });
    // Nobody tells the page when the time is over.
    expect(fate({ ...open, now: until })).toEqual({ kind: 'windowClosed', channel: 'messenger' });
    const emailed = { ...open, rules: { ...rules, outsideWindow: 'email' } } as const;
    expect(fate(emailed)).toMatchObject({ kind: 'direct', emailAfter: grace });
    expect(fate({ ...emailed, now: until })).toEqual({
      kind: 'emailAfterWindow',
      channel: 'messenger',
      address: grace,
    });
    expect(fate({ ...emailed, now: until, email: null })).toMatchObject({ kind: 'windowClosed' });
    expect(fate({ channel: 'messenger', wish: 'never' })).toEqual({ kind: 'chatOnly' });
  });

  it('is doubtful if the last email came back, and delayed while sending is paused', () => {
    expect(fate({ undelivered: 'bounced' })).toEqual({ kind: 'undelivered', how: 'bounced', address: grace });
    const paused = { ...rules, paused: true };
    expect(fate({ rules: paused })).toEqual({ kind: 'paused', address: grace });
    expect(fate({ rules: paused, channel: 'messenger' })).toEqual({ kind: 'directPaused', channel: 'messenger' });
    const closed = { channel: 'messenger', answerUntil: new Date(noon).toISOString() } as const;
    expect(fate({ rules: paused, ...closed })).toEqual({ kind: 'windowClosed', channel: 'messenger' });
  });
});

const at = (time: string) => `2026-03-02T${time}:00.000Z`;
const mail = (time: string, deliveryId = 'd1', status = 'delivered') => ({
  channel: 'email' as const,
  address: grace,
  at: at(time),
  deliveryId,
  status,
  reason: null,
});

function message(seq: number, time: string, more: Partial<Message> = {}): Message {
  const author = { kind: 'visitor', id: null, name: null, avatarUrl: null } as const;
  const received = { at: at(time), receivedAt: at(time) };
  return { id: `m${seq}`, seq, author, state: 'sent', text: 'Hello', forwardedTo: [], ...received, ...more } as Message;
}
const agent = { kind: 'agent', id: 'ada', name: 'Ada', avatarUrl: null } as const;

const visitor = (leftAt: string | null, channel = 'web') =>
  ({
    channel: { kind: channel },
    visitor: { presence: { state: leftAt === null ? 'here' : 'left', leftAt } },
  }) as Parameters<typeof threadRows>[1];

const drawn = (messages: readonly Message[], leftAt: string | null = null, hasOlder = false) =>
  threadRows(messages, visitor(leftAt), hasOlder).map((row) =>
    row.kind === 'message' ? `${row.isFirst ? 'who: ' : ''}${row.message.id}` : row.kind,
  );

describe('the rows of a thread', () => {
  it('say who wrote, once for what was written together', () => {
    const messages = [
      message(1, '10:00'),
      message(2, '10:01'),
      message(3, '10:02', { author: agent }),
      message(4, '11:00', { author: agent }),
    ];
    expect(drawn(messages)).toEqual(['day', 'who: m1', 'm2', 'who: m3', 'who: m4']);
  });

  it('say when the visitor left and when an email went, where it happened', () => {
    const messages = [
      message(1, '10:00'),
      message(2, '10:01', { author: agent, forwardedTo: [mail('10:07')] }),
      message(3, '10:02', { author: agent, forwardedTo: [mail('10:07')] }),
      message(4, '10:30', { via: 'email' }),
    ];
    expect(drawn(messages, at('10:02'))).toEqual(['day', 'who: m1', 'who: m2', 'm3', 'left', 'emailed', 'who: m4']);
    const [emailed] = threadRows(messages, visitor(null), false).filter(({ kind }) => kind === 'emailed');
    expect(emailed).toMatchObject({ address: grace, count: 2 });
  });

  it('say who was emailed as soon as another message of the same author was not', () => {
    const messages = [
      message(1, '10:00', { author: agent, forwardedTo: [mail('10:00')] }),
      message(2, '10:01', { author: agent }),
    ];
    expect(drawn(messages)).toEqual(['day', 'who: m1', 'emailed', 'who: m2']);
  });

  it('say nothing of a site that the visitor was never on', () => {
    const rows = threadRows([message(1, '10:00')], visitor(at('10:02'), 'messenger'), false);
    expect(rows.map(({ kind }) => kind)).toEqual(['day', 'message']);
  });

  it('begin each day, and leave out what happened before the oldest message that is loaded', () => {
    const next = { at: '2026-03-04T10:00:00.000Z', receivedAt: '2026-03-04T10:00:00.000Z' };
    expect(drawn([message(1, '10:00'), message(2, '10:01', next)])).toEqual(['day', 'who: m1', 'day', 'who: m2']);
    expect(drawn([message(9, '10:00')], at('09:00'), true)).toEqual(['day', 'who: m9']);
  });
});

describe('what became of a message', () => {
  const said = (outcome: Partial<Message['outcome'] & object>, more: Partial<Message> = {}) =>
    outcomeWords(
      message(1, '10:00', {
        author: agent,
        outcome: { state: 'waiting', reason: null, until: null, deliveryId: null, ...outcome },
        ...more,
      }),
      'web',
    );

  it('is said in words, with what one can do about it', () => {
    expect(said({ state: 'mailed', reason: 'delivered' })).toEqual({ words: 'thread.delivered', tone: 'good' });
    expect(said({ state: 'mailed', reason: 'bounced' })).toMatchObject({ tone: 'bad', advice: 'thread.bouncedAdvice' });
    expect(said({ state: 'parked', reason: 'blocked', deliveryId: 'd1' })).toMatchObject({ tone: 'bad', replay: 'd1' });
    expect(said({ state: 'read' }, { readVia: 'email' })).toMatchObject({ words: 'thread.readByEmail' });
  });

  it('is nothing for a visitor’s message, and for one that was taken back before it went anywhere', () => {
    expect(outcomeWords(message(1, '10:00'), 'web')).toBeNull();
    expect(said({ state: 'notMailed', reason: 'deleted' }, { state: 'deleted' })).toBeNull();
  });

  it('names no email where replies go to the visitor’s own account', () => {
    const direct = (outcome: Partial<Message['outcome'] & object>, more: Partial<Message> = {}) =>
      outcomeWords(
        message(1, '10:00', {
          outcome: { state: 'waiting', reason: null, until: null, deliveryId: null, ...outcome },
          ...more,
        }),
        'messenger',
      )?.words;
    const sent = (status: string) => [{ ...mail('10:01', 'd1', status), channel: 'messenger' as const }];
    expect(direct({ state: 'waiting', reason: 'deliveryInFlight' })).toBe('thread.directSoon');
    expect(direct({ state: 'sentDirectly' }, { forwardedTo: sent('accepted'), readVia: null })).toBe('thread.sent');
    expect(direct({ state: 'sentDirectly' }, { forwardedTo: sent('delivered'), readVia: null })).toBe(
      'thread.delivered',
    );
    expect(direct({ state: 'sentDirectly' }, { forwardedTo: sent('delivered'), readVia: 'channel' })).toBe(
      'thread.read',
    );
    expect(direct({ state: 'parked', reason: 'providerBusy', deliveryId: 'd1' })).toBe('thread.directParkedProvider');
    expect(direct({ state: 'notMailed', reason: 'cancelledByAgent' })).toBe('thread.directCancelled');
    expect(direct({ state: 'mailed', reason: 'accepted' }, { forwardedTo: [mail('10:01')] })).toBe('thread.emailed');
  });

  it('warns of an address to which the newest email did not arrive', () => {
    const messages = [
      message(1, '10:00', { forwardedTo: [mail('10:01', 'd1', 'bounced')] }),
      message(2, '10:10', { forwardedTo: [mail('10:11', 'd2', 'delivered')] }),
    ];
    expect([undeliveredTo(messages.slice(0, 1), grace), undeliveredTo(messages, grace)]).toEqual(['bounced', null]);
    expect(undeliveredTo(messages.slice(0, 1), 'other@example.com')).toBeNull();
  });
});
