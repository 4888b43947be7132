import { beforeEach, describe, expect, it } from '@jest/globals';
import type { DeadLetterReason } from '../../src/contract/inbound.ts';
import type { Status } from '../../src/contract/status.ts';
import { reconsiderConversation } from '../../src/store/conversations/change.ts';
import { readOverdue } from '../../src/store/conversations/overdue.ts';
import { dueToAcceptedMs } from '../../src/store/deliveries/deliveries.ts';
import { look } from '../../src/store/deliveries/look.ts';
import { countOfNobody } from '../../src/store/inbound/status.ts';
import { sweep } from '../../src/workers/sweeper.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { type Courier, useCourier } from '../support/courier.ts';
import { deadLetter } from '../support/dead-letter.ts';
import { inboundPath, rawForm, signedHeaders } from '../support/inbound.ts';
import { dueReply, replyIsDue } from './due-reply.ts';
import { reporting } from './reports-setup.ts';

const api = useApi();
const courier = useCourier(api);
let acme: ApiAccount;
beforeEach(async () => {
  await courier.restoreKey();
  await api.store.pauses.deleteMany({});
  acme = await api.account();
});

async function status(account = acme): Promise<Status> {
  const { status, body } = await account.call('GET', '/v1/status');
  expect(status).toBe(200);
  return body as unknown as Status;
}
const alerts = async () => (await status()).alerts.map(({ kind, since }) => ({ kind, since }));

/** A reply that is due now, and the mail's fate. */
async function becomesDue(id: string, fate: Parameters<Courier['fault']>[1] = 'none'): Promise<void> {
  const { address } = await dueReply(api, { account: acme, id });
  await courier.fault(address, fate);
}

const unhurried = { afterLeavingSeconds: 3_600, afterInactivitySeconds: 7_200, quietHours: null };

