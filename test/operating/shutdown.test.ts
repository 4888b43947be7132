import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { until } from '../../dev/servers/until.ts';
import { forwardOne, type Service, startService } from './service.ts';

jest.setTimeout(180_000);

let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());

describe('SIGTERM', () => {
  it('lets a worker end the mail it is sending and record it, however often it is told', async () => {
    const { sendGrid, store } = service;
    const api = await service.run('api');
    const worker = await service.run('worker');
    sendGrid.hold();
    const chat = await forwardOne(service.frontend(api), 'deploy');
    await until('the mail is being sent', 60, async () => sendGrid.arrived() === 1);

    worker.child.kill('SIGTERM');
    await until('it is stopping', 60, async () => (await fetch(`${worker.operating}/readyz`)).status === 503);
    worker.child.kill('SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(worker.child.exitCode).toBeNull();
    sendGrid.release();

    expect(await worker.exitCode).toBe(0);
    const delivery = await store.deliveries.findOne({ conversationId: 'deploy' });
    expect(delivery).toMatchObject({ status: 'accepted', attempts: [{ end: 'accepted' }] });
    const answer = (await chat.messages()).at(-1);
    expect(answer?.outcome).toMatchObject({ state: 'mailed' });
    expect(sendGrid.arrived()).toBe(1);
    api.child.kill('SIGTERM');
    expect(await api.exitCode).toBe(0);
  });

  it('lets the API answer the request it has begun, and takes no other', async () => {
    const api = await service.run('api');
    const { port } = new URL(api.api);
    const body = JSON.stringify({ visitor: { email: 'visitor@example.com' } });
    const head = `PUT /v1/conversations/draining HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${service.apiKey}\r\n`;
    const socket = connect(Number(port), '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write(`${head}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 5)}`);
    await new Promise((resolve) => setTimeout(resolve, 300));
    api.child.kill('SIGTERM');
    await until('it takes no other request', 60, async () => {
      return await fetch(`${api.api}/healthz`, { headers: { connection: 'close' } }).then(
        () => false,
        () => true,
      );
    });
    socket.write(body.slice(5));
    await closed;
    expect(answer).toMatch(/^HTTP\/1\.1 201 /);
    expect(await api.exitCode).toBe(0);
    expect(await service.store.conversations.countDocuments({ id: 'draining' })).toBe(1);
  });

  it('ends a kept connection that is idle at once', async () => {
    const api = await service.run('all');
    await fetch(`${api.api}/healthz`);
    const told = Date.now();
    api.child.kill('SIGTERM');
    expect(await api.exitCode).toBe(0);
    expect(Date.now() - told).toBeLessThan(5_000);
  });
});
