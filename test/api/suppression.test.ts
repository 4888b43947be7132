import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Chat } from '../../dev/chat.ts';
import type { SuppressionReason } from '../../src/contract/suppressions.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { useCourier } from '../support/courier.ts';
import { eventually } from '../support/eventually.ts';
import { suppressedElsewhere } from '../support/suppressed.ts';
import { dueReply, replyIsDue } from './due-reply.ts';
import { changesNothing, expectProblem } from './problem.ts';

const api = useApi();
const courier = useCourier(api);
let acme: ApiAccount;
beforeAll(async () => {
  acme = await api.account();
});

let chat: Chat;
let address: string;
let count = 0;
beforeEach(async () => {
  count += 1;
  address = `visitor-${count}@example.com`;
  chat = acme.chat.conversation(`c${count}`);
  await chat.begin({ email: address });
});
const look = (...reasons: 'retryDelivery'[]) => courier.look(acme, chat.id, ...reasons);
/** A report of the provider's arrived, of a mail of another conversation. */
const suppressed = (reason: SuppressionReason = 'bounced', of = address) =>
  suppressedElsewhere({ store: api.store, accountId: acme.id, now: api.now() }, of, reason);
const lifted = (of = address) => acme.call('DELETE', `/v1/suppressions/${encodeURIComponent(of)}`);
const mailIsDue = () => replyIsDue(api, chat);
const outcome = async () => (await chat.messages())[0]?.outcome;
const notMailed = { state: 'notMailed', reason: 'addressSuppressed', deliveryId: null };

describe('a suppressed address', () => {
  it.each(['bounced', 'complaint', 'invalid', 'notMe'] as const)(
    '(%s) gets no mail, and the inbox says why',
    async (reason) => {
      await suppressed(reason);
      await mailIsDue();
      expect(await look()).toMatchObject({
        kind: 'idle',
        state: 'idle',
        why: expect.stringContaining('suppressed'),
      });
      expect(await acme.chat.deliveries(`?conversation=${chat.id}`)).toEqual([]);
      expect(await outcome()).toMatchObject(notMailed);
      expect((await chat.get()).forwarding).toEqual({
        state: 'idle',
        dueAt: null,
        trigger: null,
        reason: 'addressSuppressed',
      });
    },
  );

  it('is the same one in capitals', async () => {
    await suppressed('bounced', address.toUpperCase());
    await mailIsDue();
    await look();
    expect(await courier.mails(address)).toEqual([]);
    expect(await outcome()).toMatchObject(notMailed);
  });

  it('is known in a conversation that an older version has written, which keeps no digest of it', async () => {
    await mailIsDue();
    await suppressed();
    await api.store.conversations.updateOne(
      { accountId: acme.id, id: chat.id },
      { $unset: { addressDigest: 1 }, $set: { suppressed: null } },
    );
    await look();
    expect(await acme.chat.deliveries(`?conversation=${chat.id}`)).toEqual([]);
    expect(await outcome()).toMatchObject(notMailed);
  });

  it('is one of this account alone', async () => {
    await suppressed();
    const elsewhere = await dueReply(api, { id: chat.id, visitor: { email: address } });
    await courier.look(elsewhere.account, chat.id);
    expect(await courier.mails(address)).toHaveLength(1);
  });

  it('is shown at once where it is given to a conversation, before anybody answers', async () => {
    await suppressed('bounced', 'gone@example.com');
    await chat.identify('gone@example.com');
    expect((await chat.get()).forwarding).toMatchObject({ state: 'idle', reason: 'addressSuppressed' });
    const begun = acme.chat.conversation(`begun-${count}`);
    await begun.begin({ email: 'gone@example.com' });
    expect((await begun.get()).forwarding).toMatchObject({ state: 'idle', reason: 'addressSuppressed' });
    await chat.identify(address);
    expect((await chat.get()).forwarding).toMatchObject({ state: 'idle', reason: null });
  });

  it('written in a message is shown too', async () => {
    await suppressed();
    const anonymous = acme.chat.conversation(`anonymous-${count}`);
    await anonymous.begin();
    await anonymous.visitorSays(`Write to ${address} please`);
    expect((await anonymous.get()).forwarding.reason).toBe('addressSuppressed');
  });

  it('gets what waited once the suppression is lifted', async () => {
    await suppressed();
    await mailIsDue();
    await look();
    expect((await lifted()).status).toBe(204);
    expect(api.woken).toContain(`all of ${acme.id}`);
    await courier.fanOut(acme);
    expect((await chat.get()).forwarding).toMatchObject({ state: 'waiting', trigger: 'left' });
    expect(courier.woken).toContain(`${chat.id} visitorIdentified`);
    await look();
    expect(await courier.mails(address)).toHaveLength(1);
  });

  it('is mailed again although nothing waited for it when the suppression was lifted', async () => {
    await suppressed();
    await chat.identify('elsewhere@example.com');
    await chat.identify(address);
    expect((await chat.get()).forwarding.reason).toBe('addressSuppressed');
    await lifted();
    await courier.fanOut(acme);
    expect((await chat.get()).forwarding.reason).toBeNull();
    await mailIsDue();
    await look();
    expect(await courier.mails(address)).toHaveLength(1);
  });

  it('corrected to another gets the mail there', async () => {
    await suppressed();
    await mailIsDue();
    await look();
    await chat.identify(`right-${address}`);
    await look();
    expect(await courier.mails(address)).toEqual([]);
    expect(await courier.mails(`right-${address}`)).toHaveLength(1);
  });

  it('is noticed by other conversations that wait for it', async () => {
    await mailIsDue();
    expect(await suppressed()).toBe(true);
    expect(await outcome()).toMatchObject({ state: 'waiting' });
    await courier.fanOut(acme);
    expect(await outcome()).toMatchObject(notMailed);
  });
});

