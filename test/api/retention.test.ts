import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Chat } from '../../dev/chat.ts';
import { keepMailTimes } from '../../src/store/deliveries/deliveries.ts';
import { removeAged } from '../../src/store/erasure/by-age.ts';
import { writeFile } from '../../src/store/mongo/files.ts';
import { ageing } from '../../src/workers/sweeper.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { useCourier } from '../support/courier.ts';
import { dueReply } from './due-reply.ts';

const api = useApi();
const courier = useCourier(api);
const days = (count: number) => count * 86_400;
let acme: ApiAccount;
let chat: Chat;
let address: string;
beforeEach(async () => {
  acme = await api.account();
  ({ chat, address } = await dueReply(api, { account: acme }));
});
/** A walk over all accounts, each step of which removes a page of each account. */
async function walked(): Promise<void> {
  let after: string | null = null;
  do after = await removeAged(api.store, after, api.now());
  while (after !== null);
}
const keepSent = (sentMailDays: number) => acme.call('PATCH', '/v1/settings', { retention: { sentMailDays } });
const delivery = async () => {
  const [found] = await acme.chat.deliveries(`?conversation=${chat.id}`);
  return acme.chat.delivery(found?.id ?? '');
};

describe('the text of an email', () => {
  it('is removed after the days that the setting says, and the delivery stays', async () => {
    await keepSent(30);
    await courier.look(acme, chat.id);
    api.pass(days(29));
    await walked();
    expect(await delivery()).toMatchObject({ mail: { to: address }, mailRemovedAt: null });
    api.pass(days(1));
    await walked();
    expect(await delivery()).toMatchObject({ status: 'accepted', to: address, mail: null, mailRemovedAt: api.iso() });
    const [stored] = await api.store.deliveries.find({ accountId: acme.id }).toArray();
    expect(stored?.request).toBeNull();
  });

  it('goes by a setting that was changed since, and only by its own account’s', async () => {
    await courier.look(acme, chat.id);
    const other = await dueReply(api);
    await courier.look(other.account, other.chat.id);
    api.pass(days(2));
    await walked();
    expect((await delivery()).mail).not.toBeNull();
    await keepSent(1);
    await walked();
    expect((await delivery()).mail).toBeNull();
    const [kept] = await other.account.chat.deliveries(`?conversation=${other.chat.id}`);
    expect((await other.account.chat.delivery(kept?.id ?? '')).mail).not.toBeNull();
  });

  it('is kept for as long as it may still be repeated', async () => {
    await keepSent(1);
    await acme.call('PATCH', '/v1/settings', { delivery: { onUnknown: 'park' }, content: { forwardWithinDays: 30 } });
    await courier.fault(address, 'reset');
    for (let next = await courier.look(acme, chat.id); next.kind === 'sleep'; ) {
      api.pass(Math.ceil((next.at - api.now()) / 1_000));
      next = await courier.look(acme, chat.id);
    }
    api.pass(days(10));
    await walked();
    const parked = await delivery();
    expect(parked).toMatchObject({ status: 'parked', reason: 'unknown', mail: { to: address } });
    await acme.chat.replay(parked.id);
    await courier.look(acme, chat.id);
    expect((await delivery()).status).toBe('accepted');
    await walked();
    expect((await delivery()).mail).not.toBeNull();
    api.pass(days(1));
    await walked();
    expect((await delivery()).mail).toBeNull();
  });

  it('is removed from deliveries that are older than this rule as well', async () => {
    await courier.look(acme, chat.id);
    await api.store.deliveries.updateMany({ accountId: acme.id }, { $unset: { mailAt: true } });
    await api.store.deliveries.dropIndex('accountId_1_mailAt_1');
    await keepMailTimes(api.store);
    api.pass(days(90));
    await walked();
    expect((await delivery()).mail).toBeNull();
  });
});

describe('an email that arrived', () => {
  async function arrived(more: object = {}): Promise<string> {
    const id = randomUUID();
    const content = (async function* () {
      yield Buffer.from('From: somebody');
    })();
    const expiresAt = new Date(Date.now() + days(1_000) * 1_000);
    await writeFile(api.store.rawInbound, { id, source: content, maxBytes: 1_000, expiresAt });
    await api.store.inbound.insertOne({
      _id: id,
      accountId: acme.id,
      conversationId: chat.id,
      state: 'done',
      reason: null,
      result: { kind: 'recorded', as: 'readReceipt' },
      signature: 'valid',
      digest: null,
      read: null,
      contentType: 'multipart/form-data',
      bytes: 14,
      tries: { count: 1, since: api.now() },
      receivedAt: api.now(),
      processedAt: api.now(),
      expiresAt,
      ...more,
    });
    return id;
  }
  const there = async (id: string) =>
    [
      await api.store.inbound.countDocuments({ _id: id }),
      await api.store.rawInbound.files.countDocuments({ _id: id }),
      await api.store.rawInbound.chunks.countDocuments({ files_id: id }),
    ].join(' ');

  it('goes earlier once the setting says so, but not before it has been processed', async () => {
    const [id, waiting] = [await arrived(), await arrived({ state: 'new', processedAt: null, expiresAt: null })];
    api.pass(days(20));
    await walked();
    expect(await there(id)).toBe('1 1 1');
    await acme.call('PATCH', '/v1/settings', { retention: { rawInboundDays: 14 } });
    await walked();
    expect([await there(id), await there(waiting)]).toEqual(['0 0 0', '1 1 1']);
  });
});

it('a sweeper walks on from account to account, and rests after the last', async () => {
  await keepSent(1);
  await courier.look(acme, chat.id);
  api.pass(days(2));
  const step = ageing({ store: api.store, clock: api.clock });
  for (let steps = 0; (await delivery()).mail !== null; steps += 1) {
    expect(steps).toBeLessThan(100);
    await step();
  }
});
