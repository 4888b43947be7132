import { afterEach, describe, expect, it } from '@jest/globals';
import { startFakeSendGrid } from '../../dev/sendgrid/fake-sendgrid.ts';
import { goodBody, goodKey, goodMail, mailsAt, officialClient, useFakeSendGrid } from './setup.ts';

const fake = useFakeSendGrid();
afterEach(() => fake.reset());

const scopes = () => fake.call('/v3/scopes', { headers: { authorization: `Bearer ${goodKey}` } });
const statuses = async (count: number) => {
  const seen: number[] = [];
  for (let sent = 0; sent < count; sent += 1) seen.push((await fake.post(goodBody)).status);
  return seen;
};

describe('a fault that answers', () => {
  it.each([
    ['400', { errors: [{ message: 'Bad Request', field: null, help: null }] }],
    ['401', { errors: [{ message: expect.stringContaining('authorization grant'), field: null, help: null }] }],
    ['403', { errors: [{ message: expect.stringContaining('verified Sender Identity'), field: 'from' }] }],
    ['429', { errors: [{ message: 'too many requests' }] }],
    ['500', { errors: [{ message: 'Internal server error' }] }],
    ['503', { errors: [{ message: 'Service Unavailable' }] }],
    ['413', expect.stringContaining('<center>nginx</center>')],
    ['502', expect.stringContaining('<center>nginx</center>')],
  ])('%s fails the official client with it and accepts nothing', async (mode, body) => {
    await fake.putFault({ mode });
    const error = await fake
      .client()
      .send(goodMail)
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: Number(mode), response: { body } });
    expect(await fake.mails()).toEqual([]);
    expect(await statuses(1)).toEqual([202]);
  });

  it('429 says when to come back, unless told to leave that out', async () => {
    await fake.putFault({ mode: '429', rateLimitResetSeconds: 30 });
    const told = await fake.post(goodBody);
    expect(Number(told.headers.get('x-ratelimit-reset')) - Date.now() / 1_000).toBeCloseTo(30.5, -0.5);
    expect(told.headers.get('x-ratelimit-remaining')).toBe('0');
    await fake.putFault({ mode: '429', rateLimitResetSeconds: null });
    expect((await fake.post(goodBody)).headers.has('x-ratelimit-reset')).toBe(false);
  });

  it('401 shows in the scopes as well, which use up no count', async () => {
    expect(await (await scopes()).json()).toMatchObject({ scopes: expect.arrayContaining(['mail.send']) });
    await fake.putFault({ mode: '401', count: 2 });
    expect([(await scopes()).status, (await scopes()).status, await statuses(1)]).toEqual([401, 401, [401]]);
    expect([(await scopes()).status, await statuses(1), (await scopes()).status]).toEqual([401, [401], 200]);
    await fake.putFault({ mode: '500' });
    expect((await scopes()).status).toBe(200);
  });

  it('401 without a count is a revoked key, until it is cleared', async () => {
    await fake.putFault({ mode: '401', count: null });
    expect([await statuses(3), (await scopes()).status]).toEqual([[401, 401, 401], 401]);
    await fake.call('/api/faults', { method: 'DELETE' });
    expect([(await scopes()).status, await statuses(1)]).toEqual([200, [202]]);
  });
});

