import type { Client, Delivery } from '../../packages/client/src/index.ts';
import { followed } from './follow-job.ts';

/** A delivery that was replayed, as it was before, and what became of it: itself, or the new email in its place. */
export interface Replayed {
  readonly before: Delivery;
  readonly now: Delivery;
}

/** So many are followed. */
export const maxFollowed = 1_000;

/**
 * Shows what becomes of replayed deliveries until each was sent (what its provider tells later is not awaited, because it may
 * never tell anything) or given up. Null on Ctrl-C, after saying that the
 * replay goes on.
 * @param askedAt when they were replayed, or before that
 */
export const followDeliveries = (
  client: Client,
  befores: readonly Delivery[],
  { askedAt, isQuiet, howToGoOn }: { askedAt: string; isQuiet: boolean; howToGoOn: readonly string[] },
): Promise<readonly Replayed[] | null> => {
  let all: readonly Replayed[] = befores.map((before) => ({ before, now: { ...before, replayAskedAt: askedAt } }));
  return followed<readonly Replayed[]>({
    first: all,
    async ask(signal) {
      const read: Replayed[] = [];
      for (const one of all)
        read.push(isOver(one.now) ? one : { ...one, now: await present(client, one, askedAt, signal) });
      all = read;
      return read;
    },
    progress: (now) => (now[1] === undefined ? now.map((one) => stateOf(one.now)).join() : counted(now)),
    isOver: (now) => now.every((one) => isOver(one.now)),
    isQuiet,
    goesOn: () => ['The replay goes on.', ...howToGoOn],
    asked: 'the API',
  });
};

export const isSent = ({ now: { status } }: Replayed): boolean =>
  ['accepted', 'deferred', 'delivered'].includes(status);

/** As in lists; one whose turn has not come yet waits. */
export function stateOf({ status, reason, replayAskedAt }: Delivery): string {
  if (replayAskedAt !== null && isReplayable(status)) return 'waiting for its turn';
  return reason === null ? status : `${status} ${reason}`;
}

const isReplayable = (status: Delivery['status']) => ['parked', 'bounced', 'dropped'].includes(status);

function isOver(delivery: Delivery): boolean {
  if (delivery.replayAskedAt !== null && isReplayable(delivery.status)) return false;
  switch (delivery.status) {
    case 'claimed':
    case 'sending':
    case 'unknown':
      return false;
    default:
      return true;
  }
}

function counted(all: readonly Replayed[]): string {
  const states = all.map(({ now }) => stateOf(now));
  return [...new Set(states)]
    .sort()
    .map((state) => `${states.filter((one) => one === state).length} ${state}`)
    .join(', ');
}

/** A new email says that it took over, unless the old one bounced or was dropped: that keeps its state. */
async function present(
  client: Client,
  { before, now }: Replayed,
  askedAt: string,
  signal: AbortSignal,
): Promise<Delivery> {
  const read = await client.deliveries.get(now.id, { signal });
  if (read.supersededBy !== null) return client.deliveries.get(read.supersededBy, { signal });
  const isAnew = read.id === before.id && before.status !== 'parked' && read.replayAskedAt === null;
  if (!isAnew) return read;
  const { items } = await client.deliveries.list({ conversation: read.conversationId, since: askedAt }, { signal });
  return items.find(({ newsSeqs }) => newsSeqs.some((seq) => before.newsSeqs.includes(seq))) ?? read;
}
