import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createFakeSendGrid, type FakeSendGrid } from '../../dev/sendgrid/fake-sendgrid.ts';
import { eventually } from '../support/eventually.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import { goodKey } from './setup.ts';

let receiver: Receiver;
let fake: FakeSendGrid;
let pageFolder: string;

beforeAll(async () => {
  receiver = await startReceiver();
  pageFolder = mkdtempSync(join(tmpdir(), 'mailbox-page-'));
  mkdirSync(join(pageFolder, 'assets'));
  writeFileSync(join(pageFolder, 'index.html'), '<!doctype html><title>Mailbox</title>');
  writeFileSync(join(pageFolder, 'assets', 'page-1.js'), 'run()');
  fake = createFakeSendGrid({
    pageFolder,
    eventWebhook: { url: receiver.url, batchMs: 5 },
    inboundParse: { hostname: 'reply.acme.example', url: receiver.url },
    stepMs: 1,
  });
});
afterEach(() => call('/api/mails', { method: 'DELETE' }));
afterAll(async () => {
  fake.close();
  await receiver.stop();
  rmSync(pageFolder, { recursive: true });
});

const call = (path: string, init?: RequestInit) => Promise.resolve(fake.app.request(path, init));
const read = async (path: string, init?: RequestInit) => (await call(path, init)).json();

interface Sent {
  readonly to?: string;
  readonly messageId?: string;
  readonly references?: string;
  readonly html?: string;
  readonly attachments?: readonly object[];
}

/** Sends an email and returns its id. */
async function send({ to = 'grace@example.com', messageId, references, html, attachments }: Sent = {}) {
  const headers = {
    ...(messageId === undefined ? {} : { 'Message-ID': messageId }),
    ...(references === undefined ? {} : { References: references }),
  };
  const answer = await call('/v3/mail/send', {
    method: 'POST',
    headers: { authorization: `Bearer ${goodKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      personalizations: [{ to: [{ email: to }], headers }],
      from: { email: 'chat@acme.example', name: 'Ada (Acme)' },
      reply_to: { email: 'reply+abc@reply.acme.example' },
      subject: 'Your chat with Acme',
      content: [
        { type: 'text/plain', value: 'The parcel ships tomorrow.' },
        ...(html === undefined ? [] : [{ type: 'text/html', value: html }]),
      ],
      ...(attachments === undefined ? {} : { attachments }),
    }),
  });
  expect(answer.status).toBe(202);
  return answer.headers.get('x-message-id') ?? '';
}

describe('the threads of the mailbox', () => {
  it('have the emails of one conversation and what was answered to them, newest first', async () => {
    const first = await send({ messageId: '<one@acme.example>' });
    await send({ to: 'linus@example.com' });
    await call(`/api/mails/${first}/reply`, { method: 'POST', body: JSON.stringify({ text: 'Thanks!' }) });
    const second = await send({ messageId: '<two@acme.example>', references: '<one@acme.example> <r@example.com>' });
    const { items, total } = (await read('/api/threads')) as { items: { id: string }[]; total: number };
    expect(total).toBe(2);
    expect(items[0]).toMatchObject({
      ...{ id: first, mails: 2, replies: 1, to: 'grace@example.com', from: 'Ada (Acme)' },
      snippet: 'The parcel ships tomorrow.',
    });
    expect(await read(`/api/threads/${first}`)).toMatchObject({
      mails: [{ id: first }, { id: second }],
      replies: [{ author: 'grace@example.com', wrote: 'Thanks!', state: 'accepted', answers: first }],
    });
    expect((await call('/api/threads/unknown')).status).toBe(404);
  });

  it('are found by a part of an address', async () => {
    await send({ to: 'grace@example.com' });
    await send({ to: 'linus@example.com' });
    expect(await read('/api/threads?search=LINUS@')).toMatchObject({ total: 1, items: [{ to: 'linus@example.com' }] });
    expect(await read('/api/threads?search=nobody')).toEqual({ total: 0, items: [] });
  });

  it('show how an HTML email begins, without the invisible characters behind its preview', async () => {
    await send({
      html: '<html><body><div style="display:none">It ships.<div>\u00a0\u200c\ufeff</div></div><p>Acme</p>',
    });
    expect(await read('/api/threads')).toMatchObject({ items: [{ snippet: 'It ships. Acme' }] });
  });
});

describe('an email as its recipient sees it', () => {
  const picture = {
    content: 'iVBORw0K',
    type: 'image/png',
    filename: 'p.png',
    disposition: 'inline',
    content_id: 'p1',
  };
  const file = { content: 'YmVmb3Jl', type: 'text/html', filename: 'ältere "1".html' };

  it('runs nothing, opens links in a new tab and shows the pictures that came with it', async () => {
    const html = '<!doctype html><html><head><title>x</title></head><body><img src="cid:p1"></body></html>';
    const id = await send({ html, attachments: [picture] });
    const answer = await call(`/api/mails/${id}/html`);
    expect(await answer.text()).toBe(
      `<!doctype html><html><head><base target="_blank"><title>x</title></head><body><img src="/api/mails/${id}/attachments/0"></body></html>`,
    );
    const policy = answer.headers.get('content-security-policy');
    expect(policy).toContain(`default-src 'none'`);
    expect(policy).toMatch(/sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox$/);
    expect(policy).toContain(`img-src 'self' data: http: https:;`);
    const own = await call(`/api/mails/${id}/html?pictures=own`);
    expect(own.headers.get('content-security-policy')).toContain(`img-src 'self' data:;`);
  });

  it('shows a text without HTML as text', async () => {
    const id = await send();
    expect(await (await call(`/api/mails/${id}/html`)).text()).toContain('The parcel ships tomorrow.</pre>');
  });

  it('has files to download, whatever they are', async () => {
    const id = await send({ attachments: [file] });
    const answer = await call(`/api/mails/${id}/attachments/0`);
    expect(await answer.text()).toBe('before');
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename*=UTF-8''%C3%A4ltere%20%221%22.html`);
    expect(answer.headers.get('content-security-policy')).toContain('sandbox');
    expect((await call(`/api/mails/${id}/attachments/1`)).status).toBe(404);
  });
});

