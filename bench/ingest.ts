import { httpClient, rate } from './http-client.ts';
import type { Stack } from './stack.ts';
import { show, spread } from './statistics.ts';

const clients = 32;
const roundSeconds = 8;
const rounds = 5;
const conversations = 200;

/** Messages a second over HTTP, beside raw transactions and beside the same API signalling every message. */
export async function ingest(stack: Stack): Promise<string> {
  const worker = await stack.start('worker');
  const lazy = await stack.start('api');
  const eager = await stack.start('signalling');
  const rates = { raw: [] as number[], lazy: [] as number[], eager: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    rates.raw.push(await rawTransactions(stack, round));
    rates.lazy.push(await messages(stack, lazy.url));
    rates.eager.push(await messages(stack, eager.url));
  }
  const toRaw = rates.lazy.map((value, round) => value / (rates.raw[round] ?? Number.NaN));
  const toEager = rates.lazy.map((value, round) => value / (rates.eager[round] ?? Number.NaN));
  process.kill(worker.pid, 'SIGTERM');
  return [
    `| messages/s over HTTP, ${clients} clients | ${show(spread(rates.lazy))} |`,
    `| raw transactions/s (one update, one insert), ${clients} at once | ${show(spread(rates.raw))} |`,
    `| messages/s, signalling every message | ${show(spread(rates.eager))} |`,
    `| ratio to raw (aim ≥ 0.8) | ${show(spread(toRaw), 2)} |`,
    `| ratio to signalling every message (aim ≥ 5) | ${show(spread(toEager), 2)} |`,
  ].join('\n');
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

/** Visitors and agents take turns in conversations that are under way; every account's agents are there. */
async function messages(stack: Stack, url: string): Promise<number> {
  const { apiKey } = await stack.account();
  const http = httpClient(url, apiKey, clients);
  for (let index = 0; index < conversations; index += 1)
    await http.call('PUT', `/v1/conversations/c${index}`, { visitor: { email: `visitor${index}@example.com` } });
  const measured = await rate(clients, roundSeconds, (turn) =>
    http.call('POST', `/v1/conversations/c${turn % conversations}/messages`, {
      id: `m${turn}`,
      author: { kind: Math.floor(turn / conversations) % 2 === 0 ? 'visitor' : 'agent' },
      text: 'The parcel ships tomorrow.',
    }),
  );
  http.close();
  return measured;
}
