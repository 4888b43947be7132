import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningFakeSendGrid, startFakeSendGrid } from '../../dev/sendgrid/fake-sendgrid.ts';
import type { ReportEvent } from '../../dev/sendgrid/report-events.ts';
import { eventually } from '../support/eventually.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import { goodKey, goodMail, officialClient } from './setup.ts';

const batchMs = 20;

let receiver: Receiver;
let fake: RunningFakeSendGrid;
beforeAll(async () => {
  receiver = await startReceiver();
  fake = await startFakeSendGrid({ stepMs: 2 * batchMs, eventWebhook: { url: receiver.url, batchMs, retryMs: 10 } });
});
afterEach(() => fetch(`${fake.url}/api/faults`, { method: 'DELETE' }));
afterAll(async () => {
  await fake.stop();
  await receiver.stop();
});

let nth = 0;
const newAddress = () => `fate-${++nth}@example.com`;
const put = async (fault: object) => {
  const answer = await fetch(`${fake.url}/api/faults`, { method: 'PUT', body: JSON.stringify(fault) });
  expect(answer.status).toBe(200);
};
const send = (to: string, timeoutMs?: number) => officialClient(fake.url, timeoutMs).send({ ...goodMail, to });
const call = (path: string, init: RequestInit = {}) =>
  fetch(`${fake.url}/v3${path}`, { ...init, headers: { authorization: `Bearer ${goodKey}` } });
const listed = async (list: string, email: string) =>
  (await (await call(`/suppression/${list}/${email}`)).json()) as object[];
const nothingLeft = () =>
  eventually(
    async () => ((await (await fetch(`${fake.url}/api/reports`)).json()) as { waiting: number }).waiting,
    (left) => left === 0,
  );
const names = (events: readonly ReportEvent[]) => events.map(({ event }) => event);

/** The reports of a mail that meets a fault. */
async function reportsUnder(fault: object, count: number, to = newAddress()) {
  await put({ ...fault, to });
  const [answer] = await send(to);
  expect(answer.statusCode).toBe(202);
  return receiver.reportsOn(to, count);
}

describe('what becomes of a mail', () => {
  it('bounce: processed and bounced; the address is on the bounce list', async () => {
    const to = newAddress();
    const events = await reportsUnder({ mode: 'bounce' }, 2, to);
    expect(names(events)).toEqual(['processed', 'bounce']);
    expect(events[1]).toMatchObject({ type: 'bounce', status: '5.1.1', reason: expect.stringMatching(/^550 /) });
    expect(await listed('bounces', to)).toEqual([
      { email: to, created: expect.any(Number), reason: events[1]?.reason, status: '5.1.1' },
    ]);
  });

  it('asyncBounce: delivered, and later a bounce that carries neither custom args nor an id of the mail', async () => {
    const to = newAddress();
    const events = await reportsUnder({ mode: 'asyncBounce', seconds: 0.5 }, 3, to);
    expect(names(events)).toEqual(['processed', 'delivered', 'bounce']);
    const [, delivered, bounce] = events;
    expect(bounce).toMatchObject({ email: to, type: 'bounce', 'smtp-id': delivered?.['smtp-id'] });
    expect(Object.keys(bounce ?? {})).not.toContain('sg_message_id');
    expect(await listed('bounces', to)).toHaveLength(1);
  });

  it('is dropped as invalid where the address is not in ASCII, but quotes and Punycode arrive', async () => {
    await send('пример@example.com');
    const [dropped] = await receiver.reportsOn('пример@example.com', 1);
    expect(dropped).toMatchObject({ event: 'dropped', reason: 'Invalid' });
    for (const to of ['"a b"@example.com', 'ada@xn--bcher-kva.example']) {
      await send(to);
      expect(names(await receiver.reportsOn(to, 2))).toEqual(['processed', 'delivered']);
    }
  });

  it('blocked: a bounce of that type; the next mail is sent all the same', async () => {
    const to = newAddress();
    const events = await reportsUnder({ mode: 'blocked' }, 2, to);
    expect(events).toMatchObject([{ event: 'processed' }, { event: 'bounce', type: 'blocked' }]);
    expect(await listed('blocks', to)).toHaveLength(1);
    expect(await listed('bounces', to)).toEqual([]);
    await send(to);
    expect(names(await receiver.reportsOn(to, 4)).slice(2)).toEqual(['processed', 'delivered']);
  });

  it('drop: dropped with the reason, nothing else', async () => {
    const to = newAddress();
    const [dropped] = await reportsUnder({ mode: 'drop' }, 1, to);
    expect(dropped).toMatchObject({ event: 'dropped', reason: 'Bounced Address' });
    await nothingLeft();
    expect(names(receiver.taken(to))).toEqual(['dropped']);
    expect(await listed('bounces', to)).toEqual([]);
  });

  it('defer: deferred as often as told, then delivered', async () => {
    const events = await reportsUnder({ mode: 'defer', deferrals: 3 }, 5);
    expect(names(events)).toEqual(['processed', 'deferred', 'deferred', 'deferred', 'delivered']);
    expect(events.slice(1, 4).map(({ attempt }) => attempt)).toEqual(['1', '2', '3']);
    expect(events[1]?.response).toMatch(/^4\d\d /);
  });

  it('spamReport: delivered and complained of; the address is on that list', async () => {
    const to = newAddress();
    expect(names(await reportsUnder({ mode: 'spamReport' }, 3, to))).toEqual(['processed', 'delivered', 'spamreport']);
    expect(await listed('spam_reports', to)).toEqual([{ email: to, created: expect.any(Number), ip: '127.0.0.1' }]);
  });
});

