import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { freePort } from '../../bin/servers/ports.mjs';
import type { RunningMongod } from '../../dev/servers/mongod.ts';
import { until } from '../../dev/servers/until.ts';
import { startMongod } from '../support/servers.ts';
import { type ServiceProcesses, startService } from '../support/service-processes.ts';

let mongod: RunningMongod;
let service: ServiceProcesses;
beforeAll(async () => {
  mongod = await startMongod();
  const [temporal, sendGrid] = [`127.0.0.1:${await freePort()}`, 'http://127.0.0.1:9'];
  service = await startService({ mongodb: mongod.uri, temporal, sendGrid, parts: ['api'] });
}, 60_000);
afterAll(async () => {
  await service.stop();
  await mongod.stop();
});

it('an API that starts while MongoDB is away, and is asked all the same, serves once it is back', async () => {
  const { key } = await service.account();
  const answer = () => fetch(`${service.url}/v1/conversations`, { headers: { authorization: `Bearer ${key}` } });
  await service.api.kill();
  await mongod.kill();
  await service.api.start();
  expect((await answer()).status).toBe(503);
  expect((await answer()).status).toBe(503);
  await mongod.restart();
  await until('the API serving', 60, async () => (await answer()).status === 200);
}, 60_000);
