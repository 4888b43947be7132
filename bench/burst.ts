import { setTimeout as sleep } from 'node:timers/promises';
import { standardConversation } from './cost.ts';
import { httpClient } from './http-client.ts';
import { rawCycles } from './raw-cycles.ts';
import {
  allReported,
  inParallel,
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
import { show, spread } from './statistics.ts';

const rounds = 3;
/** Long enough to post all that visitors do before the first mail is due, and to be idle for a while. */
const leadSeconds = 20;

/**
 * Conversations that fall due in the same second, compared with empty one-activity workflows on the same server. The
 * provider reports each mail.
 */
export async function burst(stack: Stack, [size = 500]: readonly number[]): Promise<string> {
  const service = await startService(stack);
  const runs: (WorkedOff & Took)[] = [];
  const raw: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    raw.push(await rawCycles(stack, size));
    runs.push(await atOnce(service, size));
  }
  const rates = runs.map(({ perSecond }) => perSecond);
  const ratios = rates.map((value, round) => value / (raw[round] ?? Number.NaN));
  const halfRate = spread(rates).median / 2;
  const even = await spreadOver(service, size, size / halfRate);
  const standard = await standardConversation(stack, service.url);
  const of = (read: (run: WorkedOff) => number) => show(spread(runs.map(read)), 1);
  return [
    `| mails/s, ${size} due in the same second | ${show(spread(rates), 1)} |`,
    `| empty one-activity workflows/s on the same server | ${show(spread(raw), 1)} |`,
    `| ratio (aim ≥ 0.75) | ${show(spread(ratios), 2)} |`,
    `| burst, due → accepted p50, s | ${of(({ p50 }) => p50)} |`,
    `| burst, due → accepted p99, s | ${of(({ p99 }) => p99)} |`,
    `| burst, due → accepted max, s | ${of(({ max }) => max)} |`,
    `| each accepted exactly once | ${runs.every(({ once }) => once) ? 'yes' : 'NO'} |`,
    ...rowsOf(runs),
    `| Temporal actions of the standard conversation (aim ≤ 10) | ${standard.all}: ${standard.details} |`,
    `| at half that rate (${halfRate.toFixed(0)}/s), p50, s (aim < 1) | ${even.p50.toFixed(2)} |`,
    `| at half that rate, p99, s (aim < 5) | ${even.p99.toFixed(2)} |`,
  ].join('\n');
}

async function atOnce(service: Service, size: number): Promise<WorkedOff & Took> {
  const { accountId, mailsBefore, leave } = await prepared(service, size);
  const dueAt = await leave(0);
  const idle = await whileIdle(service);
  await sleep(Math.max(0, Math.min(...dueAt.values()) - Date.now()));
  const from = await service.read();
  await allReported(service, accountId, size);
  const busy = [from, await service.read()] as const;
  return {
    ...(await workedOff(service, accountId, dueAt, mailsBefore)),
    ...(await took(service, { idle, busy }, accountId, dueAt)),
  };
}

async function spreadOver(service: Service, size: number, seconds: number): Promise<WorkedOff> {
  const { accountId, mailsBefore, leave } = await prepared(service, size);
  const dueAt = await leave(seconds);
  await allReported(service, accountId, size);
  return workedOff(service, accountId, dueAt, mailsBefore);
}

async function prepared({ stack, url }: Service, size: number) {
  const timing = { afterLeavingSeconds: leadSeconds, settleSeconds: 1, settleMaxSeconds: 1 };
  const { accountId, apiKey } = await stack.account({ timing });
  const mailsBefore = await stack.mails();
  await waitingConversations(url, apiKey, size);
  /** The visitors leave, evenly over this time; answers when each mail is due, in epoch milliseconds. */
  const leave = async (overSeconds: number): Promise<ReadonlyMap<string, number>> => {
    const http = httpClient(url, apiKey, 32);
    const dueAt = new Map<string, number>();
    const start = Date.now();
    await inParallel(size, async (index) => {
      const at = start + (index / size) * overSeconds * 1_000;
      await sleep(Math.max(0, at - Date.now()));
      dueAt.set(`c${index}`, at + leadSeconds * 1_000);
      const left = { state: 'left', at: new Date(at).toISOString() };
      await http.call('POST', `/v1/conversations/c${index}/presence`, left);
    });
    http.close();
    return dueAt;
  };
  return { accountId, mailsBefore, leave };
}
