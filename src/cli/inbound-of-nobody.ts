import type { AuditAction } from '../contract/audit.ts';
import { byOperator } from '../store/accounts/audit.ts';
import { listInbound } from '../store/inbound/list.ts';
import { dismissInbound, findOf, replayInbound, replayManyInbound } from '../store/inbound/replay.ts';
import { inboundView } from '../store/inbound/shown.ts';
import { ConflictError } from '../store/mongo/conflict.ts';
import type { InboundDoc } from '../store/mongo/documents.ts';
import { serverTime } from '../store/mongo/server.ts';
import type { Store } from '../store/mongo/store.ts';
import { CommandError } from './command.ts';
import type { InboundFilter, InboundSource } from './inbound-filter.ts';
import { withStore } from './with-store.ts';

const accountId = null;

/** Emails of no known account, which no key may see. The sweeper sees to it that what is replayed is processed. */
export function withEmailsOfNobody<T>(work: (source: InboundSource) => Promise<T>): Promise<T> {
  return withStore(async (store) => {
    try {
      return await work(sourceOf(store, await serverTime(store)));
    } catch (error) {
      if (error instanceof ConflictError) throw new CommandError(`${error.slug}: ${error.message}`);
      throw error;
    }
  });
}

function sourceOf(store: Store, now: number): InboundSource {
  const recording = (action: AuditAction, id: string | null) =>
    byOperator(store, accountId, { action, object: { kind: 'inbound', id } }, now);
  // However many pages it takes, it is one replay.
  const recordingMany = recording('inbounds.replayed', null);
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
    replay: async (id) => found(await replayInbound(recording('inbound.replayed', id), { accountId, id, now })),
    replayMany: async (filter) => {
      const { ids, left } = await replayManyInbound(recordingMany, accountId, times(filter), now);
      return { replayed: ids.length, left };
    },
    dismiss: async (id, { reason }) =>
      found(await dismissInbound(recording('inbound.dismissed', id), { accountId, id, reason, now })),
  };
}

function times({ since, until, ...filter }: InboundFilter) {
  const timeOf = (text: string | undefined) => (text === undefined ? undefined : Date.parse(text));
  return { ...filter, since: timeOf(since), until: timeOf(until) };
}
