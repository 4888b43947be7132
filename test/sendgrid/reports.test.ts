import { createPublicKey, verify } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type RunningFakeSendGrid, startFakeSendGrid } from '../../dev/sendgrid/fake-sendgrid.ts';
import { eventually } from '../support/eventually.ts';
import { type Post, type Receiver, startReceiver } from './receiver.ts';
import { goodBody, goodKey, goodMail, officialClient } from './setup.ts';

const customArgs = { account: 'acme', delivery: 'd-1', attempt: '1' };
const batchMs = 20;
const quick = { stepMs: 2 * batchMs } as const;

let nth = 0;
const newAddress = () => `visitor-${++nth}@example.com`;
const send = async (fake: RunningFakeSendGrid, to: string): Promise<string> => {
  const [answer] = await officialClient(fake.url).send({ ...goodMail, to, customArgs });
  return (answer.headers as Record<string, string>)['x-message-id']!;
};
const post = (fake: RunningFakeSendGrid, body: unknown) =>
  fetch(`${fake.url}/v3/mail/send`, {
    method: 'POST',
    headers: { authorization: `Bearer ${goodKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const waiting = async (fake: RunningFakeSendGrid) =>
  ((await (await fetch(`${fake.url}/api/reports`)).json()) as { waiting: number }).waiting;
const isSigned = ({ headers, bytes }: Post, publicKey: string) =>
  verify(
    'sha256',
    Buffer.concat([Buffer.from(String(headers['x-twilio-email-event-webhook-timestamp'])), bytes]),
    createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' }),
    Buffer.from(String(headers['x-twilio-email-event-webhook-signature']), 'base64'),
  );

describe('the reports of an accepted mail', () => {
  let receiver: Receiver;
  let fake: RunningFakeSendGrid;
  beforeAll(async () => {
    receiver = await startReceiver();
    fake = await startFakeSendGrid({ ...quick, eventWebhook: { url: receiver.url, batchMs, retryMs: 10 } });
  });
  afterAll(async () => {
    await fake.stop();
    await receiver.stop();
  });

  it('are processed, then delivered, with the custom args among SendGrid’s fields', async () => {
    const to = newAddress();
    const messageId = await send(fake, to);
    const [first, second] = await receiver.reportsOn(to, 2);
    const common = {
      ...customArgs,
      email: to,
      timestamp: expect.any(Number),
      sg_event_id: expect.stringMatching(/^\S+$/),
      sg_message_id: expect.stringMatching(`^${messageId}\\.`),
      'smtp-id': expect.stringMatching(/^<.+@.+>$/),
    };
    expect(first).toEqual({ ...common, event: 'processed' });
    expect(second).toEqual({ ...common, event: 'delivered', response: '250 OK', ip: '127.0.0.1', tls: 1 });
    expect(Math.abs(first!.timestamp - Date.now() / 1_000)).toBeLessThan(5);
    expect(first?.sg_event_id).not.toBe(second?.sg_event_id);
  });

  it('are signed over the timestamp and the very bytes, by the key that the settings show', async () => {
    const to = newAddress();
    await send(fake, to);
    await receiver.reportsOn(to, 2);
    const answer = await fetch(`${fake.url}/v3/user/webhooks/event/settings/signed`, {
      headers: { authorization: `Bearer ${goodKey}` },
    });
    expect(await answer.json()).toMatchObject({ public_key: fake.publicKey });
    const [post] = receiver.postsAbout(to);
    expect(isSigned(post!, fake.publicKey)).toBe(true);
    expect(Number(post!.headers['x-twilio-email-event-webhook-timestamp'])).toBeCloseTo(Date.now() / 1_000, -1);
    const changed = Buffer.from(JSON.stringify(post!.events));
    expect(isSigned({ ...post!, bytes: changed }, fake.publicKey)).toBe(false);
  });

  it('tell of each receiver of a request', async () => {
    const [one, two] = [newAddress(), newAddress()];
    await post(fake, { ...goodBody, personalizations: [one, two].map((email) => ({ to: [{ email }] })) });
    const [ofOne] = await receiver.reportsOn(one, 2);
    const [ofTwo] = await receiver.reportsOn(two, 2);
    expect(ofOne?.sg_message_id).not.toBe(ofTwo?.sg_message_id);
  });

  it('come at most a thousand in a post', async () => {
    const all = await startFakeSendGrid({ stepMs: 0, eventWebhook: { url: receiver.url, batchMs } });
    const to = Array.from({ length: 1_000 }, (_, index) => ({ email: `one-of-many-${index}@example.com` }));
    await post(all, { ...goodBody, personalizations: [{ to }] });
    await receiver.reportsOn('one-of-many-999@example.com', 2);
    await all.stop();
    const posts = receiver.posts().filter(({ events }) => events[0]?.email.startsWith('one-of-many'));
    expect(posts.map(({ events }) => events.length)).toEqual([1_000, 1_000]);
  });

  it('are posted again, the same, when the receiver fails', async () => {
    const to = newAddress();
    receiver.answerNext(500, 301, 404);
    await send(fake, to);
    await receiver.reportsOn(to, 2);
    const posts = receiver.postsAbout(to);
    expect(posts.map(({ answered }) => answered).filter((status) => status !== 200)).toHaveLength(3);
    const ofProcessed = posts.filter(({ events }) => events.some(({ event }) => event === 'processed'));
    expect(ofProcessed.length).toBeGreaterThan(1);
    expect(new Set(ofProcessed.map(({ events }) => events[0]?.sg_event_id)).size).toBe(1);
    expect(posts.every((post) => isSigned(post, fake.publicKey))).toBe(true);
    await eventually(
      () => waiting(fake),
      (left) => left === 0,
    );
  });
});

describe('a receiver that is away', () => {
  it('gets the reports when it is back', async () => {
    const before = await startReceiver();
    const fake = await startFakeSendGrid({ ...quick, eventWebhook: { url: before.url, batchMs, retryMs: 10 } });
    await before.stop();
    const to = newAddress();
    await send(fake, to);
    const receiver = await startReceiver(before.port);
    expect((await receiver.reportsOn(to, 2)).map(({ event }) => event).sort()).toEqual(['delivered', 'processed']);
    await fake.stop();
    await receiver.stop();
  });
});

describe('with a state file', () => {
  let folder: string;
  let receiver: Receiver;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'reports-'));
    receiver = await startReceiver();
  });
  afterEach(async () => {
    await receiver.stop();
    rmSync(folder, { recursive: true });
  });
  const start = ({ url } = receiver) =>
    startFakeSendGrid({
      ...quick,
      stateFile: join(folder, 'mails.jsonl'),
      eventWebhook: { url, batchMs, retryMs: 10 },
    });

  it('posts after a restart what was not taken before, by the same key and under the same ids', async () => {
    const to = newAddress();
    const refusing = await startReceiver();
    refusing.answerNext(...Array.from({ length: 1_000 }, () => 503));
    const first = await start(refusing);
    await send(first, to);
    await eventually(
      async () => refusing.postsAbout(to).length,
      (count) => count > 1,
    );
    await first.stop();
    const refused = refusing.postsAbout(to).flatMap(({ events }) => events);
    await refusing.stop();

    const second = await start();
    const events = await receiver.reportsOn(to, 2);
    expect(second.publicKey).toBe(first.publicKey);
    expect(events.map(({ event }) => event)).toEqual(['processed', 'delivered']);
    expect(events[0]).toEqual(refused.find(({ event }) => event === 'processed'));
    expect(receiver.postsAbout(to).every((post) => isSigned(post, first.publicKey))).toBe(true);
    await second.stop();
  });

  it('posts nothing again that was taken', async () => {
    const to = newAddress();
    const first = await start();
    await send(first, to);
    await receiver.reportsOn(to, 2);
    await eventually(
      () => waiting(first),
      (left) => left === 0,
    );
    await first.stop();
    const second = await start();
    expect(await waiting(second)).toBe(0);
    await second.stop();
  });
});

it('posts nothing without an address to post to', async () => {
  const fake = await startFakeSendGrid(quick);
  await send(fake, newAddress());
  expect(await waiting(fake)).toBe(0);
  await fake.stop();
});