describe('GET /v1/status', () => {
  it('of an account without mail says that nothing is wrong', async () => {
    expect(await status()).toEqual({
      dueToAccepted: { mails: 0, p50Seconds: null, p99Seconds: null },
      overdueAlarms: 0,
      parked: expect.objectContaining({ providerAuth: 0, unknown: 0, tooLarge: 0 }),
      oldestUnknown: null,
      secondsSinceLastReport: null,
      inbound: { deadLetters: 0, deadLettersOfNobody: 0, oldestUnprocessed: null },
      paused: { account: false, deployment: null, provider: null },
      alerts: [],
    });
  });

  it('says how long emails took from being due to being accepted, in the last hour', async () => {
    for (const late of [1, 2, 7]) {
      await becomesDue(`late-${late}`);
      api.pass(late);
      await courier.look(acme, `late-${late}`);
    }
    expect((await status()).dueToAccepted).toEqual({ mails: 3, p50Seconds: 2, p99Seconds: 7 });
    api.pass(3_600);
    expect((await status()).dueToAccepted).toEqual({ mails: 0, p50Seconds: null, p99Seconds: null });
  });

  it('counts the time from when a setting, the end of quiet hours or a request made an email due', async () => {
    const begin = async (id: string, timing: Record<string, unknown> = {}) => {
      await acme.chat.changeSettings({ timing: { ...unhurried, ...timing } });
      const chat = acme.chat.conversation(id);
      await chat.begin({ email: `${id}@example.com` });
      await replyIsDue(api, chat);
      await courier.look(acme, id);
      return chat;
    };
    const acceptedAfter = async (seconds: number, id: string) => {
      api.pass(seconds);
      await courier.look(acme, id);
      const { items } = (await acme.call('GET', `/v1/deliveries?conversation=${id}`)).body;
      expect(items).toMatchObject([{ status: 'accepted' }]);
      return (await api.store.deliveries.findOne({ accountId: acme.id, conversationId: id }))!;
    };

    await begin('by-setting');
    api.pass(600);
    await acme.chat.changeSettings({ timing: { afterLeavingSeconds: 60 } });
    api.pass(3);
    await courier.fanOut(acme);
    expect(dueToAcceptedMs(await acceptedAfter(0, 'by-setting'))).toBe(3_000);

    await begin('before-the-fan-out');
    await acme.chat.changeSettings({ timing: { afterLeavingSeconds: 60 } });
    expect(dueToAcceptedMs(await acceptedAfter(0, 'before-the-fan-out'))).toBe(0);

    const hourMs = 3_600_000;
    const quietUntil = Math.ceil(api.now() / hourMs + 1) * hourMs;
    const quietHours = { from: '00:00', to: new Date(quietUntil).toISOString().slice(11, 16) };
    await begin('by-quiet-hours', { afterLeavingSeconds: 60, quietHours });
    const late = (quietUntil - api.now()) / 1_000 + 4;
    expect(dueToAcceptedMs(await acceptedAfter(late, 'by-quiet-hours'))).toBe(4_000);

    const asked = await begin('by-request');
    await asked.forwarding('sendNow');
    expect(dueToAcceptedMs(await acceptedAfter(5, 'by-request'))).toBe(5_000);
  });

  it('counts what is parked by its reason, and only what still is', async () => {
    for (const [id, fate] of [
      ['refused', '400'],
      ['large', '413'],
      ['larger', '413'],
    ] as const) {
      await becomesDue(id, fate);
      await courier.look(acme, id);
    }
    expect((await status()).parked).toMatchObject({ contentRejected: 1, tooLarge: 2, providerBusy: 0 });
    const [delivery] = await acme.chat.deliveries();
    await acme.chat.replay(delivery?.id ?? '');
    await courier.look(acme, 'larger');
    expect((await status()).parked).toMatchObject({ contentRejected: 1, tooLarge: 1 });
  });

  it('names the delivery whose outcome has been unknown the longest, and alerts if there are many', async () => {
    await acme.call('PATCH', '/v1/settings', { delivery: { awaitReportSeconds: 7_200 } });
    await becomesDue('lost-1', 'timeoutBeforeAccept');
    const sentAt = api.iso();
    await courier.look(acme, 'lost-1');
    api.pass(40);
    await courier.look(acme, 'lost-1');
    const [delivery] = await acme.chat.deliveries();
    expect((await status()).oldestUnknown).toEqual({
      deliveryId: delivery?.id,
      conversationId: 'lost-1',
      since: sentAt,
    });
    for (const id of ['lost-2', 'lost-3', 'lost-4', 'lost-5']) {
      expect(await alerts()).toEqual([]);
      await becomesDue(id, 'timeoutBeforeAccept');
      await courier.look(acme, id);
      api.pass(40);
      await courier.look(acme, id);
    }
    expect(await alerts()).toEqual([{ kind: 'unknownPilingUp', since: sentAt }]);
  });

  it('counts the conversations that nobody looks at, and alerts after two minutes', async () => {
    const other = await api.account();
    await becomesDue('forgotten');
    const dueAt = api.iso();
    api.pass(119);
    expect(await status()).toMatchObject({ overdueAlarms: 1, alerts: [] });
    api.pass(1);
    expect(await alerts()).toEqual([{ kind: 'alarmsOverdue', since: dueAt }]);
    expect(await status(other)).toMatchObject({ overdueAlarms: 0, alerts: [] });
    await courier.look(acme, 'forgotten');
    expect(await status()).toMatchObject({ overdueAlarms: 0, alerts: [] });
  });

  it('is not misled by signals that Temporal accepts: what was due stays due until a look processes it', async () => {
    await becomesDue('unheard');
    const dueAt = api.iso();
    await api.told();
    api.woken.length = 0;
    for (let minute = 0; minute < 10; minute += 1) {
      api.pass(60);
      await sweep(api);
    }
    expect(api.woken.filter((woken) => woken.startsWith('unheard')).length).toBeGreaterThan(2);
    expect(await status()).toMatchObject({ overdueAlarms: 1, alerts: [{ kind: 'alarmsOverdue', since: dueAt }] });
    await courier.look(acme, 'unheard');
    expect(await status()).toMatchObject({ overdueAlarms: 0, alerts: [] });
  });

  it('alerts if a claimed email is not sent, although looks continue', async () => {
    await becomesDue('claimed');
    const dueAt = api.iso();
    const ref = { accountId: acme.id, conversationId: 'claimed' };
    expect(await look({ store: api.store, clock: api.clock, deliverTimeoutMs: 2_000 }, ref, [])).toMatchObject({
      kind: 'deliver',
    });
    api.pass(119);
    expect(await alerts()).toEqual([]);
    api.pass(1);
    expect(await alerts()).toEqual([{ kind: 'alarmsOverdue', since: dueAt }]);
    await courier.look(acme, 'claimed');
    expect(await alerts()).toEqual([]);
  });

  it('does not count replies as late that a change of settings made due in the past', async () => {
    await acme.call('PATCH', '/v1/settings', { timing: { afterLeavingSeconds: 86_400 } });
    await becomesDue('postponed');
    await courier.look(acme, 'postponed');
    api.pass(7_200);
    await acme.call('PATCH', '/v1/settings', { timing: { afterLeavingSeconds: 300 } });
    const changedAt = api.iso();
    // As the fan-out does with what has to be looked at before it is sent.
    const ref = { accountId: acme.id, conversationId: 'postponed' };
    await reconsiderConversation(api.store, ref, 'settingsChanged', api.now());
    expect(await status()).toMatchObject({ overdueAlarms: 0, alerts: [] });
    api.pass(120);
    expect(await alerts()).toEqual([{ kind: 'alarmsOverdue', since: changedAt }]);
  });

  it('reads what is overdue from indexes alone', async () => {
    await becomesDue('indexed');
    api.pass(120);
    await api.store.client.db(api.store.accounts.dbName).command({ profile: 2 });
    await status();
    await readOverdue(api.store, null, api.now());
    const profile = api.store.client.db(api.store.accounts.dbName).collection('system.profile');
    await api.store.client.db(api.store.accounts.dbName).command({ profile: 0 });
    const reads = await profile
      .find({ op: { $in: ['query', 'command'] }, planSummary: /alarm|nextAttemptAt/ })
      .toArray();
    expect(reads.length).toBe(4);
    for (const { planSummary, docsExamined } of reads) {
      expect(planSummary).toMatch(/^IXSCAN \{ (alarm\.at: 1, accountId: 1, alarm\.setAt|status: 1, nextAttemptAt)/);
      expect(docsExamined).toBe(0);
    }
  });

  it('says when the provider last reported, and alerts ten minutes after an email without a report', async () => {
    const { mailed, report } = reporting(api, courier);
    const { event } = await mailed(acme, 'reported');
    api.pass(5);
    await report(event('processed'));
    api.pass(30);
    expect(await status()).toMatchObject({ secondsSinceLastReport: 30, alerts: [] });
    expect((await status(await api.account())).secondsSinceLastReport).toBeNull();

    await mailed(acme, 'silent');
    const acceptedAt = api.iso();
    api.pass(599);
    expect(await alerts()).toEqual([]);
    api.pass(1);
    expect(await alerts()).toEqual([{ kind: 'reportsMissing', since: acceptedAt }]);
    await report(event('delivered'));
    expect(await alerts()).toEqual([]);
  });

  it('says that all sending is paused while the provider refuses the key, and what to do', async () => {
    await becomesDue('c1');
    await courier.revokeKey();
    await courier.look(acme, 'c1');
    const [since, nextProbeAt] = [api.iso(), api.iso(60)];
    const { paused, alerts } = await status(await api.account());
    expect(paused).toEqual({
      account: false,
      deployment: null,
      provider: { since, reason: 'providerAuth', nextProbeAt },
    });
    const message = expect.stringContaining('SENDGRID_API_KEY');
    expect(alerts).toEqual([{ kind: 'providerAuth', since, endedAt: null, message }]);
    await courier.restoreKey();
    api.pass(60);
    await courier.probe();
    expect(await status()).toMatchObject({ paused: { provider: null }, alerts: [] });
  });

  it("says that the account's own sending is paused, and alerts when that was forgotten for a day", async () => {
    await acme.call('PATCH', '/v1/settings', { delivery: { paused: true } });
    const since = api.iso();
    expect((await status()).paused).toEqual({ account: true, deployment: null, provider: null });
    api.pass(86_399);
    await acme.call('PATCH', '/v1/settings', { delivery: { paused: true }, locale: 'fr' });
    expect(await alerts()).toEqual([]);
    api.pass(1);
    expect(await alerts()).toEqual([{ kind: 'pauseForgotten', since }]);
    await acme.call('PATCH', '/v1/settings', { delivery: { paused: false } });
    expect(await alerts()).toEqual([]);
    await acme.call('PATCH', '/v1/settings', { delivery: { paused: true } });
    expect(await alerts()).toEqual([]);
  });

  it("shows nothing of another account's mail", async () => {
    await becomesDue('refused', '400');
    await courier.look(acme, 'refused');
    const other = await api.account();
    expect((await status(other)).parked.contentRejected).toBe(0);
  });
});

describe('what came in by email', () => {
  const alertsOfInbound = async () => (await alerts()).filter(({ kind }) => kind.startsWith('inbound'));
  const dead = (reason: DeadLetterReason, accountId: string | null = acme.id) =>
    deadLetter(api.store, { accountId, reason, now: api.now() });
  beforeEach(() => api.store.inbound.deleteMany({}));

  it('is counted among the dead letters of the account or of nobody, and only its own alert, where somebody should act', async () => {
    await dead('unknownAddress');
    await dead('unknownAddress', null);
    await dead('internal', (await api.account()).id);
    expect((await status()).inbound).toEqual({ deadLetters: 1, deadLettersOfNobody: 1, oldestUnprocessed: null });
    expect(await alertsOfInbound()).toEqual([]);
    for (const reason of ['unreadable', 'tooLarge', 'badSignature'] as const) await dead(reason, null);
    expect((await status()).inbound).toMatchObject({ deadLetters: 1, deadLettersOfNobody: 4 });
    expect(await alertsOfInbound()).toEqual([]);
    expect(await countOfNobody(api.store)).toEqual(
      new Map(['unknownAddress', 'unreadable', 'tooLarge', 'badSignature'].map((reason) => [reason, 1])),
    );
    const since = api.iso();
    await dead('unreadable');
    api.pass(60);
    await dead('internal');
    await dead('badSignature');
    expect(await alertsOfInbound()).toEqual([
      { kind: 'inboundBadSignature', since: api.iso() },
      { kind: 'inboundDeadLetters', since },
    ]);
  });

  it('alerts if it is not processed within ten minutes', async () => {
    const body = rawForm();
    const headers = signedHeaders(api.signer, body, api.now());
    await api.app.request(inboundPath(), { method: 'POST', headers, body });
    const since = api.iso();
    api.pass(599);
    expect((await status()).inbound.oldestUnprocessed).toBe(since);
    expect(await alertsOfInbound()).toEqual([]);
    api.pass(1);
    expect(await alertsOfInbound()).toEqual([{ kind: 'inboundWaiting', since }]);
  });
});
