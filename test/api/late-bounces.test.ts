import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { readEvent } from '../../src/api/webhooks/report-events.ts';
import { applyAll } from '../../src/apply-reports.ts';
import { storeReports } from '../../src/store/deliveries/reports.ts';
import type { DeliveryDoc } from '../../src/store/mongo/documents.ts';
import { applyLeftReports } from '../../src/workers/sweeper.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { useCourier } from '../support/courier.ts';
import { type Event, reporting } from './reports-setup.ts';

const api = useApi();
const courier = useCourier(api);
let acme: ApiAccount;
const { report, mailed, delivery, message } = reporting(api, courier);

let count = 0;
let id: string;
beforeEach(async () => {
  count += 1;
  id = `late-${count}`;
  acme = await api.account();
});

const address = () => `${id}@example.com`;
/** As SendGrid tells a bounce that comes back by Return-Path: without custom arguments, and without its id of the mail. */
const lateBounce = (more: Event = {}): Event => ({
  email: address(),
  event: 'bounce',
  type: 'bounce',
  timestamp: Math.floor(api.now() / 1_000),
  sg_event_id: randomUUID(),
  reason: '550 5.1.1 No such user here',
  ...more,
});
const suppressed = async (account: ApiAccount) =>
  (await account.call('GET', `/v1/suppressions?address=${address()}`)).body.items.length === 1;
const outcome = async (account = acme) => (await message(account, id)).outcome;

describe('a bounce that comes long after `delivered`, without any of our ids', () => {
  it.each([
    [
      'the SMTP id that earlier reports told',
      () => ({ 'smtp-id': '<abc@geopod-ismtpd-1>', email: 'else@example.net' }),
    ],
    ['its address', () => ({})],
    ['its address in other letters', () => ({ email: address().toUpperCase() })],
  ])('is found by %s: the mail is shown as bounced, and its address suppressed', async (_what, more) => {
    const { deliveryId, event } = await mailed(acme, id);
    const smtp = { 'smtp-id': '<abc@geopod-ismtpd-1>' };
    await report(event('processed', smtp), event('delivered', smtp));
    expect(await outcome()).toMatchObject({ state: 'mailed', reason: 'delivered' });
    api.pass(3_600);
    await report(lateBounce(more()));
    expect(await outcome()).toMatchObject({ state: 'mailed', reason: 'bounced', deliveryId });
    expect(await message(acme, id)).toMatchObject({
      forwardedTo: [{ status: 'bounced', reason: '550 5.1.1 No such user here' }],
    });
    expect(await suppressed(acme)).toBe(true);
  });

  it('has no further effect when it is reported again, also under another id', async () => {
    const { deliveryId } = await mailed(acme, id);
    const bounce = lateBounce();
    await report(bounce);
    await report(bounce, { ...bounce, sg_event_id: randomUUID() });
    expect(await delivery(acme, deliveryId)).toMatchObject({ status: 'bounced', reports: [{ event: 'bounce' }] });
  });

  it('fits two emails to the address: neither is shown as delivered, each says so, and the address is suppressed', async () => {
    const { chat, deliveryId, event } = await mailed(acme, id);
    await report(event('delivered'));
    await chat.agentSays('And it is blue.');
    api.pass(400);
    await courier.look(acme, id);
    await report(lateBounce());
    const both = await acme.chat.deliveries(`?address=${address()}`);
    expect(both).toMatchObject([
      { status: 'accepted', mayHaveBounced: true },
      { id: deliveryId, status: 'accepted', mayHaveBounced: true },
    ]);
    expect(await outcome()).toMatchObject({ state: 'mailed', reason: 'accepted' });
    expect(await suppressed(acme)).toBe(true);
  });

  it('of one of two accounts concerns both', async () => {
    const other = await api.account();
    const mails = [await mailed(acme, id), await mailed(other, id)];
    await report(...mails.map(({ event }) => event('delivered')));
    await report(lateBounce());
    for (const account of [acme, other]) {
      expect(await outcome(account)).toMatchObject({ state: 'mailed', reason: 'accepted' });
      expect(await suppressed(account)).toBe(true);
    }
  });

  it('that is a block suppresses nothing', async () => {
    const { chat } = await mailed(acme, id);
    await chat.agentSays('And it is blue.');
    api.pass(400);
    await courier.look(acme, id);
    await report(lateBounce({ type: 'blocked' }));
    expect(await acme.chat.deliveries(`?address=${address()}`)).toMatchObject([
      { mayHaveBounced: true },
      { mayHaveBounced: true },
    ]);
    expect(await suppressed(acme)).toBe(false);
  });

  it.each([
    ['it has an id of the provider’s, so it is of somebody else’s mail', () => lateBounce({ sg_message_id: 'x.y' })],
    ['nothing was mailed to its address', () => lateBounce({ email: 'nobody@example.com' })],
    [
      'the mail is older than five days',
      () => lateBounce({ timestamp: Math.floor(api.now() / 1_000) + 5 * 86_400 + 1 }),
    ],
    ['it came before the mail', () => lateBounce({ timestamp: Math.floor(api.now() / 1_000) - 3_600 })],
  ])('is kept and changes nothing where %s', async (_why, bounce) => {
    const { event } = await mailed(acme, id);
    await report(event('delivered'));
    await report(bounce());
    expect(await outcome()).toMatchObject({ state: 'mailed', reason: 'delivered' });
    expect(await suppressed(acme)).toBe(false);
  });

  it('is applied by the sweeper if the process that accepted it died', async () => {
    await mailed(acme, id);
    await storeReports(api.store, [readEvent(lateBounce())], api.now());
    api.pass(11);
    await applyLeftReports({ store: api.store, clock: api.clock, log: api.log, waker: api.waker });
    expect(await outcome()).toMatchObject({ state: 'mailed', reason: 'bounced' });
  });

  it('is left to the sweeper where MongoDB is away while its mail is looked for', async () => {
    await mailed(acme, id);
    const bounces = await storeReports(api.store, [readEvent(lateBounce())], api.now());
    const client = new MongoClient('mongodb://127.0.0.1:1', { serverSelectionTimeoutMS: 50 });
    const away = { ...api.store, deliveries: client.db().collection<DeliveryDoc>('deliveries') };
    const nobody = { changed: () => {}, flagged: () => {} };
    await applyAll({ store: away, clock: api.clock, log: api.log }, bounces, nobody);
    await client.close();
    api.pass(11);
    await applyLeftReports({ store: api.store, clock: api.clock, log: api.log, waker: api.waker });
    expect(await outcome()).toMatchObject({ state: 'mailed', reason: 'bounced' });
  });
});
