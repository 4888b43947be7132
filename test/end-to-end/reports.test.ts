import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '../../bin/servers/ports.mjs';
import type { Chat } from '../../dev/chat.ts';
import { type RunningFakeSendGrid, startFakeSendGrid } from '../../dev/sendgrid/fake-sendgrid.ts';
import type { FaultMode } from '../../dev/sendgrid/faults.ts';
import type { RunningTemporal } from '../../dev/servers/temporal.ts';
import { until } from '../../dev/servers/until.ts';
import { Settings } from '../../src/contract/settings.ts';
import type { Suppression } from '../../src/contract/suppressions.ts';
import { startTemporal, testMongoUri } from '../support/servers.ts';
import { type ServiceAccount, type ServiceProcesses, startService } from '../support/service-processes.ts';

const timing = {
  afterLeavingSeconds: 1,
  afterInactivitySeconds: 600,
  settleSeconds: 0,
  settleMaxSeconds: 0,
  silenceSeconds: 90,
};

let temporal: RunningTemporal;
let sendGrid: RunningFakeSendGrid;
let service: ServiceProcesses;
let account: ServiceAccount;
beforeAll(async () => {
  const port = await freePort();
  temporal = await startTemporal();
  const eventWebhook = { url: `http://127.0.0.1:${port}/webhooks/sendgrid/events`, batchMs: 100 };
  sendGrid = await startFakeSendGrid({ eventWebhook, stepMs: 100 });
  service = await startService({
    mongodb: testMongoUri(),
    temporal: temporal.address,
    sendGrid: sendGrid.url,
    port,
    reportKey: sendGrid.publicKey,
  });
  account = await service.account(
    Settings.parse({
      timing,
      sender: { name: 'Acme', address: 'chat@acme.example' },
      delivery: { awaitReportSeconds: 8 },
    }),
  );
}, 60_000);
afterAll(async () => {
  await service?.stop();
  await Promise.all([temporal?.stop(), sendGrid?.stop()]);
});

const fault = (to: string, mode: FaultMode, more: object = {}) =>
  fetch(`${sendGrid.url}/api/faults`, { method: 'PUT', body: JSON.stringify({ mode, count: 1, to, ...more }) });
const mailsTo = async (to: string) => {
  const answer = await fetch(`${sendGrid.url}/api/mails?to=${encodeURIComponent(to)}`);
  return ((await answer.json()) as { items: { text: string }[] }).items;
};
const last = (chat: Chat, state: string, reason: string) =>
  until(`${state}, ${reason}`, 90, async () => {
    const outcome = (await chat.messages()).at(-1)?.outcome;
    return outcome?.state === state && outcome.reason === reason;
  });
const suppressionsOf = async (address: string) =>
  (await account.chat.call<{ items: Suppression[] }>('GET', `/v1/suppressions?address=${address}`)).items;

describe("an address that comes to a bad end by the provider's reports", () => {
  it('is suppressed when its mail was delivered and bounces later, in a report without anything of ours', async () => {
    const address = 'late@example.com';
    const chat = account.chat.conversation('bounces-late');
    await chat.begin({ email: address });
    await fault(address, 'asyncBounce', { seconds: 3 });
    await chat.agentSays('It ships tomorrow.');
    await chat.presence('left');
    await last(chat, 'mailed', 'delivered');
    await last(chat, 'mailed', 'bounced');
    expect(await suppressionsOf(address)).toMatchObject([{ reason: 'bounced', conversationId: 'bounces-late' }]);
  });

  it('is suppressed when a mail to it bounces: the next reply waits, and goes to the corrected one', async () => {
    const address = 'gone@example.com';
    const chat = account.chat.conversation('bounces');
    await chat.begin({ email: address });
    await fault(address, 'bounce');
    await chat.agentSays('It ships tomorrow.');
    await chat.presence('left');
    await last(chat, 'mailed', 'bounced');
    expect(await suppressionsOf(address)).toMatchObject([{ reason: 'bounced', conversationId: 'bounces' }]);

    await chat.agentSays('It is blue.');
    await last(chat, 'notMailed', 'addressSuppressed');
    expect(await mailsTo(address)).toHaveLength(1);
    await chat.identify('right@example.com');
    await last(chat, 'mailed', 'delivered');
    const [mail] = await mailsTo('right@example.com');
    expect(mail?.text).toMatch(/It ships tomorrow\.[\s\S]*It is blue\./);
  });

  it('is mailed again once the suppression is lifted, here and at the provider', async () => {
    const address = 'annoyed@example.com';
    const chat = account.chat.conversation('complains');
    await chat.begin({ email: address });
    await fault(address, 'spamReport');
    await chat.agentSays('It ships tomorrow.');
    await chat.presence('left');
    await until('it is suppressed', 90, async () => (await suppressionsOf(address))[0]?.reason === 'complaint');
    await chat.agentSays('It is blue.');
    await last(chat, 'notMailed', 'addressSuppressed');
    await account.chat.call('DELETE', `/v1/suppressions/${address}`);
    await last(chat, 'mailed', 'delivered');
    expect(await mailsTo(address)).toHaveLength(2);
  });
});

