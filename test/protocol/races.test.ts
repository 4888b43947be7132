import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { AttemptTooLateError, deliver } from '../../src/activities/deliver.ts';
import { nextForwarding } from '../../src/policy/forwarding/forwarding.ts';
import { accountFacts } from '../../src/store/accounts/accounts.ts';
import { limitOf, takeAddress } from '../../src/store/addresses/address-limits.ts';
import { addSuppression } from '../../src/store/addresses/suppressions.ts';
import { takeOverdueAlarms } from '../../src/store/conversations/alarms.ts';
import { putConversation } from '../../src/store/conversations/conversations.ts';
import { postMessage } from '../../src/store/conversations/messages.ts';
import { recordEnd } from '../../src/store/deliveries/attempt-ends.ts';
import { noteAttempt } from '../../src/store/deliveries/attempts.ts';
import { readForAttempt } from '../../src/store/deliveries/for-attempt.ts';
import { look } from '../../src/store/deliveries/look.ts';
import type { Store } from '../../src/store/mongo/store.ts';
import { inTransaction } from '../../src/store/mongo/transaction.ts';
import { collected } from '../support/collected.ts';
import { openTestStore } from '../support/test-store.ts';
import { setUp } from './create-world.ts';
import { empty, readTruth } from './real-ground.ts';
import { agentId, deliverTimeoutMs, ref, sendTimeoutMs, start } from './world.ts';

const author = { kind: 'agent' as const, id: agentId, name: null };
const dueAt = start + 300_000;

let store: Store;
let now = start;
let mails: string[] = [];
/** What happens while the provider is called. */
let whileSending: () => Promise<unknown> = async () => {};

const say = (id: string, conversationId = ref.conversationId) =>
  postMessage(store, { ...ref, conversationId }, { id, author, text: `reply ${id}` }, now);
const looks = () => look({ store, clock: () => now, deliverTimeoutMs }, ref, []);
const delivers = (deliveryId: string) => {
  const send = async (body: string) => {
    mails.push(body);
    await whileSending();
    return { kind: 'accepted', providerMessageId: null, status: 202, code: null, message: '', detail: null } as const;
  };
  const waker = {
    wake: async () => {},
    wakeFanOut: async () => {},
    wakeBulkReplay: async () => {},
    wakeInbound: async () => {},
    wakeRestoreLink: async () => {},
    wakeAgentEmail: async () => {},
    wakeWebhook: async () => {},
  };
  const log = pino({ level: 'silent' });
  return deliver(
    {
      store,
      sender: { send },
      waker,
      clock: () => now,
      log,
      sendTimeoutMs,
      deliverTimeoutMs,
      probeKey: async () => 'taken' as const,
      probeEveryMs: 60_000,
    },
    ref,
    deliveryId,
  );
};

/** Makes a reply that is due and claimed; returns the delivery. */
async function claimed(): Promise<string> {
  await say('a');
  now = dueAt;
  const next = await looks();
  if (next.kind !== 'deliver') throw new Error(`the look answered ${next.kind}`);
  return next.deliveryId;
}

beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());
beforeEach(async () => {
  now = start;
  mails = [];
  whileSending = async () => {};
  await empty(store);
  await setUp(store, { clients: {}, visitorLeft: true });
});

