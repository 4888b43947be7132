import { describe, expect, it } from '@jest/globals';
import { instagramAccount, messengerPage, useFakeMeta } from './setup.ts';

const meta = useFakeMeta({ holdMs: 50 });
const both = [['messenger'], ['instagram']] as const;

describe.each(both)('a fault on %s', (channel) => {
  const byChannel = <T>(messenger: T, instagram: T) => (channel === 'messenger' ? messenger : instagram);
  it.each([
    ['throttled', { code: 613, ...byChannel({}, { error_subcode: 2_534_040 }) }],
    ['appThrottled', { code: 4, is_transient: true }],
    ['userThrottled', { code: 17 }],
    ['unknownError', { code: 1 }],
    ['unavailable', { code: 2, is_transient: true }],
    ['temporary', { code: 1_200, error_subcode: 2_018_024 }],
    ['tokenDead', { code: 190, error_subcode: 460 }],
    ['noPermission', { code: 200 }],
    ['restricted', { code: 10, error_subcode: 1_893_063 }],
    ['blocked', { code: 100, error_subcode: 2_534_029 }],
    ['accountRestricted', { code: 100, error_subcode: 2_534_122 }],
    ['messagesOff', { code: 200, error_subcode: 2_534_041 }],
    ['notReceiving', { code: 551, error_subcode: 1_545_041 }],
    ['noUser', { code: 100, error_subcode: byChannel(2_018_001, 2_534_014) }],
    ['windowClosed', { code: 10, error_subcode: byChannel(2_018_278, 2_534_022) }],
  ])('of the mode %s refuses one send with its codes', async (mode, error) => {
    const to = await meta.person(channel);
    await meta.putFault({ mode, to });
    const refused = await meta.send(channel, to, { text: 'Hello' });
    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect(refused.body).toMatchObject({ error: { type: 'OAuthException', ...error } });
    expect(await meta.sent(to)).toEqual([]);
    expect((await meta.send(channel, to, { text: 'Hello' })).status).toBe(200);
  });
});

describe('a fault', () => {
  it.each(['500', '502'])('of the mode %s answers with a page', async (mode) => {
    const to = await meta.person('messenger');
    await meta.putFault({ mode, to });
    expect(await meta.send('messenger', to, { text: 'Hello' })).toMatchObject({
      status: Number(mode),
      body: expect.stringContaining('<html>'),
    });
  });

  it.each([
    ['timeoutBeforeAccept', 0],
    ['timeoutAfterAccept', 1],
  ])('of the mode %s holds the answer back', async (mode, taken) => {
    const to = await meta.person('messenger');
    await meta.putFault({ mode, to });
    expect((await meta.send('messenger', to, { text: 'Hello' })).status).toBe(504);
    expect(await meta.sent(to)).toHaveLength(taken);
  });

  it.each([
    ['resetBeforeAccept', 0],
    ['reset', 1],
  ])('of the mode %s breaks the connection', async (mode, taken) => {
    const to = await meta.person('messenger');
    await meta.putFault({ mode, to });
    await expect(meta.send('messenger', to, { text: 'Hello' })).rejects.toThrow('fetch failed');
    expect(await meta.sent(to)).toHaveLength(taken);
    // What was taken is echoed, by which its sender learns of it.
    if (taken > 0) await meta.receiver().eventsOf(to, 3);
  });

  it('of throttling tells in its headers when calls are answered again', async () => {
    const to = await meta.person('messenger');
    await meta.putFault({ mode: 'throttled', to, regainMinutes: 3 });
    const { headers } = await meta.send('messenger', to, { text: 'Hello' });
    const usage = JSON.parse(headers.get('x-business-use-case-usage') ?? '');
    expect(usage[messengerPage]).toMatchObject([{ call_count: 100, estimated_time_to_regain_access: 3 }]);
  });

  it('of a dead token concerns every call of the page, and only sends count', async () => {
    const to = await meta.person('messenger');
    await meta.putFault({ mode: 'tokenDead', pageId: messengerPage, count: 1 });
    expect((await meta.graph('messenger', '/v26.0/me')).body).toMatchObject({ error: { code: 190 } });
    expect((await meta.graph('instagram', '/v26.0/me')).status).toBe(200);
    expect((await meta.send('messenger', to, { text: 'Hello' })).body).toMatchObject({ error: { code: 190 } });
    expect((await meta.graph('messenger', '/v26.0/me')).status).toBe(200);
  });

  it('of a person goes before one of their page, and that before one of all', async () => {
    const to = await meta.person('instagram');
    await meta.putFault({ mode: 'unavailable', count: null });
    await meta.putFault({ mode: 'temporary', pageId: instagramAccount });
    await meta.putFault({ mode: 'windowClosed', to });
    const codes: number[] = [];
    for (let sends = 0; sends < 4; sends += 1)
      codes.push((await meta.send('instagram', to, { text: 'x' })).body.error.code);
    expect(codes).toEqual([10, 1_200, 2, 2]);
    expect(await (await meta.call('/api/faults')).json()).toMatchObject({
      items: [{ mode: 'unavailable', count: null }],
    });
    await meta.call('/api/faults', { method: 'DELETE' });
    expect((await meta.send('instagram', to, { text: 'x' })).status).toBe(200);
  });

  it('is cleared by a count of 0, and refused if its mode does not exist', async () => {
    await meta.putFault({ mode: 'unavailable', count: null });
    await meta.putFault({ mode: 'unavailable', count: 0 });
    expect(await (await meta.call('/api/faults')).json()).toEqual({ items: [] });
    expect((await meta.putFault({ mode: 'throtled' })).status).toBe(422);
  });
});
