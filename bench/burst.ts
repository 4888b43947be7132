import { setTimeout as sleep } from 'node:timers/promises';
import { httpClient } from './http-client.ts';
import { rawCycles } from './raw-cycles.ts';
import type { Stack } from './stack.ts';
import { quantile, secondsSince, show, spread } from './statistics.ts';

const rounds = 3;
const burstSize = 500;
/** Long enough to post all replies before the first one is due. */
const leadSeconds = 20;

/** Conversations that fall due in the same second, compared with empty one-activity workflows on the same server. */
export async function burst(stack: Stack): Promise<string> {
  await stack.start('worker');
  const api = await stack.start('api');
  const runs: Run[] = [];
  const raw: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    raw.push(await rawCycles(stack, burstSize));
    runs.push(await once(stack, api.url, burstSize, 0));
  }
  const rates = runs.map(({ perSecond }) => perSecond);
  const ratios = rates.map((value, round) => value / (raw[round] ?? Number.NaN));
  const halfRate = spread(rates).median / 2;
  const even = await once(stack, api.url, burstSize, burstSize / halfRate);
  const of = (read: (run: Run) => number) => show(spread(runs.map(read)), 1);
  return [
    `| mails/s, ${burstSize} due in the same second | ${show(spread(rates), 1)} |`,
    `| empty one-activity workflows/s on the same server | ${show(spread(raw), 1)} |`,
    `| ratio (aim ≥ 0.7) | ${show(spread(ratios), 2)} |`,
    `| burst, due → accepted p50, s | ${of(({ p50 }) => p50)} |`,
    `| burst, due → accepted p99, s | ${of(({ p99 }) => p99)} |`,
    `| burst, due → accepted max, s | ${of(({ max }) => max)} |`,
    `| accepted once each | ${runs.every(({ once }) => once) ? 'yes' : 'NO'} |`,
    `| at half that rate (${halfRate.toFixed(0)}/s), p50, s (aim < 1) | ${even.p50.toFixed(2)} |`,
    `| at half that rate, p99, s (aim < 5) | ${even.p99.toFixed(2)} |`,
  ].join('\n');
}

interface Run {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly once: boolean;
}

/** @param overSeconds 0: all due at once; otherwise spread evenly over this time */
async function once(stack: Stack, url: string, size: number, overSeconds: number): Promise<Run> {
  const timing = { afterLeavingSeconds: leadSeconds, settleSeconds: 1, settleMaxSeconds: 1 };
  const { accountId, apiKey } = await stack.account({ timing });
  const http = httpClient(url, apiKey, 32);
  const before = await stack.store.deliveries.countDocuments({ status: 'accepted' });
  await inParallel(size, async (index) => {
    const path = `/v1/conversations/c${index}`;
    await http.call('PUT', path, { visitor: { email: `visitor${index}@example.com` } });
    await http.call('POST', `${path}/messages`, { id: 'm', author: { kind: 'agent' }, text: 'It ships tomorrow.' });
    await http.call('POST', `${path}/presence`, { state: 'active' });
  });
  const due = new Map<string, number>();
  const start = Date.now();
  await inParallel(size, async (index) => {
    const at = start + (index / size) * overSeconds * 1_000;
    await sleep(Math.max(0, at - Date.now()));
    due.set(`c${index}`, at + leadSeconds * 1_000);
    await http.call('POST', `/v1/conversations/c${index}/presence`, { state: 'left', at: new Date(at).toISOString() });
  });
  http.close();
  const waiting = performance.now();
  while ((await stack.store.deliveries.countDocuments({ accountId, status: 'accepted' })) < size) {
    if (secondsSince(waiting) > 180) throw new Error('the burst was not worked off within three minutes');
    await sleep(200);
  }
  const deliveries = await stack.store.deliveries.find({ accountId }).toArray();
  const late = deliveries
    .map(({ conversationId, acceptedAt }) => ((acceptedAt ?? 0) - (due.get(conversationId) ?? 0)) / 1_000)
    .sort((a, b) => a - b);
  const accepted = deliveries.map(({ acceptedAt }) => acceptedAt ?? 0).sort((a, b) => a - b);
  const took = ((accepted.at(-1) ?? 0) - Math.min(...due.values())) / 1_000;
  const after = await stack.store.deliveries.countDocuments({ status: 'accepted' });
  return {
    perSecond: size / took,
    p50: quantile(late, 0.5),
    p99: quantile(late, 0.99),
    max: late.at(-1) ?? Number.NaN,
    once: after - before === size && deliveries.length === size,
  };
}

async function inParallel(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const client = async () => {
    while (next < count) {
      next += 1;
      await work(next - 1);
    }
  };
  await Promise.all(Array.from({ length: 32 }, client));
}
