import { setTimeout as sleep } from 'node:timers/promises';
import { httpClient, rate } from './http-client.ts';
import type { Stack } from './stack.ts';
import { show, spread } from './statistics.ts';

const clients = 32;
const roundSeconds = 8;
const rounds = 3;
/** One API process per core. */
const processes = 2;
const conversations = 200;

/** Messages per second over HTTP, compared with raw transactions and with the same API signalling every message. */
export async function ingest(stack: Stack): Promise<string> {
  const worker = await stack.start('worker');
  const lazy = await started(stack, 'api');
  const eager = await started(stack, 'signalling');
  const rates = { raw: [] as number[], lazy: [] as number[], eager: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    rates.raw.push(await rawTransactions(stack, round));
    rates.lazy.push(await messages(stack, lazy));
    rates.eager.push(await messages(stack, eager));
  }
  const toRaw = rates.lazy.map((value, round) => value / (rates.raw[round] ?? Number.NaN));
  const toEager = rates.lazy.map((value, round) => value / (rates.eager[round] ?? Number.NaN));
  process.kill(worker.pid, 'SIGTERM');
  return [
    `| messages/s over HTTP, ${clients} clients, ${processes} API processes | ${show(spread(rates.lazy))} |`,
    `| raw transactions/s (one update, one insert), ${clients} at once | ${show(spread(rates.raw))} |`,
    `| messages/s, signalling every message | ${show(spread(rates.eager))} |`,
    `| ratio to raw (aim ≥ 0.8) | ${show(spread(toRaw), 2)} |`,
    `| ratio to signalling every message (aim ≥ 5) | ${show(spread(toEager), 2)} |`,
  ].join('\n');
}

async function started(stack: Stack, part: 'api' | 'signalling'): Promise<string[]> {
  const all = await Promise.all(Array.from({ length: processes }, () => stack.start(part)));
  return all.map(({ url }) => url);
}

async function rawTransactions({ store }: Stack, round: number): Promise<number> {
  const raw = store.client.db('raw');
  const [counters, documents] = [raw.collection<{ _id: number; seq: number }>('counters'), raw.collection('documents')];
  await counters.deleteMany({});
  await counters.insertMany(Array.from({ length: conversations }, (_, index) => ({ _id: index, seq: 0 })));
  return rate(clients, roundSeconds, (turn) =>
    store.client.withSession((session) =>
      session.withTransaction(
        async () => {
          await counters.updateOne({ _id: turn % conversations }, { $inc: { seq: 1 } }, { session });
          await documents.insertOne({ round, turn, text: 'The parcel ships tomorrow.' }, { session });
        },
        { readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority' } },
      ),
    ),
  );
}

/** Visitors and agents take turns in existing conversations. */
async function messages(stack: Stack, urls: readonly string[]): Promise<number> {
  const { accountId, apiKey } = await stack.account();
  const all = urls.map((url) => httpClient(url, apiKey, clients / urls.length));
  const http = (turn: number) => all[turn % all.length] as (typeof all)[number];
  for (let index = 0; index < conversations; index += 1) {
    const path = `/v1/conversations/c${index}`;
    await http(index).call('PUT', path, { visitor: { email: `visitor${index}@example.com` } });
    await http(index).call('POST', `${path}/messages`, { id: 'm0', author: { kind: 'agent' }, text: 'Good morning!' });
  }
  // Each conversation has its workflow, which has looked and is asleep.
  const unseen = { accountId, 'alarm.signal': 'messagePosted' as const };
  while ((await stack.store.conversations.countDocuments(unseen)) > 0) await sleep(200);
  const measured = await rate(clients, roundSeconds, (turn) =>
    http(turn).call('POST', `/v1/conversations/c${turn % conversations}/messages`, {
      id: `m${turn}`,
      author: { kind: Math.floor(turn / conversations) % 2 === 0 ? 'visitor' : 'agent' },
      text: 'The parcel ships tomorrow.',
    }),
  );
  for (const { close } of all) close();
  return measured;
}
