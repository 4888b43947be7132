import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { httpClient } from './http-client.ts';
import type { Stack } from './stack.ts';

const conversations = 10_000;

/** What a sleeping conversation costs: in the worker with its bounded cache, in Temporal's database and in MongoDB. */
export async function memory(stack: Stack): Promise<string> {
  const worker = await stack.start('worker');
  const api = await stack.start('api');
  const { accountId, apiKey } = await stack.account();
  const http = httpClient(api.url, apiKey, 16);
  const before = await sizes(stack, worker.pid);
  let next = 0;
  const client = async () => {
    while (next < conversations) {
      const path = `/v1/conversations/c${next}`;
      next += 1;
      await http.call('PUT', path, { visitor: { email: 'visitor@example.com' } });
      await http.call('POST', `${path}/messages`, { id: 'm', author: { kind: 'agent' }, text: 'It ships tomorrow.' });
    }
  };
  await Promise.all(Array.from({ length: 16 }, client));
  http.close();
  // They are asleep once each has been looked at; `watchAt` of the alarm is then a minute after the due time.
  const unseen = { accountId, 'alarm.signal': 'messagePosted' as const };
  while ((await stack.store.conversations.countDocuments(unseen)) > 0) await sleep(1_000);
  await sleep(5_000);
  const after = await sizes(stack, worker.pid);
  const each = (read: (size: Sizes) => number) =>
    `${((read(after) - read(before)) / conversations / 1_024).toFixed(2)} kB`;
  return [
    `| ${conversations} sleeping conversations: worker's memory, MB before → after | ${mb(before.worker)} → ${mb(after.worker)} |`,
    `| Temporal's database, a conversation | ${each(({ temporal }) => temporal)} |`,
    `| MongoDB (documents and indexes), a conversation | ${each(({ mongodb }) => mongodb)} |`,
    `| worker, a conversation | ${each(({ worker }) => worker)} |`,
  ].join('\n');
}

/** All in bytes. */
interface Sizes {
  readonly worker: number;
  readonly temporal: number;
  readonly mongodb: number;
}

async function sizes({ store, temporal }: Stack, workerPid: number): Promise<Sizes> {
  const { dataSize, indexSize } = await store.client.db('afterchat').stats();
  return {
    worker: residentBytes(workerPid),
    temporal: temporal.databaseBytes(),
    mongodb: dataSize + indexSize,
  };
}

function residentBytes(pid: number): number {
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1_024;
}

const mb = (bytes: number) => (bytes / 1_048_576).toFixed(0);
