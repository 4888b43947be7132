import { openKept } from './kept.ts';

const maxPeople = 20_000;

/** Somebody who has written to a page, under the id that they have there alone. */
export interface Person {
  readonly pageId: string;
  readonly id: string;
  readonly name: string;
  /** On Instagram. */
  readonly username: string;
  /**
   * Epoch milliseconds: when they last wrote, clicked a button or reacted, which opens the window of 24 hours
   * (Messenger's policy overview); null: never.
   */
  readonly activeAt: number | null;
}

export type People = ReturnType<typeof openPeople>;

export function openPeople(file: string | null) {
  const kept = openKept<Person>({ file, idOf: ({ pageId, id }) => `${pageId}:${id}`, max: maxPeople });
  const find = (pageId: string, id: string) => kept.find(`${pageId}:${id}`);
  return {
    find,
    /** Anybody of this id, whichever page they write to. */
    ofPages: (pageIds: readonly string[], id: string): Person | null =>
      pageIds.map((pageId) => find(pageId, id)).find((person) => person !== null) ?? null,
    /** Makes them if they are new, and changes what is given. */
    put(
      pageId: string,
      id: string,
      { name, activeAt }: { readonly name?: string; readonly activeAt?: number },
    ): Person {
      const known = find(pageId, id) ?? { pageId, id, name: `Visitor ${id.slice(-4)}`, username: '', activeAt: null };
      const called = name ?? known.name;
      const person = {
        ...known,
        name: called,
        username: called.toLowerCase().replaceAll(/[^a-z0-9]/g, '') || `visitor${id.slice(-4)}`,
        // One that comes late does not close a window which a newer one has opened.
        activeAt: activeAt === undefined ? known.activeAt : Math.max(activeAt, known.activeAt ?? 0),
      };
      kept.put(person);
      return person;
    },
    /** As if they had last been active then. */
    setActive(pageId: string, id: string, activeAt: number | null): Person | null {
      const known = find(pageId, id);
      if (known === null) return null;
      kept.put({ ...known, activeAt });
      return find(pageId, id);
    },
    close: kept.close,
  };
}