describe('an open delivery', () => {
  it('is withdrawn at its next attempt, and its news waits on', async () => {
    await courier.fault(address, '500');
    await mailIsDue();
    await look();
    await suppressed();
    api.pass(15);
    expect(await look()).toMatchObject({ kind: 'idle' });
    expect(await courier.mails(address)).toEqual([]);
    expect(await acme.chat.deliveries(`?conversation=${chat.id}`)).toMatchObject([
      { status: 'withdrawn', withdrawn: { reason: 'addressSuppressed' } },
    ]);
    expect(await outcome()).toMatchObject(notMailed);
    await lifted();
    await courier.fanOut(acme);
    await look();
    expect(await courier.mails(address)).toHaveLength(1);
  });

  it('is parked instead of repeated if its outcome is unknown', async () => {
    await courier.fault(address, 'timeoutBeforeAccept');
    await mailIsDue();
    await look();
    const [delivery] = await acme.chat.deliveries(`?conversation=${chat.id}`);
    await suppressed();
    api.pass(1_801);
    await look();
    expect(await acme.chat.delivery(delivery!.id)).toMatchObject({ status: 'parked', reason: 'changedWhileUnknown' });
    expect(await courier.mails(address)).toEqual([]);
  });
});

describe('a failed mail', () => {
  const failed = async () => {
    await courier.fault(address, '400');
    await mailIsDue();
    await look();
    return (await acme.chat.deliveries(`?conversation=${chat.id}`))[0]!.id;
  };

  it('goes to the corrected address by itself', async () => {
    await failed();
    expect(await look()).toMatchObject({ kind: 'idle', state: 'parked' });
    await chat.identify(`right-${address}`);
    await look();
    expect(await courier.mails(`right-${address}`)).toHaveLength(1);
  });

  it.each(['same', 'capitals'] as const)('does not go to the %s once more', async (given) => {
    await failed();
    await chat.identify(given === 'same' ? address : address.toUpperCase());
    expect(await look()).toMatchObject({ kind: 'idle', state: 'parked' });
    expect(await courier.mails(address)).toEqual([]);
  });

  it('is not replayed to a suppressed address', async () => {
    const id = await failed();
    await suppressed();
    const replay = () => acme.call('POST', `/v1/deliveries/${id}/replay`);
    expectProblem(await changesNothing(api, replay), 409, 'suppressed');
    await look('retryDelivery');
    expect(await acme.chat.delivery(id)).toMatchObject({ status: 'parked' });
    await chat.identify(`right-${address}`);
    expect((await replay()).status).toBe(202);
    await look();
    expect(await courier.mails(`right-${address}`)).toHaveLength(1);
  });
});

