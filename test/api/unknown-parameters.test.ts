import { afterAll, describe, expect, it } from '@jest/globals';
import { openAuthorizationStage } from './authorization-stage.ts';
import { routeOpeners } from './authorization-table.ts';

// Before the tests, which are made from the document that it serves.
const stage = await openAuthorizationStage();
afterAll(() => stage.stop());

/** Called by machines whose address somebody else decides on: probes, and the provider, whose reports must not be lost. */
const takenByMachines = [
  'GET /healthz',
  'GET /readyz',
  'POST /webhooks/sendgrid/events',
  'POST /webhooks/sendgrid/inbound/{secret}',
  'GET /webhooks/meta',
  'POST /webhooks/meta',
];

const routes = routeOpeners.filter(([name]) => !takenByMachines.includes(name));

describe('a parameter that no route knows', () => {
  it.each(routes)('is refused by %s, and nothing is changed', async (name, opener) => {
    const placed = stage.operations.get(name);
    if (placed === undefined) throw new Error(`${name} is not in the document`);
    const request = await stage.goodRequest(placed);
    const key = opener === 'visitor' ? stage.home.visitor : opener === 'site' ? null : stage.home.key;
    const before = await stage.everything();
    for (const query of ['surprise=1', 'limi=5', 'surprise', 'constructor=1', '__proto__=1']) {
      const path = `${request.path}${request.path.includes('?') ? '&' : '?'}${query}`;
      const { status, text } = await stage.ask({ ...request, path }, key);
      expect([query, status, text]).toEqual([query, 422, expect.stringContaining('is not a known parameter')]);
    }
    expect(await stage.everything()).toEqual(before);
  });

  it('is refused in a beacon, which is read before all others', async () => {
    const body = JSON.stringify({ token: stage.home.visitor, state: 'left' });
    const headers = { 'content-type': 'text/plain' };
    const answer = await stage.request('/v1/visitor/presence?surprise=1', { method: 'POST', headers, body });
    expect(answer.status).toBe(422);
  });

  it('is taken from machines', async () => {
    for (const path of ['/healthz', '/readyz'])
      expect((await stage.ask({ method: 'GET', path: `${path}?source=probe`, body: undefined }, null)).status).toBe(
        200,
      );
  });
});
