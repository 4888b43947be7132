import { type IndexDescription, MongoServerError } from 'mongodb';
import { messageIndexes } from '../../src/store/conversations/messages.ts';
import { deliveryIndexes } from '../../src/store/deliveries/deliveries.ts';
import { type Doc, matches, type Query } from './matching.ts';

export type Collections = Readonly<Record<string, ReadonlyMap<string, Doc>>>;

/** The committed documents; every write makes a new value, so that an old one serves as a snapshot. */
export interface Memory {
  committed: Collections;
}

/** The documents as one reader sees them: the committed ones, or a transaction's snapshot with its own writes. */
export interface View {
  docs(name: string): Iterable<Doc>;
  write(name: string, doc: Doc): void;
}

export interface Transaction {
  readonly view: View;
  readonly hasWritten: () => boolean;
  /**
   * Whether another actor has changed something that it wrote since its snapshot, so that MongoDB would report a
   * conflict.
   */
  readonly isStale: () => boolean;
  readonly commit: () => void;
}

const uniqueIndexes: Readonly<Record<string, readonly IndexDescription[]>> = {
  deliveries: deliveryIndexes.filter(({ unique }) => unique),
  messages: messageIndexes.filter(({ unique }) => unique),
};

export function createMemory(): Memory {
  return { committed: {} };
}

/** Reads and writes outside transactions. */
export function directView(memory: Memory): View {
  return {
    docs: (name) => memory.committed[name]?.values() ?? [],
    write: (name, doc) => {
      checkUnique(memory.committed, name, doc);
      memory.committed = withDoc(memory.committed, name, doc);
    },
  };
}

/**
 * Snapshot isolation as in MongoDB: reads never conflict, and of two writers of one document, one has to begin again.
 */
export function begin(memory: Memory): Transaction {
  const snapshot = memory.committed;
  let mine = snapshot;
  const written = new Map<string, readonly [name: string, id: string]>();
  return {
    view: {
      docs: (name) => mine[name]?.values() ?? [],
      write: (name, doc) => {
        checkUnique(mine, name, doc);
        mine = withDoc(mine, name, doc);
        written.set(`${name} ${doc._id}`, [name, doc._id]);
      },
    },
    hasWritten: () => written.size > 0,
    isStale: () => {
      const isChanged = ([name, id]: readonly [string, string]) =>
        snapshot[name]?.get(id) !== memory.committed[name]?.get(id);
      const after = merged();
      return [...written.values()].some(
        (write) => isChanged(write) || isTaken(after, write[0], mine[write[0]]?.get(write[1]) as Doc),
      );
    },
    commit: () => {
      memory.committed = merged();
    },
  };

  /** The result of the commit: one of its documents may release a unique value that another one takes. */
  function merged(): Collections {
    let after = memory.committed;
    for (const [name, id] of written.values()) after = withDoc(after, name, mine[name]?.get(id) as Doc);
    return after;
  }
}

function checkUnique(collections: Collections, name: string, doc: Doc): void {
  if (isTaken(collections, name, doc)) throw duplicateKey(name);
}

export const duplicateKey = (name: string) =>
  new MongoServerError({ message: `duplicate key in ${name}`, code: 11_000 });

export const writeConflict = () =>
  new MongoServerError({ message: 'write conflict', code: 112, errorLabels: ['TransientTransactionError'] });

function isTaken(collections: Collections, name: string, doc: Doc): boolean {
  return (uniqueIndexes[name] ?? []).some(({ key, partialFilterExpression }) => {
    const isIndexed = (one: Doc) =>
      partialFilterExpression === undefined || matches(one, partialFilterExpression as Query);
    if (!isIndexed(doc)) return false;
    const same = Object.fromEntries(Object.keys(key).map((field) => [field, doc[field]]));
    for (const other of collections[name]?.values() ?? [])
      if (other._id !== doc._id && isIndexed(other) && matches(other, same)) return true;
    return false;
  });
}

function withDoc(collections: Collections, name: string, doc: Doc): Collections {
  return { ...collections, [name]: new Map([...(collections[name] ?? []), [doc._id, doc]]) };
}
