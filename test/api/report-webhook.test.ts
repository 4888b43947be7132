import { beforeAll, describe, expect, it } from '@jest/globals';
import { readWebhookKeys } from '../../src/mail/webhook-signature.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { useCourier } from '../support/courier.ts';
import { reportSigner, reportsPath } from '../support/signed-reports.ts';
import { reporting } from './reports-setup.ts';

const api = useApi();
const courier = useCourier(api);
let acme: ApiAccount;
const { post, report, mailed, delivery } = reporting(api, courier);
beforeAll(async () => {
  acme = await api.account();
});

const hours = (count: number) => count * 3_600_000;
const stored = () => api.store.reports.countDocuments();

/** Refused with this problem, and nothing is stored. */
async function expectRefused(answer: Promise<Response>, status: number, slug: string): Promise<void> {
  const before = await stored();
  const {
    status: answered,
    headers,
    ...response
  } = await answer.then(async (got) => ({
    status: got.status,
    headers: got.headers,
    body: (await got.json()) as { type: string },
  }));
  expect({ status: answered, type: response.body.type }).toEqual({ status, type: `urn:afterchat:problem:${slug}` });
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect(await stored()).toBe(before);
}

describe('the signature', () => {
  it('is made by a known key over the time and the very bytes', async () => {
    expect((await post([{ event: 'delivered', timestamp: 1 }])).status).toBe(204);
    // Valid JSON, but not as we would write it.
    expect((await post('[ {"event" : "deliv\\u0065red",\n"timestamp":2.0} ]')).status).toBe(204);
  });

  it('is missing, or no signature', async () => {
    const body = '[]';
    const ask = (headers: Record<string, string>) =>
      api.app.request(reportsPath, { method: 'POST', headers, body }) as Promise<Response>;
    const good = api.signer.headers(body, api.now());
    const [signature, timestamp] = Object.keys(good).slice(1) as [string, string];
    await expectRefused(ask({}), 401, 'not-signed');
    await expectRefused(ask({ ...good, [signature]: '' }), 401, 'not-signed');
    for (const garbage of ['garbage', '%%%', 'AAAA', Buffer.alloc(72, 0x30).toString('base64'), 'x'.repeat(4_000)])
      await expectRefused(ask({ ...good, [signature]: garbage }), 401, 'not-signed');
    for (const garbage of ['', 'now', '-1', '1e9', '0x10', ' 1', '9'.repeat(40)])
      await expectRefused(ask({ ...good, [timestamp]: garbage }), 401, 'not-signed');
    const { [timestamp]: _, ...untimed } = good;
    await expectRefused(ask(untimed), 401, 'not-signed');
  });

  it('is of another key, other bytes, or another time', async () => {
    await expectRefused(post([], { signer: reportSigner() }) as Promise<Response>, 401, 'not-signed');
    const headers = api.signer.headers('[]', api.now());
    const ask = (body: string, more = {}) =>
      api.app.request(reportsPath, { method: 'POST', headers: { ...headers, ...more }, body }) as Promise<Response>;
    await expectRefused(ask('[] '), 401, 'not-signed');
    const later = api.signer.headers('', api.now() + 1_000);
    const timestamp = 'x-twilio-email-event-webhook-timestamp';
    await expectRefused(ask('[]', { [timestamp]: later[timestamp] }), 401, 'not-signed');
  });

  it('may be as old as SendGrid repeats reports, but not much older, nor in the future', async () => {
    expect((await post([], { at: api.now() - hours(47) })).status).toBe(204);
    await expectRefused(post([], { at: api.now() - hours(49) }) as Promise<Response>, 401, 'not-signed');
    expect((await post([], { at: api.now() + hours(0.5) })).status).toBe(204);
    await expectRefused(post([], { at: api.now() + hours(2) }) as Promise<Response>, 401, 'not-signed');
  });
});

describe('the keys', () => {
  it('are read as SendGrid shows them, two while one takes over', () => {
    const [old, fresh] = [reportSigner(), reportSigner()];
    const keys = readWebhookKeys(` ${old.shown}, ${fresh.shown},`);
    expect(keys?.map((key) => key.equals(old.key) || key.equals(fresh.key))).toEqual([true, true]);
    expect(readWebhookKeys('')).toEqual([]);
  });

  it.each(['garbage', 'AAAA', reportSigner('secp256k1').shown, reportSigner('secp384r1').shown])(
    'are not %.20s…',
    (text) => {
      expect(readWebhookKeys(text)).toBeNull();
    },
  );
});

