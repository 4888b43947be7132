import { listInbound } from '../store/inbound/list.ts';
import { dismissInbound, findOf, replayInbound, replayManyInbound } from '../store/inbound/replay.ts';
import { inboundView } from '../store/inbound/shown.ts';
import { ConflictError } from '../store/mongo/conflict.ts';
import type { InboundDoc } from '../store/mongo/documents.ts';
import type { Store } from '../store/mongo/store.ts';
import { CommandError } from './command.ts';
import type { InboundFilter, InboundSource } from './inbound-filter.ts';
import { withStore } from './with-store.ts';

const accountId = null;

/** Emails of no known account, which no key may see. The sweeper sees to it that what is replayed is processed. */
export function withEmailsOfNobody<T>(work: (source: InboundSource) => Promise<T>): Promise<T> {
  return withStore(async (store) => {
    try {
      return await work(sourceOf(store));
    } catch (error) {
      if (error instanceof ConflictError) throw new CommandError(`${error.slug}: ${error.message}`);
      throw error;
    }
  });
}

function sourceOf(store: Store): InboundSource {
  const found = (email: InboundDoc | null) => {
    if (email === null) throw new CommandError('No email of no known account has this ID.');
    return inboundView(email);
  };
  return {
    list: async ({ state, limit = 50, cursor, ...filter }) => {
      const after = cursor === undefined ? null : JSON.parse(cursor);
      const page = await listInbound(store, accountId, { state, ...times(filter) }, { after, limit: limit + 1 });
      const last = page.length > limit ? page[limit - 1] : undefined;
      const nextCursor = last === undefined ? null : JSON.stringify({ createdAt: last.receivedAt, id: last._id });
      return { items: page.slice(0, limit).map(inboundView), nextCursor };
    },
    get: async (id) => found(await findOf(store, accountId, id)),
    replay: async (id) => found(await replayInbound(store, { accountId, id, now: Date.now() })),
    replayMany: async (filter) => {
      const { ids, left } = await replayManyInbound(store, accountId, times(filter), Date.now());
      return { replayed: ids.length, left };
    },
    dismiss: async (id, { reason }) => found(await dismissInbound(store, { accountId, id, reason, now: Date.now() })),
  };
}

function times({ since, until, ...filter }: InboundFilter) {
  const timeOf = (text: string | undefined) => (text === undefined ? undefined : Date.parse(text));
  return { ...filter, since: timeOf(since), until: timeOf(until) };
}