describe('how it is reported', () => {
  it('duplicateReports: in two posts, twice in each, delivered first, under the same ids', async () => {
    const to = newAddress();
    await reportsUnder({ mode: 'duplicateReports' }, 8, to);
    const posts = receiver.postsAbout(to).map(({ events }) => events.filter(({ email }) => email === to));
    expect(posts.map(names)).toEqual([
      ['delivered', 'processed', 'delivered', 'processed'],
      ['delivered', 'processed', 'delivered', 'processed'],
    ]);
    expect(new Set(posts.flat().map(({ sg_event_id }) => sg_event_id)).size).toBe(2);
    expect(posts[0]?.[1]?.timestamp).toBeLessThanOrEqual(posts[0]?.[0]?.timestamp ?? 0);
  });

  it('lateReports: not before the time told, with the time when it happened', async () => {
    const to = newAddress();
    await put({ mode: 'lateReports', seconds: 1.2, to });
    const sentAt = Date.now();
    await send(to);
    const takenBy = Date.now();
    const events = await receiver.reportsOn(to, 2);
    expect(Date.now() - sentAt).toBeGreaterThan(1_200);
    expect(names(events)).toEqual(['processed', 'delivered']);
    expect(events[0]?.timestamp).toBeGreaterThanOrEqual(Math.floor(sentAt / 1_000));
    expect(events[0]?.timestamp).toBeLessThanOrEqual(Math.floor(takenBy / 1_000));
  });

  it('noReports: not at all', async () => {
    const [to, other] = [newAddress(), newAddress()];
    await put({ mode: 'noReports', to });
    await send(to);
    await send(other);
    await receiver.reportsOn(other, 2);
    await nothingLeft();
    expect(receiver.postsAbout(to)).toEqual([]);
  });

  it('lasts for as many mails as told', async () => {
    const to = newAddress();
    await put({ mode: 'drop', count: 2, to });
    for (let nthMail = 0; nthMail < 3; nthMail += 1) await send(to);
    expect(names(await receiver.reportsOn(to, 4)).sort()).toEqual(['delivered', 'dropped', 'dropped', 'processed']);
  });
});

describe('a mail that was taken without an answer', () => {
  it('is reported like any other', async () => {
    const to = newAddress();
    await put({ mode: 'timeoutAfterAccept', to });
    await expect(send(to, 100)).rejects.toMatchObject({ code: 'ECONNABORTED' });
    expect(names(await receiver.reportsOn(to, 2))).toEqual(['processed', 'delivered']);
    await put({ mode: 'reset', to });
    await expect(send(to)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(await receiver.reportsOn(to, 4)).toHaveLength(4);
  });

  it('can have another fate beside: a fault of the answer and one of the reports stand together', async () => {
    const to = newAddress();
    await put({ mode: 'bounce', to });
    await put({ mode: 'reset', to });
    await expect(send(to)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(names(await receiver.reportsOn(to, 2))).toEqual(['processed', 'bounce']);
  });

  it('is told from one that was not taken, of which there is no report and which uses up none of their faults', async () => {
    const to = newAddress();
    await put({ mode: 'bounce', to });
    await put({ mode: '500', to });
    await expect(send(to)).rejects.toMatchObject({ code: 500 });
    await send(to);
    await receiver.reportsOn(to, 2);
    await nothingLeft();
    expect(names(receiver.taken(to))).toEqual(['processed', 'bounce']);
  });
});

describe('a mail to an address on a suppression list', () => {
  it.each([
    ['bounces', 'bounce', 'Bounced Address', 2],
    ['spam_reports', 'spamReport', 'Spam Reporting Address', 3],
  ])('on %s is taken and dropped, until the address is taken off', async (list, mode, reason, count) => {
    const to = newAddress();
    await reportsUnder({ mode }, count, to);
    const [answer] = await send(to.toUpperCase().replace('EXAMPLE.COM', 'example.com'));
    expect(answer.statusCode).toBe(202);
    const [dropped] = await receiver.reportsOn(to.toUpperCase().replace('EXAMPLE.COM', 'example.com'), 1);
    expect(dropped).toMatchObject({ event: 'dropped', reason });
    expect((await call(`/suppression/${list}/${to}`, { method: 'DELETE' })).status).toBe(204);
    expect(await listed(list, to)).toEqual([]);
    await send(to);
    expect(names(await receiver.reportsOn(to, count + 2)).slice(count)).toEqual(['processed', 'delivered']);
  });

  it('on that of unsubscribes, set by hand, as well', async () => {
    const to = newAddress();
    const body = JSON.stringify({ recipient_emails: [to] });
    expect((await call('/asm/suppressions/global', { method: 'POST', body })).status).toBe(201);
    expect(await listed('unsubscribes', to)).toEqual([{ email: to, created: expect.any(Number) }]);
    await send(to);
    expect((await receiver.reportsOn(to, 1))[0]).toMatchObject({ event: 'dropped', reason: 'Unsubscribed Address' });
    expect((await call(`/asm/suppressions/global/${to}`, { method: 'DELETE' })).status).toBe(204);
    expect(await listed('unsubscribes', to)).toEqual([]);
  });
});