describe('GET /v1/suppressions', () => {
  it('lists them, newest first, in pages', async () => {
    const other = await api.account();
    for (const name of ['a', 'b', 'c']) {
      await suppressedElsewhere({ store: api.store, accountId: other.id, now: api.now() }, `${name}@example.com`);
      api.pass(1);
    }
    const first = (await other.call('GET', '/v1/suppressions?limit=2')).body;
    expect(first.items).toMatchObject([{ address: 'c@example.com' }, { address: 'b@example.com' }]);
    const second = (await other.call('GET', `/v1/suppressions?limit=2&cursor=${first.nextCursor}`)).body;
    expect(second).toMatchObject({ items: [{ address: 'a@example.com' }], nextCursor: null });
  });

  it('finds one in any spelling, with its reason and origin', async () => {
    await suppressed('complaint', `Ada-${address}`);
    const found = await acme.call('GET', `/v1/suppressions?address=ADA-${encodeURIComponent(address)}`);
    expect(found.body.items).toEqual([
      {
        ...{ address: `ada-${address}`, reason: 'complaint', detail: null, by: null, at: api.iso() },
        ...{ conversationId: 'elsewhere', deliveryId: 'd1' },
      },
    ]);
    expect((await acme.call('GET', '/v1/suppressions?address=nobody@example.com')).body.items).toEqual([]);
    expectProblem(await acme.call('GET', '/v1/suppressions?address=ada'), 422, 'invalid-request', ['address']);
  });

  it('keeps the first reason, but for "not me", which its reader may take back', async () => {
    const reasonAfter = async (...reasons: SuppressionReason[]) => {
      for (const reason of reasons) await suppressed(reason);
      const { items } = (await acme.call('GET', `/v1/suppressions?address=${address}`)).body;
      await lifted();
      return items.map((item) => (item as { reason?: string }).reason);
    };
    expect(await reasonAfter('bounced', 'complaint', 'notMe')).toEqual(['bounced']);
    expect(await reasonAfter('notMe', 'bounced')).toEqual(['bounced']);
  });
});

describe('PUT /v1/suppressions/{address}', () => {
  const added = (detail: string | null = 'asked by phone', of = address) =>
    acme.call('PUT', `/v1/suppressions/${encodeURIComponent(of)}`, { detail });

  it('stops the emails to an address, in any spelling, and says who did it and why', async () => {
    await mailIsDue();
    const { status, body } = await added('asked by phone', address.toUpperCase());
    expect([status, body]).toMatchObject([
      201,
      { address, reason: 'manual', detail: 'asked by phone', by: { kind: 'key' }, conversationId: null },
    ]);
    expect(api.woken).toContain(`all of ${acme.id}`);
    await courier.fanOut(acme);
    expect(await outcome()).toMatchObject(notMailed);
    const { items } = (await acme.call('GET', '/v1/audit?action=suppression.added')).body;
    expect(items[0]).toMatchObject({ object: { kind: 'suppression', id: null } });
    expect(JSON.stringify(items)).not.toContain('@');
    await lifted();
    await courier.fanOut(acme);
    await look();
    expect(await courier.mails(address)).toHaveLength(1);
  });

  it('leaves one that is suppressed already as it is, until a report says more', async () => {
    await suppressed('complaint');
    expect(await added()).toMatchObject({ status: 200, body: { reason: 'complaint', by: null } });
    await lifted();
    await added();
    await suppressed('notMe');
    expect(await added(null)).toMatchObject({ status: 200, body: { reason: 'manual', detail: 'asked by phone' } });
    await suppressed('bounced');
    expect(await added()).toMatchObject({ status: 200, body: { reason: 'bounced', by: null } });
  });
});

describe('DELETE /v1/suppressions/{address}', () => {
  const listed = async () => (await acme.call('GET', `/v1/suppressions?address=${address}`)).body.items.length;

  it("takes the address off the provider's lists too, so that its next mail goes out", async () => {
    await courier.fault(address, 'bounce');
    await mailIsDue();
    await look();
    await eventually(() => courier.providerDrops(address), Boolean);
    await suppressed();
    expect((await lifted(address.toUpperCase())).status).toBe(204);
    expect(await courier.providerDrops(address)).toBe(false);
    expect(await listed()).toBe(0);
  });

  it('is harmless for an address that the provider does not know', async () => {
    await suppressed('notMe');
    expect((await lifted()).status).toBe(204);
  });

  it('leaves it suppressed while the provider is away, and can then be repeated', async () => {
    await suppressed();
    courier.leave();
    const refused = await changesNothing(api, () => lifted());
    expectProblem(refused, 503, 'provider-away');
    expect(refused.headers.get('retry-after')).toBe('30');
    expect(refused.body.detail).not.toContain(address);
    courier.comeBack();
    expect((await lifted()).status).toBe(204);
  });

  it('says so when the provider refuses the key', async () => {
    await suppressed();
    await courier.fault(null, '401', null);
    const refused = await changesNothing(api, () => lifted());
    await courier.fault(null, 'none');
    expectProblem(refused, 503, 'provider-away');
    expect(refused.body.detail).toContain('401');
  });

  it('is 404 for what is not suppressed, in this account', async () => {
    expectProblem(await lifted(), 404, 'not-found');
    await suppressed();
    const other = await api.account();
    expectProblem(await other.call('DELETE', `/v1/suppressions/${address}`), 404, 'not-found');
    expect(await listed()).toBe(1);
  });

  it('is open to keys with the scope deliveries only', async () => {
    await suppressed();
    const refused = await acme.call('DELETE', `/v1/suppressions/${address}`, undefined, {
      key: await acme.keyFor('inbox', 'settings'),
    });
    expectProblem(refused, 403, 'scope-missing');
  });
});