describe('what SendGrid reports about an email', () => {
  const reports = async (id: string) =>
    ((await read(`/api/mails/${id}/reports`)) as { items: { state: string }[] }).items;

  it('is shown with whether the receiver took it', async () => {
    const id = await send();
    const told = await eventually(
      () => reports(id),
      (items) => items.every(({ state }) => state === 'accepted'),
    );
    expect(told).toMatchObject([
      { event: 'processed' },
      { event: 'delivered', email: 'grace@example.com', said: '250 OK' },
    ]);
  });

  it.each([
    ['bounce', 'bounce', 'bounces'],
    ['blocked', 'blocked', 'blocks'],
    ['spamReport', 'spamreport', 'spam_reports'],
    ['deferred', 'deferred', null],
    ['dropped', 'dropped', null],
    ['lateBounce', 'bounce', 'bounces'],
  ])('can be %s on demand', async (event, reported, list) => {
    const to = `${event.toLowerCase()}@example.com`;
    const id = await send({ to });
    const answer = await call(`/api/mails/${id}/reports`, { method: 'POST', body: JSON.stringify({ event }) });
    expect(answer.status).toBe(202);
    expect((await reports(id)).at(-1)).toMatchObject({ event: reported, email: to });
    if (list === null) return;
    const listed = await call(`/v3/suppression/${list}/${to}`, { headers: { authorization: `Bearer ${goodKey}` } });
    expect(await listed.json()).toMatchObject([{ email: to }]);
  });

  it('is not anything else', async () => {
    const id = await send();
    const answer = await call(`/api/mails/${id}/reports`, { method: 'POST', body: '{"event":"eaten"}' });
    expect(answer.status).toBe(422);
  });
});

describe('the page', () => {
  it('is served with its files and a policy that runs nothing from elsewhere', async () => {
    const page = await call('/');
    expect(await page.text()).toContain('<title>Mailbox</title>');
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'; script-src 'self'/);
    const script = await call('/assets/page-1.js');
    expect(script.headers.get('content-type')).toMatch(/javascript/);
    expect(script.headers.get('cache-control')).toContain('immutable');
    expect((await call('/assets/..%2findex.html')).status).toBe(404);
  });

  it('is told that something has changed, at first and after each email', async () => {
    const gone = new AbortController();
    const answer = await call('/api/mails/events', { signal: gone.signal });
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader.read()).value).toContain('event: changed');
    await send();
    expect((await reader.read()).value).toContain('event: changed');
    await reader.cancel();
    gone.abort();
  });

  it('follows the mailbox in 50 tabs at a time', async () => {
    const streams = await Promise.all(Array.from({ length: 50 }, () => call('/api/mails/events')));
    expect((await call('/api/mails/events')).status).toBe(503);
    for (const { body } of streams) await body?.cancel();
    const answer = await eventually(
      () => call('/api/mails/events'),
      ({ status }) => status === 200,
    );
    await answer.body?.cancel();
  });

  it('knows what can be chosen', async () => {
    expect(await read('/api/choices')).toMatchObject({
      clients: { gmail: expect.any(String) },
      kinds: ['reply', 'outOfOffice', 'deliveryReport', 'readReceipt'],
      faults: { answer: { 401: expect.any(String) }, reports: { bounce: expect.any(String) } },
      happenings: { bounce: expect.any(String) },
      site: null,
    });
  });
});
