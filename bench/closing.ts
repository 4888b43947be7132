import { setTimeout as sleep } from 'node:timers/promises';
import { httpClient } from './http-client.ts';
import {
  allReported,
  rowsOf,
  type Service,
  startService,
  type Took,
  took,
  type WorkedOff,
  waitingConversations,
  whileIdle,
  workedOff,
} from './service.ts';
import type { Stack } from './stack.ts';

/** Closing time: replies wait in many conversations, whose visitors are all there, and then all agents go offline at once. */
export async function closing(stack: Stack, sizes: readonly number[]): Promise<string> {
  const service = await startService(stack);
  const rows: string[] = [];
  let first: { readonly size: number; readonly perSecond: number } | null = null;
  for (const size of sizes.length === 0 ? [2_000] : sizes) {
    const run = await closed(service, size);
    const seconds = size / run.perSecond;
    rows.push(
      `| all agents go offline, ${size} wait: mails/s until the last | ${run.perSecond.toFixed(1)} |`,
      `| the last is accepted after, s | ${seconds.toFixed(1)} |`,
      ...(first === null
        ? []
        : [
            `| that time, to ${size} at the rate with ${first.size} (aim ≤ 1.3) | ${((seconds * first.perSecond) / size).toFixed(2)} |`,
          ]),
      `| p50 and p99, s | ${run.p50.toFixed(1)} and ${run.p99.toFixed(1)} |`,
      `| each accepted exactly once | ${run.once ? 'yes' : 'NO'} |`,
      ...rowsOf([run]),
    );
    first ??= { size, perSecond: run.perSecond };
  }
  return rows.join('\n');
}

async function closed(service: Service, size: number): Promise<WorkedOff & Took> {
  const { stack, url } = service;
  const hour = 3_600;
  const timing = { silenceSeconds: hour, afterInactivitySeconds: hour, agentsAwayGraceSeconds: 0, settleSeconds: 1 };
  const { accountId, apiKey } = await stack.account({ timing });
  const mailsBefore = await stack.mails();
  const http = httpClient(url, apiKey, 1);
  const status = (state: 'online' | 'offline') => http.call('PUT', '/v1/agents/ada/status', { status: state });
  await http.call('PUT', '/v1/agents/ada', { name: 'Ada' });
  await status('online');
  await waitingConversations(url, apiKey, size);
  // They wait once each has been looked at.
  while ((await stack.store.conversations.countDocuments({ accountId, 'alarm.signal': 'messagePosted' })) > 0)
    await sleep(1_000);
  await sleep(2_000);
  const idle = await whileIdle(service);
  const from = await service.read();
  const offlineAt = Date.now();
  await status('offline');
  http.close();
  await allReported(service, accountId, size);
  const busy = [from, await service.read()] as const;
  const dueAt = new Map(Array.from({ length: size }, (_, index) => [`c${index}`, offlineAt]));
  return {
    ...(await workedOff(service, accountId, dueAt, mailsBefore)),
    ...(await took(service, { idle, busy }, accountId, dueAt)),
  };
}
