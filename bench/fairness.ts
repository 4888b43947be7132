import { setTimeout as sleep } from 'node:timers/promises';
import type { Chats } from './chats.ts';
import { rate } from './http-client.ts';
import { quantile } from './statistics.ts';

/** Milliseconds until messages were answered. */
export interface Beside {
  readonly quiet: { readonly p50: number; readonly p99: number };
  readonly flood: { readonly p50: number; readonly p99: number };
}

const quietClients = 8;
const betweenMs = 50;

/** A few quiet clients rest between their messages, while one account has many clients that post all they can. */
export async function besideFlood(quiet: Chats, flood: Chats, clients: number, seconds: number): Promise<Beside> {
  const took = { quiet: [] as number[], flood: [] as number[] };
  const timed = async (whose: keyof typeof took, { post }: Chats) => {
    const start = performance.now();
    await post();
    took[whose].push(performance.now() - start);
  };
  await Promise.all([
    rate(clients, seconds, () => timed('flood', flood)),
    rate(quietClients, seconds, async () => {
      await timed('quiet', quiet);
      await sleep(betweenMs);
    }),
  ]);
  return { quiet: quantiles(took.quiet), flood: quantiles(took.flood) };
}

function quantiles(values: readonly number[]) {
  const sorted = [...values].sort((a, b) => a - b);
  return { p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99) };
}
