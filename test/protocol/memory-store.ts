import type { ClientSession } from 'mongodb';
import type { Store } from '../../src/store/mongo/store.ts';
import { aggregated } from './aggregating.ts';
import { type Doc, matches, type Query, sorted, updated } from './matching.ts';
import { begin, directView, duplicateKey, type Memory, type Transaction, type View, writeConflict } from './memory.ts';
import type { Actor } from './scheduler.ts';

interface Options {
  readonly session?: ClientSession;
  readonly sort?: Readonly<Record<string, 1 | -1>>;
  readonly limit?: number;
  readonly upsert?: boolean;
}

/** The actor that uses the store; the set-up needs no gates. */
export type StoreUser = Pick<Actor, 'gate' | 'learn' | 'busySince' | 'isStale'>;

export interface MemoryStoreOptions {
  readonly now: () => number;
  /** If false, what a transaction has read may have changed when it writes, as if it were two transactions. */
  readonly detectsConflicts?: boolean;
}

/**
 * The store in memory, so that the real store functions run in every order: an actor waits at a gate before each
 * snapshot, each commit and each call outside a transaction. Between gates, nobody else can see what it does.
 */
export function memoryStore(memory: Memory, user: StoreUser, options: MemoryStoreOptions): Store {
  const collection = (name: string) => {
    const run = async <T>(call: string, given: Options | undefined, work: (view: View) => T): Promise<T> => {
      const session = given?.session as unknown as { view(): Promise<View> } | undefined;
      const view = await session?.view();
      if (view === undefined) await user.gate(`${name}.${call}`);
      const result = work(view ?? directView(memory));
      user.learn(result);
      return result;
    };
    const find = (view: View, query: Query, given?: Options) =>
      sorted(
        [...view.docs(name)].filter((doc) => matches(doc, query)),
        given?.sort,
      ).slice(0, given?.limit ?? Number.POSITIVE_INFINITY);
    const update = (view: View, docs: readonly Doc[], change: (doc: Doc) => Doc) => {
      const changed = docs.map((doc) => [doc, change(doc)] as const).filter(([doc, after]) => !isSame(doc, after));
      for (const [, after] of changed) view.write(name, after);
      return { matchedCount: docs.length, modifiedCount: changed.length };
    };
    return {
      collectionName: name,
      findOne: (query: Query, given?: Options) => run('findOne', given, (view) => find(view, query, given)[0] ?? null),
      find: (query: Query, given?: Options) => ({
        toArray: () => run('find', given, (view) => find(view, query, given)),
        async *[Symbol.asyncIterator]() {
          yield* await run('find', given, (view) => find(view, query, given));
        },
      }),
      aggregate: (pipeline: readonly Query[], given?: Options) => ({
        toArray: () =>
          run('aggregate', given, (view) => aggregated([...view.docs(name)], pipeline, (from) => [...view.docs(from)])),
      }),
      countDocuments: (query: Query, given?: Options) => run('count', given, (view) => find(view, query, given).length),
      insertOne: (doc: Doc, given?: Options) =>
        run('insertOne', given, (view) => {
          if (find(view, { _id: doc._id }).length > 0) throw duplicateKey(name);
          view.write(name, doc);
        }),
      insertMany: (docs: readonly Doc[], given?: Options) =>
        run('insertMany', given, (view) => {
          for (const doc of docs) {
            if (find(view, { _id: doc._id }).length > 0) throw duplicateKey(name);
            view.write(name, doc);
          }
        }),
      replaceOne: (query: Query, doc: Doc, given?: Options) =>
        run('replaceOne', given, (view) => {
          const found = find(view, query).slice(0, 1);
          if (found.length === 0 && given?.upsert) view.write(name, doc);
          return update(view, found, () => doc);
        }),
      updateOne: (query: Query, change: Query, given?: Options) =>
        run('updateOne', given, (view) => {
          const found = find(view, query).slice(0, 1);
          if (found.length === 0 && given?.upsert) {
            const _id = query._id as string;
            if (find(view, { _id }).length > 0) throw duplicateKey(name);
            view.write(name, updated({ _id }, { ...change, $set: { ...(change.$setOnInsert as Query) } }));
          }
          return update(view, found, (doc) => updated(doc, change));
        }),
      updateMany: (query: Query, change: Query, given?: Options) =>
        run('updateMany', given, (view) => update(view, find(view, query), (doc) => updated(doc, change))),
    };
  };

  const withSession = async (work: (session: ClientSession) => Promise<unknown>) => {
    let transaction: Transaction | null = null;
    let isBegun = false;
    const end = () => {
      isBegun = false;
      user.isStale = () => false;
    };
    const session = {
      startTransaction: () => {
        isBegun = true;
      },
      inTransaction: () => isBegun,
      /** As in MongoDB, the snapshot is taken by the first read. */
      view: async () => {
        if (transaction !== null) return transaction.view;
        await user.gate('begin');
        user.busySince ??= options.now();
        transaction = begin(memory);
        user.isStale = transaction.isStale;
        return transaction.view;
      },
      commitTransaction: async () => {
        if (transaction?.hasWritten()) {
          await user.gate('commit');
          if (transaction.isStale() && options.detectsConflicts !== false) throw writeConflict();
          transaction.commit();
        }
        end();
        user.busySince = null;
      },
      abortTransaction: async () => end(),
    };
    return work(session as unknown as ClientSession);
  };

  return {
    client: { withSession },
    accounts: collection('accounts'),
    keys: collection('keys'),
    conversations: collection('conversations'),
    messages: collection('messages'),
    deliveries: collection('deliveries'),
    addressLimits: collection('addressLimits'),
    suppressions: collection('suppressions'),
    // The sweeper queries jobs, but no world has one, so this needs no gate.
    jobs: { find: () => ({ toArray: async () => [] }) },
    // Nor are there reports: unknown outcomes stay unknown.
    reports: { find: () => ({ toArray: async () => [] }) },
    // Nor notes, emails that came in or files, and nothing is erased.
    erasures: { findOne: async () => null, find: () => ({ toArray: async () => [] }) },
    notes: { findOne: async () => null },
    inbound: { find: () => ({ toArray: async () => [] }) },
    uploads: { find: () => ({ toArray: async () => [] }) },
    restoreRequests: { find: () => ({ toArray: async () => [] }) },
    agentEmails: { find: () => ({ toArray: async () => [] }) },
    // Nor webhooks.
    webhooks: { findOneAndUpdate: async () => null },
    links: collection('links'),
    pauses: collection('pauses'),
    close: async () => {},
  } as unknown as Store;
}

/** MongoDB omits a write that changes nothing, so it conflicts with no other. Most fields are the same value as before. */
const isSame = (before: Doc, after: Doc) =>
  [...Object.keys(before), ...Object.keys(after)].every(
    (name) => before[name] === after[name] || JSON.stringify(before[name]) === JSON.stringify(after[name]),
  );
