import { readFileSync } from 'node:fs';
import type { Stack } from './stack.ts';

/** What mongod and the processes had used up at a moment, since they started. */
export interface Reading {
  readonly at: number;
  /** Commands by their name, without those of the benchmark itself. */
  readonly commands: Readonly<Record<string, number>>;
  /** Processor time (user and system) in milliseconds, by the name of the process. */
  readonly processor: Readonly<Record<string, number>>;
}

/** What one mail took. */
export interface Spent {
  readonly commands: Readonly<Record<string, number>>;
  readonly processor: Readonly<Record<string, number>>;
}

/** The commands of a client that works with documents; monitoring, cursors' next batches and sessions' ends are left out. */
const counted = [
  ...(['find', 'aggregate', 'count', 'distinct', 'insert', 'update', 'delete', 'findAndModify', 'bulkWrite'] as const),
  ...(['commitTransaction', 'abortTransaction'] as const),
];

export async function readingOf(stack: Stack, pids: Readonly<Record<string, number>>): Promise<Reading> {
  const { metrics } = await stack.store.client.db('admin').command({ serverStatus: 1 });
  const own = stack.ownCommands();
  return {
    at: performance.now(),
    commands: Object.fromEntries(
      counted.map((name) => [name, Number(metrics.commands[name]?.total ?? 0) - (own.get(name) ?? 0)]),
    ),
    processor: Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, processorMs(pid)])),
  };
}

/**
 * What one of `mails` took between two readings. What mongod is asked without any mail is taken off by its rate in the
 * idle time before.
 */
export function spentPerMail(
  idle: readonly [Reading, Reading],
  busy: readonly [Reading, Reading],
  mails: number,
): Spent {
  const ratio = lasted(busy) / lasted(idle);
  const each = (read: (reading: Reading) => Readonly<Record<string, number>>, withoutIdle: boolean) =>
    Object.fromEntries(
      Object.keys(read(busy[0])).map((name) => {
        const grown = ([from, to]: readonly [Reading, Reading]) => (read(to)[name] ?? 0) - (read(from)[name] ?? 0);
        return [name, Math.max(0, grown(busy) - (withoutIdle ? grown(idle) * ratio : 0)) / mails];
      }),
    );
  return { commands: each(({ commands }) => commands, true), processor: each(({ processor }) => processor, false) };
}

const lasted = ([from, to]: readonly [Reading, Reading]) => to.at - from.at;

/** Linux counts it in hundredths of a second (proc(5), utime and stime). */
function processorMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name, in brackets, may contain spaces; what follows begins with the third field.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
