import { setTimeout as sleep } from 'node:timers/promises';
import type { Conversation } from '../src/contract/conversations.ts';
import type { Delivery } from '../src/contract/deliveries.ts';
import { everyPage, inboundMails } from './evidence.ts';
import type { PatientClient } from './patient-client.ts';
import type { Stack } from './stack.ts';

const askEveryMs = 1_000;
/** How often in a row nothing must be under way before it counts as settled. */
const quietTimes = 3;

/** Waits until nothing is under way any more. Returns what still is when the time is up, ideally nothing. */
export async function drain(
  client: PatientClient,
  { mailbox, meta }: Pick<Stack, 'mailbox' | 'meta'>,
  seconds: number,
  tell: (underWay: number) => void,
  stop: AbortSignal,
): Promise<readonly string[]> {
  const deadline = Date.now() + seconds * 1_000;
  for (let quiet = 0; ; ) {
    const busy = [
      ...(await underWay(client)),
      ...(await unreported(mailbox)),
      ...(await untold(meta.url)),
      ...(await unposted(client, mailbox)),
    ];
    tell(busy.length);
    quiet = busy.length === 0 ? quiet + 1 : 0;
    if (quiet === quietTimes || Date.now() > deadline || stop.aborted) return busy;
    await sleep(askEveryMs, undefined, { signal: stop }).catch(() => {});
  }
}

/** The reports that the provider has not posted yet, in words. */
async function unreported(mailbox: string): Promise<readonly string[]> {
  const { waiting } = (await (await fetch(`${mailbox}/api/reports`)).json()) as { waiting: number };
  return waiting === 0 ? [] : [`${waiting} reports`];
}

/** What Meta has not posted yet, in words. */
async function untold(meta: string): Promise<readonly string[]> {
  const { waiting } = (await (await fetch(`${meta}/api/webhooks`)).json()) as { waiting: number };
  return waiting === 0 ? [] : [`${waiting} events of channels`];
}

/**
 * The visitors' emails that the service has not accepted yet, and the emails and the channels' events that it has accepted
 * and not processed yet, in words.
 */
async function unposted({ ask }: PatientClient, mailbox: string): Promise<readonly string[]> {
  const waiting = (await inboundMails(mailbox)).filter(({ state }) => state === 'waiting').length;
  const { items } = await ask((api) => api.inbound.list({ state: 'new', limit: 200 }));
  return waiting + items.length === 0 ? [] : [`${waiting + items.length} emails or events from visitors`];
}

/**
 * The conversations in which something is still to happen; deliveries that are parked as unknown are not among these.
 */
async function underWay({ ask }: PatientClient): Promise<readonly string[]> {
  const open = await everyPage<Delivery>((cursor) =>
    ask((api) => api.deliveries.list({ status: 'unknown', limit: 200, ...cursor })),
  );
  const busy = open.map(({ conversationId }) => conversationId);
  for (const state of ['waiting', 'sending'] as const) {
    const found = await everyPage<Conversation>((cursor) =>
      ask((api) => api.conversations.list({ state, limit: 200, ...cursor })),
    );
    busy.push(...found.filter(({ forwarding }) => !endsHere(forwarding.reason)).map(({ id }) => id));
  }
  return busy;
}

/** Reasons that only a person can change, so the news may wait forever. */
function endsHere(reason: Conversation['forwarding']['reason']): boolean {
  return (
    reason === 'notIdentified' ||
    reason === 'earlierParked' ||
    reason === 'addressSuppressed' ||
    reason === 'unsubscribed'
  );
}
