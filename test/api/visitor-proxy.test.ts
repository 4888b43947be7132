import { expect, it } from '@jest/globals';
import { useVisitorApi } from '../support/visitor-api.ts';

const api = useVisitorApi({ trustProxy: true });

it('counts sessions by what the trusted proxy wrote last into X-Forwarded-For', async () => {
  const site = await api.site();
  const begin = (count: number, client: string) =>
    site.session({}, { headers: { 'x-forwarded-for': `10.0.0.${count}, ${client}` } });
  for (let count = 1; count <= 30; count += 1) await begin(count, '198.51.100.7');
  expect((await begin(31, '198.51.100.7')).status).toBe(429);
  expect((await begin(32, '198.51.100.8')).status).toBe(200);
});