describe('at the same time', () => {
  it('ten replies take ten places in the order, and the alarm is no later than their mail', async () => {
    await Promise.all(Array.from({ length: 10 }, (_, index) => say(`m${index}`)));
    const { messages, conversation } = await readTruth(store);
    expect(messages.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(conversation.pending).toHaveLength(10);
    expect(conversation.alarm?.at).toBe(dueAt);
  });

  it('the same message posted eight times takes one place', async () => {
    const posted = await Promise.all(Array.from({ length: 8 }, () => say('same')));
    expect(posted.filter((post) => post?.isNew)).toHaveLength(1);
    expect(posted.map((post) => post?.message.seq)).toEqual(Array(8).fill(1));
    expect((await readTruth(store)).conversation.lastSeq).toBe(1);
  });

  it('a look never overwrites a reply: after both, the alarm is no later than its mail', async () => {
    for (let round = 1; round <= 30; round += 1) {
      now += 1_000;
      await Promise.all([looks(), say(`r${round}`), looks()]);
      const { conversation, account } = await readTruth(store);
      expect(conversation.lastSeq).toBe(round);
      expect(conversation.pending).toHaveLength(round);
      const due = nextForwarding(conversation, accountFacts(account), now);
      expect(due.kind === 'due' && conversation.alarm !== null && conversation.alarm.at <= due.at).toBe(true);
    }
  });

  it('six looks at a due reply claim it once', async () => {
    await say('a');
    now = dueAt;
    const answers = await Promise.all(Array.from({ length: 6 }, looks));
    const { deliveries } = await readTruth(store);
    expect(deliveries).toHaveLength(1);
    for (const next of answers) expect(next).toMatchObject({ kind: 'deliver', deliveryId: deliveries[0]?.id });
  });

  it('of three sweepers each overdue alarm is taken by one', async () => {
    const ids = Array.from({ length: 12 }, (_, index) => `c${index}`);
    for (const conversationId of ids) {
      await putConversation(store, { ...ref, conversationId }, { visitor: { email: 'visitor@example.com' } }, now);
      await say('a', conversationId);
    }
    now += 5_000;
    const taken = (await Promise.all([1, 2, 3].map(() => collected(takeOverdueAlarms(store, now, 50))))).flat();
    expect(taken.map((alarm) => alarm.ref.conversationId).sort()).toEqual([...ids].sort());
    expect(await collected(takeOverdueAlarms(store, now + 59_000, 50))).toEqual([]);
    expect(await collected(takeOverdueAlarms(store, now + 60_000, 50))).toHaveLength(12);
  });

  it('two couriers of one delivery send one mail', async () => {
    const deliveryId = await claimed();
    await Promise.all([delivers(deliveryId), delivers(deliveryId)]);
    expect(mails).toHaveLength(1);
    expect((await readTruth(store)).deliveries).toMatchObject([{ status: 'accepted' }]);
  });
});

describe('what changes while an email is composed', () => {
  const address = 'visitor@example.com';
  const noteOf = (at: number) => ({
    ...{ to: address, newsSeqs: [1], subject: '', messageId: 'm', request: '{}' },
    attempt: {
      ...{ id: 'one', at, giveUpAt: at + sendTimeoutMs, overAt: at + deliverTimeoutMs },
      ...{ end: null, endedAt: null, result: null },
    },
  });
  async function readNow() {
    const read = await readForAttempt(store, ref, await claimed(), now);
    if (read === null) throw new Error('there is nothing to attempt');
    return read;
  }

  it('stops it: a suppression that was added meanwhile, if that took long', async () => {
    const read = await readNow();
    const by = { kind: 'key', id: 'key' } as const;
    await addSuppression(store, { accountId: ref.accountId, address, detail: null, by, now });
    expect(await noteAttempt(store, read, noteOf(now + 501))).toBe('changed');
    const { conversation, deliveries } = await readTruth(store);
    expect(deliveries).toMatchObject([{ status: 'claimed', attempts: [] }]);
    expect(conversation.suppressed).toBe('manual');
    await store.suppressions.deleteMany({});
  });

  it('stops it: the last place of its address that another conversation has taken', async () => {
    for (let other = 1; other <= 4; other += 1) await takePlace(`other ${other}`);
    const read = await readNow();
    await takePlace('the fifth');
    expect(await noteAttempt(store, read, noteOf(now))).toBe('changed');
    const again = await readForAttempt(store, ref, read.delivery.id, now);
    expect(again && (await noteAttempt(store, again, noteOf(now)))).toBe('limited');
    expect((await readTruth(store)).deliveries).toMatchObject([
      { status: 'withdrawn', attempts: [], withdrawn: { reason: 'addressLimited' } },
    ]);
  });

  const takePlace = (conversationId: string) => {
    const toMail = { ref: { ...ref, conversationId }, address, now: dueAt };
    return inTransaction(store, async (session) =>
      takeAddress(store, toMail, await limitOf(store, toMail, session), session),
    );
  };
});

describe('a courier that comes late', () => {
  it('sends nothing once the mail is accepted', async () => {
    const deliveryId = await claimed();
    await delivers(deliveryId);
    expect((await delivers(deliveryId)).kind).not.toBe('deliver');
    expect(mails).toHaveLength(1);
  });

  it('wins with an acceptance over a look that gave its attempt up', async () => {
    const deliveryId = await claimed();
    whileSending = async () => {
      now += deliverTimeoutMs;
      await looks();
      expect((await readTruth(store)).deliveries[0]?.attempts[0]?.end).toBe('unknown');
    };
    await expect(delivers(deliveryId)).rejects.toThrow(AttemptTooLateError);
    const { deliveries, conversation, messages } = await readTruth(store);
    expect(deliveries).toMatchObject([{ status: 'accepted' }]);
    expect(conversation).toMatchObject({ openDelivery: null, parked: 0, unknown: 0, pending: [] });
    expect(messages[0]?.forwardedTo).toHaveLength(1);
  });

  it('changes nothing with a refusal once a look gave its attempt up', async () => {
    const deliveryId = await claimed();
    whileSending = async () => {
      now += deliverTimeoutMs;
      await looks();
      const refused = { kind: 'refused', reason: 'providerBusy', retryAfterSeconds: null, result: '' } as const;
      const before = await readTruth(store);
      await recordEnd(
        { store, clock: () => now, deliverTimeoutMs },
        { ref, deliveryId, number: 1, end: refused, heardBy: 'workflow' },
      );
      expect(await readTruth(store)).toEqual(before);
      throw new Error('the worker dies');
    };
    await expect(delivers(deliveryId)).rejects.toThrow('the worker dies');
    expect((await readTruth(store)).deliveries).toMatchObject([{ status: 'unknown' }]);
  });
});