describe('the body', () => {
  it.each(['', 'garbage', '{}', '{"event":"delivered"}', 'null', '1', '[', '[{]', '"[]"'])(
    'is not %j',
    async (body) => {
      await expectRefused(post(body) as Promise<Response>, 400, 'not-json');
    },
  );

  it('may be large, but not endless', async () => {
    const padded = (bytes: number) => `[${' '.repeat(bytes - 2)}]`;
    expect((await post(padded(2_097_152))).status).toBe(204);
    await expectRefused(post(padded(2_097_153)) as Promise<Response>, 413, 'too-large');
  });

  it('may hold bytes that are not UTF-8, deep nesting and odd events, and loses no other for it', async () => {
    const { deliveryId, event } = await mailed(acme, 'odd');
    const good = JSON.stringify(event('deferred', { response: '@' }));
    const [before, after] = good.split('"@"');
    const odd = [
      'null',
      '1',
      '"delivered"',
      '[]',
      '{}',
      '{"event":1,"timestamp":1}',
      '{"event":"delivered"}',
      '{"event":"delivered","timestamp":"1"}',
      '{"event":"delivered","timestamp":1e300}',
      '{"__proto__":{"event":"delivered","timestamp":1}}',
      '['.repeat(200_000) + ']'.repeat(200_000),
      `{"event":"${'x'.repeat(5_000)}","timestamp":1}`,
      '{"event":"delivered","timestamp":1,"sg_event_id":{"$gt":""}}',
    ];
    const known = await api.store.reports.countDocuments({ state: 'unreadable' });
    const latin1 = Buffer.concat([
      Buffer.from(`${before}"`),
      Buffer.from('bo\u00eete', 'latin1'),
      Buffer.from(`"${after}`),
    ]);
    const body = Buffer.concat([Buffer.from(`[${odd.join(',')},`), latin1, Buffer.from(']')]);
    expect((await post(body)).status).toBe(204);
    await api.told();
    expect(await delivery(acme, deliveryId)).toMatchObject({ status: 'deferred', reports: [{ detail: 'bo\ufffdte' }] });
    expect(await api.store.reports.countDocuments({ state: 'unreadable' })).toBe(known + odd.length);
    expect((await post(body)).status).toBe(204);
    expect(await api.store.reports.countDocuments({ state: 'unreadable' })).toBe(known + odd.length);
  });
});

describe('a batch', () => {
  it('of a thousand mixed events is stored at once, and each mail gets its own', async () => {
    const mails = [await mailed(acme, 'batch-1'), await mailed(acme, 'batch-2'), await mailed(acme, 'batch-3')];
    const kinds = ['processed', 'deferred', 'delivered', 'open', 'something_new'];
    const events = Array.from({ length: 1_000 }, (_, index) => {
      const event = mails[index % 4]?.event ?? mails[0]?.event;
      const more = index % 4 === 3 ? { delivery: 'of-somebody-else' } : {};
      return event?.(kinds[index % 5] as string, { timestamp: Math.floor(api.now() / 1_000) + index, ...more }) ?? {};
    });
    const before = await stored();
    const startedAt = Date.now();
    expect((await post(events)).status).toBe(204);
    expect(Date.now() - startedAt).toBeLessThan(5_000);
    expect(await stored()).toBe(before + 1_000);
    await api.told();
    for (const { deliveryId } of mails) expect(await delivery(acme, deliveryId)).toMatchObject({ status: 'delivered' });
    expect(await api.store.reports.countDocuments({ state: 'new' })).toBe(0);
    expect(await api.store.reports.countDocuments({ deliveryId: 'of-somebody-else', state: 'ignored' })).toBe(250);
  });

  it('is taken once, however often it comes, and under new ids too', async () => {
    const { deliveryId, event } = await mailed(acme, 'repeated');
    const events = [event('processed'), event('deferred', { response: '451 try later' }), event('delivered')];
    await report(...events);
    const once = await delivery(acme, deliveryId);
    const before = await stored();
    await report(...events);
    await report(...events.map((one) => ({ ...one, sg_event_id: `again-${one.event}` })));
    await report(...[...events, ...events].reverse());
    expect(await stored()).toBe(before);
    expect(await delivery(acme, deliveryId)).toEqual(once);
  });

  it('of unknown deliveries, or of emails that are not ours, is kept and changes nothing', async () => {
    const { deliveryId, event } = await mailed(acme, 'not-ours');
    const other = await api.account();
    const before = await delivery(acme, deliveryId);
    await report(
      event('bounce', { account: other.id }),
      event('bounce', { account: undefined }),
      event('bounce', { delivery: `${deliveryId}x` }),
      event('bounce', { delivery: 'a b' }),
      event('bounce', { attempt: '0' }),
      event('something_new'),
    );
    expect(await delivery(acme, deliveryId)).toMatchObject({ ...before, reports: [{ event: 'something_new' }] });
    expect(await api.store.reports.countDocuments({ event: 'bounce', state: 'ignored' })).toBe(5);
  });
});

describe('what is stored', () => {
  it('quotes no address of an event that can be read', async () => {
    const { event } = await mailed(acme, 'private');
    await report(event('delivered', { email: 'somebody@private.example', ip: '192.0.2.1' }));
    const [kept] = await api.store.reports
      .find({ event: 'delivered' }, { sort: { receivedAt: -1 }, limit: 1 })
      .toArray();
    expect(JSON.stringify(kept)).not.toMatch(/private\.example|192\.0/);
  });
});
