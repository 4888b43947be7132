import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { makeNamespace } from '../../dev/servers/namespace.ts';
import { until } from '../../dev/servers/until.ts';
import { forwardOne, type RunningPart, type Service, startService } from './service.ts';

jest.setTimeout(300_000);

const patience = { SENDGRID_TIMEOUT_SECONDS: '2', DELIVER_TIMEOUT_SECONDS: '4' };
let service: Service;
let api: RunningPart;
let workers: RunningPart[];
beforeAll(async () => {
  service = await startService({ TEMPORAL_NAMESPACE: 'prod', ...patience });
  await makeNamespace(service.temporal.address, 'prod');
  api = await service.run('api');
  workers = [await service.run('worker'), await service.run('worker')];
});
afterAll(() => service.stop());

const ready = async ({ operating }: RunningPart) => {
  const answer = await fetch(`${operating}/readyz`);
  return [answer.status, await answer.text()];
};
const lacksNamespace =
  'Temporal has no namespace prod: create it (temporal operator namespace create -n prod), or correct TEMPORAL_NAMESPACE';

describe('Temporal back without its namespace', () => {
  it('makes every worker say that it is not ready, and why, while mails are under way', async () => {
    for (const worker of workers) expect(await ready(worker)).toEqual([200, 'ok\n']);
    service.sendGrid.hold();
    for (const id of ['held-1', 'held-2', 'held-3']) await forwardOne(service.frontend(api), id);
    await until('mails are under way', 60, async () => service.sendGrid.arrived() === 3);
    await service.temporal.restart({ fresh: true });
    for (const worker of workers)
      await until('it is not ready', 60, async () => (await ready(worker))[1] === `${lacksNamespace}\n`);
    expect((await ready(workers[0]!))[0]).toBe(503);
    expect(workers[0]!.output()).toContain(lacksNamespace);
    const answer = await fetch(`${api.api}/readyz`);
    expect([answer.status, await answer.json()]).toMatchObject([
      200,
      { status: 'ok', parts: { mongodb: 'ok', temporal: 'unfit' }, says: [lacksNamespace] },
    ]);
  });

  it('leaves no worker that SIGTERM does not end', async () => {
    const [worker] = workers as [RunningPart];
    const told = Date.now();
    worker.child.kill('SIGTERM');
    await worker.exitCode;
    expect(Date.now() - told).toBeLessThan(29_000);
  });

  it('is healed as soon as the namespace is made again: what waited and what comes is mailed', async () => {
    const [, worker] = workers as [RunningPart, RunningPart];
    expect(worker.child.exitCode).toBeNull();
    service.sendGrid.release();
    const before = service.sendGrid.arrived();
    await forwardOne(service.frontend(api), 'waits');
    await makeNamespace(service.temporal.address, 'prod');
    await until('it is ready', 60, async () => (await ready(worker))[0] === 200);
    await forwardOne(service.frontend(api), 'comes');
    const isMailed = async (id: string) =>
      (await service.store.deliveries.findOne({ conversationId: id }))?.status === 'accepted';
    await until('both are mailed', 90, async () => (await isMailed('waits')) && (await isMailed('comes')));
    expect(service.sendGrid.arrived()).toBe(before + 2);
    expect(worker.output()).toContain('Temporal is there: all queues are polled');
  });
});
