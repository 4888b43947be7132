import { beginChats, type Chats } from './chats.ts';
import { type Beside, besideFlood } from './fairness.ts';
import { rate } from './http-client.ts';
import type { Stack } from './stack.ts';
import { show, spread } from './statistics.ts';

const clients = 32;
const roundSeconds = 8;
const rounds = 3;
/** One API process per core. */
const processes = 2;
const conversations = 200;
const manyAccounts = 500;
const floodClients = 128;
const quietAccounts = 20;

/**
 * Messages per second over HTTP, of one busy account and spread over many, compared with raw transactions and with the
 * same API signalling every message; and how long a quiet account waits beside a flood.
 */
export async function ingest(stack: Stack): Promise<string> {
  const worker = await stack.start('worker');
  const urls = await started(stack, 'api');
  const one = { urls, accounts: 1, conversationsOfEach: conversations, clients };
  const busy = await beginChats(stack, one);
  const many = await beginChats(stack, { ...one, accounts: manyAccounts, conversationsOfEach: 1 });
  const signalling = await beginChats(stack, { ...one, urls: await started(stack, 'signalling') });
  const flood = await beginChats(stack, { ...one, clients: floodClients });
  const quiet = await beginChats(stack, { ...one, accounts: quietAccounts, conversationsOfEach: 1 });
  const rates = { raw: [] as number[], busy: [] as number[], many: [] as number[], signalling: [] as number[] };
  const beside: Beside[] = [];
  for (let round = 0; round < rounds; round += 1) {
    rates.raw.push(await rawTransactions(stack, round));
    rates.busy.push(await messages(busy));
    rates.many.push(await messages(many));
    rates.signalling.push(await messages(signalling));
    beside.push(await besideFlood(quiet, flood, floodClients, roundSeconds));
  }
  for (const chats of [busy, many, signalling, flood, quiet]) chats.close();
  process.kill(worker.pid, 'SIGTERM');
  const ratio = (of: readonly number[], to: readonly number[]) =>
    show(spread(of.map((value, round) => value / (to[round] ?? Number.NaN))), 2);
  const ms = (read: (beside: Beside) => number) => show(spread(beside.map(read)));
  return [
    `| messages/s over HTTP, ${clients} clients, ${processes} API processes | ${show(spread(rates.busy))} |`,
    `| messages/s, spread over ${manyAccounts} accounts | ${show(spread(rates.many))} |`,
    `| raw transactions/s (one update, one insert), ${clients} at once | ${show(spread(rates.raw))} |`,
    `| messages/s, signalling every message | ${show(spread(rates.signalling))} |`,
    `| ratio to raw (aim ≥ 0.8) | ${ratio(rates.busy, rates.raw)} |`,
    `| ratio to raw, spread over ${manyAccounts} accounts (aim ≥ 0.7) | ${ratio(rates.many, rates.raw)} |`,
    `| ratio to signalling every message (aim ≥ 5) | ${ratio(rates.busy, rates.signalling)} |`,
    `| beside a flood of ${floodClients} clients of one account: messages of quiet accounts, p50, ms | ${ms(({ quiet }) => quiet.p50)} |`,
    `| the same, p99, ms | ${ms(({ quiet }) => quiet.p99)} |`,
    `| the flood’s own messages, p50, ms | ${ms(({ flood }) => flood.p50)} |`,
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

const messages = ({ post }: Chats) => rate(clients, roundSeconds, post);
