import { setTimeout as sleep } from 'node:timers/promises';
import type { Chats } from './chats.ts';
import { rate } from './http-client.ts';
import { quantile } from './statistics.ts';

/** Milliseconds until messages were answered. */
export interface Beside {
  readonly quiet: { readonly p50: number; readonly p99: number };
  readonly flood: { readonly p50: number; readonly p99: number };
}

const betweenMs = 25;

/** A quiet account posts a message now and then, while another one has as many clients as `clients` says post all they can. */
export async function besideFlood(quiet: Chats, flood: Chats, clients: number, seconds: number): Promise<Beside> {
  const took = { quiet: [] as number[], flood: [] as number[] };
  const timed = async (whose: keyof typeof took, { post }: Chats) => {
    const start = performance.now();
    await post();
    took[whose].push(performance.now() - start);
  };
  let isOver = false;
  const nowAndThen = async () => {
    const posted: Promise<void>[] = [];
    while (!isOver) {
      posted.push(timed('quiet', quiet));
      await sleep(betweenMs);
    }
    await Promise.all(posted);
  };
  const quietly = nowAndThen();
  await rate(clients, seconds, () => timed('flood', flood));
  isOver = true;
  await quietly;
  return { quiet: quantiles(took.quiet), flood: quantiles(took.flood) };
}

function quantiles(values: readonly number[]) {
  const sorted = [...values].sort((a, b) => a - b);
  return { p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99) };
}
