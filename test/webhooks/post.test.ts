import { createHmac } from 'node:crypto';
import type dns from 'node:dns';
import { describe, expect, it } from '@jest/globals';
import { type Posting, postEvent } from '../../src/webhooks/post.ts';
import { forThisFile } from '../support/for-this-file.ts';
import { type Received, startWebhookEndpoint } from '../support/webhook-endpoint.ts';

const endpoint = forThisFile(startWebhookEndpoint);
const here = { allowLoopback: true };
const posting = (url: string): Posting => ({
  ...{ url, secrets: ['new', 'old'], eventId: 'evt_1', body: '{"text":"Grüße"}', now: 1_700_000_000_900 },
});
/** A resolver by which every name has these addresses. */
const names = (...addresses: string[]) =>
  ((_: string, __: unknown, done: (error: null, found: dns.LookupAddress[]) => void) =>
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )) as typeof dns.lookup;

describe('posting an event', () => {
  it('signs its time and its bytes with each secret', async () => {
    endpoint.answer(204);
    expect(await postEvent(posting(endpoint.url), here)).toEqual({ ok: true, status: 204, error: null, answer: null });
    const [received] = endpoint.take();
    const { headers, body } = received as Received;
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'afterchat-event-id': 'evt_1',
      'afterchat-timestamp': '1700000000',
    });
    const signed = (secret: string) => createHmac('sha256', secret).update(`1700000000.${body}`).digest('hex');
    expect(headers['afterchat-signature']).toBe(`v1=${signed('new')},v1=${signed('old')}`);
  });

  it('follows no redirect', async () => {
    endpoint.answer((response) => response.writeHead(307, { location: `${endpoint.url}/elsewhere` }).end());
    expect(await postEvent(posting(endpoint.url), here)).toMatchObject({ ok: false, status: 307 });
    expect(endpoint.take().length).toBe(1);
  });

  it('keeps only the beginning of an answer, however long that is', async () => {
    endpoint.answer((response) => {
      response.writeHead(500);
      const more = setInterval(() => response.write('x'.repeat(10_000)), 1);
      response.on('close', () => clearInterval(more));
    });
    const { status, answer } = await postEvent(posting(endpoint.url), here);
    expect([status, answer]).toEqual([500, 'x'.repeat(500)]);
  });

  it('waits only so long, for the answer and for its end', async () => {
    endpoint.answer(() => {});
    expect(await postEvent(posting(endpoint.url), { ...here, timeoutMs: 100 })).toMatchObject({ error: 'timeout' });
    endpoint.answer((response) => void response.writeHead(500).write('so far'));
    const slow = await postEvent(posting(endpoint.url), { ...here, timeoutMs: 200 });
    expect(slow).toMatchObject({ ok: false, status: 500, answer: 'so far' });
  });

  it('says so if nobody listens', async () => {
    expect(await postEvent(posting('http://127.0.0.1:9/'), here)).toMatchObject({ status: null, error: 'unreachable' });
  });

  it('connects to no address that is not public, whatever the name said before', async () => {
    endpoint.take();
    const url = `https://acme.example:${endpoint.port}/hook`;
    for (const address of ['127.0.0.1', '10.0.0.1', '169.254.169.254', '::1', '::ffff:127.0.0.1', 'fd00::1']) {
      const options = { allowLoopback: false, lookup: names(address) };
      expect(await postEvent(posting(url), options)).toMatchObject({ ok: false, error: 'notPublic' });
    }
    expect(await postEvent(posting(endpoint.url), { allowLoopback: false })).toMatchObject({ error: 'notPublic' });
    const elsewhere = { ...here, lookup: names('10.0.0.1') };
    expect(await postEvent(posting(`http://localhost:${endpoint.port}/`), elsewhere)).toMatchObject({
      error: 'notPublic',
    });
    expect(endpoint.take()).toEqual([]);
  });
});
