import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { httpClient } from './http-client.ts';
import { inParallel, pidsOf } from './service.ts';
import type { Stack } from './stack.ts';

/** With as many as its worker keeps in its cache, and with more. */
const defaultCounts = [1_000, 10_000];
const idleSeconds = 15;

/** What an idle deployment takes, and what sleeping conversations cost, in processes and in the databases. */
export async function memory(stack: Stack, given: readonly number[]): Promise<string> {
  const counts = given.length === 0 ? defaultCounts : given;
  const worker = await stack.start('worker');
  const api = await stack.start('api');
  const pids = pidsOf(stack, { api, worker });
  const { accountId, apiKey } = await stack.account();
  const http = httpClient(api.url, apiKey, 32);
  await sleep(idleSeconds * 1_000);
  const rows = [`| idle, MB | ${residents(pids)} |`];
  let there = 0;
  for (const count of counts) {
    const before = await stored(stack);
    const from = there;
    await inParallel(count - from, async (index) => {
      const path = `/v1/conversations/c${from + index}`;
      await http.call('PUT', path, { visitor: { email: 'visitor@example.com' } });
      await http.call('POST', `${path}/messages`, { id: 'm', author: { kind: 'agent' }, text: 'It ships tomorrow.' });
    });
    there = count;
    // They are asleep once each has been looked at; `watchAt` of the alarm is then a minute after the due time.
    const unseen = { accountId, 'alarm.signal': 'messagePosted' as const };
    while ((await stack.store.conversations.countDocuments(unseen)) > 0) await sleep(1_000);
    await sleep(5_000);
    const after = await stored(stack);
    const each = (what: keyof typeof after) => ((after[what] - before[what]) / (count - from) / 1_024).toFixed(1);
    rows.push(
      `| ${count} conversations wait, MB | ${residents(pids)} |`,
      `| each in Temporal's database, and in MongoDB with its indexes, kB | ${each('temporal')} and ${each('mongodb')} |`,
    );
  }
  http.close();
  return rows.join('\n');
}

/** In bytes. */
async function stored({ store, temporal }: Stack) {
  const { dataSize, indexSize } = await store.client.db('afterchat').stats();
  return { temporal: temporal.databaseBytes(), mongodb: Number(dataSize + indexSize) };
}

/** What of each process is in memory, and their sum. */
function residents(pids: Readonly<Record<string, number>>): string {
  const sizes = Object.entries(pids).map(([name, pid]) => ({ name, megabytes: residentMegabytes(pid) }));
  const all = sizes.reduce((sum, { megabytes }) => sum + megabytes, 0);
  return `${all.toFixed(0)}: ${sizes.map(({ name, megabytes }) => `${name} ${megabytes.toFixed(0)}`).join(', ')}`;
}

function residentMegabytes(pid: number): number {
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1_024;
}
