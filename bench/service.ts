import { setTimeout as sleep } from 'node:timers/promises';
import { actionsOf } from './actions.ts';
import { httpClient } from './http-client.ts';
import { type Reading, readingOf, type Spent, spentPerMail } from './spent.ts';
import type { Stack } from './stack.ts';
import { quantile, secondsSince, show, spread } from './statistics.ts';

/** One API process, to which the provider reports, and one worker. */
export interface Service {
  readonly stack: Stack;
  readonly url: string;
  readonly read: () => Promise<Reading>;
}

export async function startService(stack: Stack): Promise<Service> {
  const worker = await stack.start('worker');
  const api = await stack.start('api', { PORT: String(stack.reportsPort) });
  const pids = pidsOf(stack, { api, worker });
  return { stack, url: api.url, read: () => readingOf(stack, pids) };
}

interface Started {
  readonly pid: number;
}

/** The processes of a stack by the names that tables have for them. */
export const pidsOf = (
  { mongodb, temporal, provider }: Stack,
  { api, worker }: { readonly api: Started; readonly worker: Started },
) => ({
  API: api.pid,
  worker: worker.pid,
  mongod: mongodb.pid,
  Temporal: temporal.pid,
  provider: provider.pid,
});

/** Conversations with a reply that waits, each visitor being there. */
export async function waitingConversations(url: string, apiKey: string, count: number): Promise<void> {
  const http = httpClient(url, apiKey, 32);
  const call = (method: string, path: string, body: object) => repeated(() => http.call(method, path, body));
  await inParallel(count, async (index) => {
    const path = `/v1/conversations/c${index}`;
    await call('PUT', path, { visitor: { email: `visitor${index}@example.com` } });
    await call('POST', `${path}/messages`, { id: 'm', author: { kind: 'agent' }, text: 'It ships tomorrow.' });
    await call('POST', `${path}/presence`, { state: 'active' });
  });
  http.close();
}

/** On a busy machine the API answers 503 now and then; preparing must not fail by that. */
async function repeated(call: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await call();
      return;
    } catch (error) {
      if (tries === 20) throw error;
      await sleep(250);
    }
  }
}

const idleSeconds = 5;

/** What is asked of mongod while nothing is due. */
export async function whileIdle({ read }: Service): Promise<readonly [Reading, Reading]> {
  const from = await read();
  await sleep(idleSeconds * 1_000);
  return [from, await read()];
}

/** Waits until each of an account's mails is reported as delivered. */
export async function allReported({ stack }: Service, accountId: string, size: number): Promise<void> {
  const waiting = performance.now();
  while ((await stack.store.deliveries.countDocuments({ accountId, status: 'delivered' })) < size) {
    if (secondsSince(waiting) > 180 + size / 5) throw new Error(`the provider has not reported all of ${size} mails`);
    await sleep(500);
  }
}

/** What became of mails that were due together. */
export interface WorkedOff {
  readonly perSecond: number;
  /** From its due time to its acceptance, in seconds. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** Whether the provider has each mail once. */
  readonly once: boolean;
}

/**
 * @param dueAt by the conversation, in epoch milliseconds
 * @param mailsBefore how many the provider had before
 */
export async function workedOff(
  { stack }: Service,
  accountId: string,
  dueAt: ReadonlyMap<string, number>,
  mailsBefore: number,
): Promise<WorkedOff> {
  const deliveries = await stack.store.deliveries.find({ accountId }).toArray();
  const accepted = deliveries.map(({ acceptedAt }) => acceptedAt ?? Number.NaN);
  const late = deliveries
    .map(({ conversationId, acceptedAt }) => ((acceptedAt ?? 0) - (dueAt.get(conversationId) ?? 0)) / 1_000)
    .sort((a, b) => a - b);
  const took = (Math.max(...accepted) - Math.min(...dueAt.values())) / 1_000;
  return {
    perSecond: dueAt.size / took,
    p50: quantile(late, 0.5),
    p99: quantile(late, 0.99),
    max: late.at(-1) ?? Number.NaN,
    once: (await stack.mails()) - mailsBefore === dueAt.size && deliveries.length === dueAt.size,
  };
}

/** What a mail took from its due time until its report was applied; counts and processor time. */
export interface Took extends Spent {
  /** Temporal actions of one conversation since the mail was due. */
  readonly actions: number;
}

export async function took(
  { stack }: Service,
  readings: { readonly idle: readonly [Reading, Reading]; readonly busy: readonly [Reading, Reading] },
  accountId: string,
  dueAt: ReadonlyMap<string, number>,
): Promise<Took> {
  const sample = [...dueAt.keys()].slice(0, 20).map((conversationId) => ({ accountId, conversationId }));
  // A report may still wake a workflow for its last look.
  const actions = (await actionsOf(stack, sample, Math.min(...dueAt.values()))).map(({ all }) => all);
  return {
    ...spentPerMail(readings.idle, readings.busy, dueAt.size),
    actions: spread(actions).median,
  };
}

/** The rows of what a mail took, over several rounds. */
export function rowsOf(rounds: readonly Took[]): string[] {
  const of = (read: (round: Took) => number, digits = 1) => show(spread(rounds.map(read)), digits);
  const names = (read: (round: Took) => object) => Object.keys(rounds[0] === undefined ? {} : read(rounds[0]));
  const commands = names((round) => round.commands)
    .map((name) => ({ name, each: spread(rounds.map((round) => round.commands[name] ?? 0)).median }))
    .filter(({ each }) => each >= 0.05)
    .sort((a, b) => b.each - a.each)
    .map(({ name, each }) => `${each.toFixed(1)} ${name}`);
  const ours = ({ processor }: Took) =>
    ['API', 'worker', 'mongod'].reduce((ms, name) => ms + (processor[name] ?? 0), 0);
  return [
    `| MongoDB commands a mail, from due to report applied (aim ≤ 18) | ${of(sumOfCommands)} |`,
    `| of these | ${commands.join(', ')} |`,
    `| Temporal actions a mail, from due to report applied | ${of(({ actions }) => actions, 0)} |`,
    `| processor time a mail, API + worker + mongod, ms (aim ≤ 22) | ${of(ours)} |`,
    ...names(({ processor }) => processor).map(
      (name) => `| of ${name}, ms | ${of(({ processor }) => processor[name] ?? 0)} |`,
    ),
  ];
}

const sumOfCommands = ({ commands }: Took) => Object.values(commands).reduce((sum, each) => sum + each, 0);

export async function inParallel(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const client = async () => {
    while (next < count) {
      next += 1;
      await work(next - 1);
    }
  };
  await Promise.all(Array.from({ length: 32 }, client));
}