describe('a fault without an answer', () => {
  it('timeoutBeforeAccept runs into the client’s timeout and leaves no mail', async () => {
    await fake.putFault({ mode: 'timeoutBeforeAccept' });
    await expect(fake.client(200).send(goodMail)).rejects.toMatchObject({ code: 'ECONNABORTED' });
    expect(await fake.mails()).toEqual([]);
  });

  it('timeoutAfterAccept runs into the client’s timeout although the mail is accepted', async () => {
    await fake.putFault({ mode: 'timeoutAfterAccept' });
    await expect(fake.client(200).send(goodMail)).rejects.toMatchObject({ code: 'ECONNABORTED' });
    expect(await fake.mails()).toHaveLength(1);
  });

  it('reset accepts the mail and resets the connection', async () => {
    await fake.putFault({ mode: 'reset' });
    await expect(fake.client().send(goodMail)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(await fake.mails()).toHaveLength(1);
    expect(await statuses(1)).toEqual([202]);
  });
});

describe('a timeout that the client outwaits', () => {
  const impatient = useFakeSendGrid({ holdMs: 50 });
  it('ends as the gateway’s 504', async () => {
    await impatient.putFault({ mode: 'timeoutAfterAccept' });
    const answer = await impatient.post(goodBody);
    expect([answer.status, await answer.text()]).toEqual([504, expect.stringContaining('504 Gateway Time-out')]);
  });
});

it('a held answer does not hold up the stop', async () => {
  const other = await startFakeSendGrid();
  const fault = { method: 'PUT', body: JSON.stringify({ mode: 'timeoutAfterAccept' }) };
  await fetch(`${other.url}/api/faults`, fault);
  const held = expect(officialClient(other.url).send(goodMail)).rejects.toMatchObject({ code: 'ECONNRESET' });
  while ((await mailsAt(other.url)).length === 0);
  const started = performance.now();
  await other.stop();
  expect(performance.now() - started).toBeLessThan(1_000);
  await held;
});

describe('PUT /api/faults', () => {
  it('applies to as many of the next sends as told, one unless told', async () => {
    await fake.putFault({ mode: '500', count: 2 });
    expect(await statuses(3)).toEqual([500, 500, 202]);
    await fake.putFault({ mode: 503 });
    expect(await statuses(2)).toEqual([503, 202]);
  });

  it('stays until cleared when count is null, and shows what is left', async () => {
    await fake.putFault({ mode: '500', count: null });
    expect(await statuses(2)).toEqual([500, 500]);
    await fake.putFault({ mode: '503', count: 5 });
    expect(await statuses(1)).toEqual([503]);
    const items = [{ mode: '503', count: 4, to: null, rateLimitResetSeconds: 1, seconds: 30, deferrals: 2 }];
    expect(await (await fake.call('/api/faults')).json()).toEqual({ items });
  });

  it.each([{ mode: 'none' }, { mode: '500', count: 0 }])('%j clears', async (clearing) => {
    await fake.putFault({ mode: '500', count: 10 });
    expect((await fake.putFault(clearing)).status).toBe(200);
    expect(await statuses(1)).toEqual([202]);
  });

  it('can concern one address alone, beside the faults of others', async () => {
    await fake.putFault({ mode: '500', count: 10, to: 'one@example.com' });
    await fake.putFault({ mode: '503', count: 10, to: 'two@example.com' });
    const to = async (email: string) =>
      (await fake.post({ ...goodBody, personalizations: [{ to: [{ email }] }] })).status;
    expect([await to('One@example.com'), await to('two@example.com'), await to('three@example.com')]).toEqual([
      500, 503, 202,
    ]);
    await fake.call('/api/faults?to=one@example.com', { method: 'DELETE' });
    expect([await to('one@example.com'), await to('two@example.com')]).toEqual([202, 503]);
  });

  it('counts no send that is refused for its own fault', async () => {
    await fake.putFault({ mode: '500' });
    expect((await fake.post({ ...goodBody, from: undefined })).status).toBe(400);
    expect(await statuses(2)).toEqual([500, 202]);
  });

  it.each([
    [{ mode: 'earthquake' }, 'invalid-input', 'mode'],
    [{ mode: 'toString' }, 'invalid-input', 'mode'],
    [{ mode: '500', count: -1 }, 'invalid-input', 'count'],
    [{ mode: '500', times: 2 }, 'invalid-input', ''],
    [{ mode: 'lateReports', seconds: -1 }, 'invalid-input', 'seconds'],
  ])('refuses %j with a problem that lists the modes', async (fault, type, path) => {
    const answer = await fake.putFault(fault);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([422, 'application/problem+json']);
    expect(await answer.json()).toMatchObject({
      type,
      status: 422,
      detail: expect.stringContaining('timeoutAfterAccept'),
      errors: [{ path, message: expect.any(String) }],
    });
    expect(await statuses(1)).toEqual([202]);
  });

  it('answers 400 to what is not JSON', async () => {
    const answer = await fake.putFault('{mode: 500}');
    expect([answer.status, await answer.json()]).toMatchObject([400, { type: 'not-json' }]);
  });
});