describe('what the provider reports of a mail', () => {
  let count = 0;
  /** A reply that is mailed a second from now. */
  async function reply(...faults: readonly [FaultMode, object?][]): Promise<{ chat: Chat; address: string }> {
    count += 1;
    const address = `reported-${count}@example.com`;
    const chat = account.chat.conversation(`reported-${count}`);
    await chat.begin({ email: address });
    for (const [mode, more] of faults) await fault(address, mode, more);
    await chat.agentSays('It ships tomorrow.');
    await chat.presence('left');
    return { chat, address };
  }
  const delivery = async (chat: Chat) => {
    const [found] = await account.chat.deliveries(`?conversation=${chat.id}`);
    return account.chat.delivery(found?.id ?? '');
  };
  const events = async (chat: Chat) => (await delivery(chat)).reports.map(({ event }) => event);

  it.concurrent('deferred twice, then delivered: nothing is sent again', async () => {
    const { chat, address } = await reply(['defer', { deferrals: 2 }]);
    await last(chat, 'mailed', 'delivered');
    // Two of one kind within a second are one (design, webhooks); a report of an earlier event may come in later.
    await until('all reports are in', 30, async () => new Set(await events(chat)).size === 3);
    expect(new Set(await events(chat))).toEqual(new Set(['processed', 'deferred', 'delivered']));
    expect(await mailsTo(address)).toHaveLength(1);
  });

  it.concurrent('dropped: the message says so, and why', async () => {
    const { chat } = await reply(['drop']);
    await last(chat, 'mailed', 'dropped');
    const [label] = (await chat.messages())[0]?.forwardedTo ?? [];
    expect(label).toMatchObject({ status: 'dropped', reason: expect.stringMatching(/./) });
  });

  it.concurrent('blocked by the receiving server: parked, and a replay is a new mail', async () => {
    const { chat, address } = await reply(['blocked']);
    await last(chat, 'parked', 'blocked');
    await account.chat.replay((await delivery(chat)).id);
    await last(chat, 'mailed', 'delivered');
    expect(await mailsTo(address)).toHaveLength(2);
  });

  it.concurrent('told twice and backwards: it counts once', async () => {
    const { chat, address } = await reply(['duplicateReports']);
    await last(chat, 'mailed', 'delivered');
    expect((await events(chat)).toSorted()).toEqual(['delivered', 'processed']);
    expect(await mailsTo(address)).toHaveLength(1);
  });

  it.concurrent('told late: delivered then', async () => {
    const { chat } = await reply(['lateReports', { seconds: 3 }]);
    await last(chat, 'mailed', 'accepted');
    await last(chat, 'mailed', 'delivered');
  });

  it.concurrent('never told: it stays accepted', async () => {
    const { chat, address } = await reply(['noReports']);
    await last(chat, 'mailed', 'accepted');
    expect(await events(chat)).toEqual([]);
    expect(await mailsTo(address)).toHaveLength(1);
  });

  it.concurrent.each(['timeoutAfterAccept', 'reset'] as const)(
    '%s: the report tells that it was taken, and it is not sent again',
    async (mode) => {
      const { chat, address } = await reply([mode]);
      await last(chat, 'mailed', 'delivered');
      expect((await delivery(chat)).attempts).toMatchObject([{ end: 'accepted' }]);
      expect(await mailsTo(address)).toHaveLength(1);
    },
  );

  it.concurrent('timeoutAfterAccept without a report: sent once more when the wait is over, the same bytes', async () => {
    const { chat, address } = await reply(['timeoutAfterAccept'], ['noReports']);
    await last(chat, 'mailed', 'delivered');
    const mails = await mailsTo(address);
    expect(mails).toHaveLength(2);
    expect(mails[0]?.text).toBe(mails[1]?.text);
    expect((await delivery(chat)).attempts).toMatchObject([{ end: 'unknown' }, { end: 'accepted' }]);
  });
});
