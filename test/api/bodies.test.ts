import { beforeAll, describe, expect, it } from '@jest/globals';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { changesNothing, expectProblem } from './problem.ts';
import { nameOf, withBody } from './routes.ts';

const api = useApi();
let acme: ApiAccount;
beforeAll(async () => {
  acme = await api.account();
  const chat = acme.chat.conversation('c1');
  await chat.begin();
  await acme.call('POST', '/v1/conversations/c1/messages', { id: 'm1', author: { kind: 'agent' }, text: 'Hello' });
  await acme.chat.addAgent('ada', 'Ada');
});

const streamOf = (bytes: Uint8Array) =>
  new ReadableStream<Uint8Array>({
    start: (controller) => {
      controller.enqueue(bytes);
      controller.close();
    },
  });

const maxBytes = 256 * 1_024;

describe.each(withBody.map((route) => [nameOf(route), route] as const))('%s', (_, { method, path, body }) => {
  const send = (sent: unknown, headers = {}) => changesNothing(api, () => acme.call(method, path, sent, { headers }));

  it('answers 400 to what is not JSON', async () => {
    for (const text of ['{', '{"a":1,}', "{'a':1}", '{"a":1}}', 'undefined', '', '\u0000', '"a', '{"a":\u0001}', 'NaN'])
      expectProblem(await send(text), 400, 'not-json');
  });

  it('answers 400 to bytes that are not UTF-8, and stores none of them', async () => {
    const text = JSON.stringify({ ...body, filler: '?' });
    for (const bytes of ['\xff', '\xe4', '\xc0\xaf', '\xed\xa0\x80', '\xf0\x9f\x98']) {
      const broken = Buffer.from(text.replace('?', bytes), 'latin1');
      expectProblem(await send(streamOf(broken)), 400, 'not-utf8');
      expectProblem(await send(streamOf(broken), { 'content-length': String(broken.length) }), 400, 'not-utf8');
    }
    expectProblem(await send(streamOf(Buffer.from(text, 'utf16le'))), 400, 'not-json');
  });

  it('answers 400 to a body of another type', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/json+xml', ''])
      expectProblem(await send(JSON.stringify(body), { 'content-type': type }), 400, 'not-json');
  });

  it('answers briefly to a large number of errors', async () => {
    const many = Object.fromEntries(Array.from({ length: 15_000 }, (_, index) => [`f${index}`, 0]));
    const long = { ...body, [`n${'x'.repeat(200_000)}`]: 1 };
    for (const nonsense of [many, long]) {
      const answer = await send(nonsense);
      expect(answer.status).toBe(422);
      expect(answer.body.errors.length).toBeLessThanOrEqual(20);
      expect(JSON.stringify(answer.body).length).toBeLessThan(15_000);
    }
  });

  it('answers 422 to what is no object', async () => {
    for (const text of ['null', '[]', '[1]', '"text"', '1', 'true', '1e999', '[[[]]]'])
      expectProblem(await send(text), 422, 'invalid-request', ['']);
  });

  it('answers 422 to unknown fields, names each and changes nothing', async () => {
    const answer = await send({ ...body, surprise: 1, constructor: 2 });
    expectProblem(answer, 422, 'invalid-request', ['surprise', 'constructor']);
    expect(answer.body.detail).toContain('surprise');
  });

  it('answers 422 to __proto__ as to any unknown field', async () => {
    const text = `${JSON.stringify(body).slice(0, -1)},"__proto__":{"polluted":true}}`;
    expectProblem(await send(text), 422, 'invalid-request', ['__proto__']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('answers 422 to a wildly nested value', async () => {
    const depth = 20_000;
    const nested = `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
    const answer = await send(`${JSON.stringify(body).slice(0, -1)},"deep":${nested}}`);
    expectProblem(answer, 422, 'invalid-request', ['deep']);
  });

  it('answers 413 to a body over 256 KiB, told in advance or not', async () => {
    const big = JSON.stringify({ ...body, filler: 'x'.repeat(maxBytes) });
    expectProblem(await send(big, { 'content-length': String(big.length) }), 413, 'too-large');
    expectProblem(await send(streamOf(new TextEncoder().encode(big))), 413, 'too-large');
  });
});

describe('JSON', () => {
  it('is taken whatever the case and parameters of its type', async () => {
    for (const type of ['Application/JSON; charset=utf-8', 'application/merge-patch+json']) {
      const answer = await acme.call('PATCH', '/v1/settings', { locale: 'fr' }, { headers: { 'content-type': type } });
      expect([answer.status, answer.body.locale]).toEqual([200, 'fr']);
    }
  });

  it('may hold U+FFFD and half a surrogate pair, which becomes it: a cut emoji is no reason to lose a message', async () => {
    const text = `{"id":"half","author":{"kind":"visitor"},"text":"a\\ud83d b\ufffd"}`;
    const answer = await acme.call('POST', '/v1/conversations/c1/messages', text);
    expect([answer.status, answer.body.text]).toEqual([201, 'a\ufffd b\ufffd']);
  });

  it('counts the last of equal fields, as JSON.parse does', async () => {
    const text = '{"id":"twice","author":{"kind":"visitor"},"text":"first","text":"last"}';
    const answer = await acme.call('POST', '/v1/conversations/c1/messages', text);
    expect([answer.status, answer.body.text]).toEqual([201, 'last']);
  });
});
