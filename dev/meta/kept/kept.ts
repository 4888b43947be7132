import { openStateFile } from '../../sendgrid/state-file.ts';

export interface KeptOptions<T> {
  /** Null: in memory only. */
  readonly file: string | null;
  readonly idOf: (value: T) => string;
  /** Beyond it, the oldest are dropped. */
  readonly max: number;
}

type Line<T> = { readonly put: T } | { readonly gone: readonly string[] };

export type Kept<T> = ReturnType<typeof openKept<T>>;

/**
 * Values by their id, in the order in which they were first put. With a file, what was put is on disk when `put` returns,
 * so that it survives a kill of this process.
 */
export function openKept<T>({ file: path, idOf, max }: KeptOptions<T>) {
  const values = new Map<string, T>();
  const file = path === null ? null : openStateFile(path);
  for (const json of file?.lines ?? []) {
    const line = JSON.parse(json) as Line<T>;
    if ('put' in line) values.set(idOf(line.put), line.put);
    else for (const id of line.gone) values.delete(id);
  }
  const rewrite = () => file?.rewrite([...values.values()].map((put) => JSON.stringify({ put })));
  const note = (line: Line<T>) => {
    file?.append(JSON.stringify(line));
    if (file !== null && file.length() > 2 * max) rewrite();
  };
  rewrite();

  return {
    put(value: T): void {
      values.set(idOf(value), value);
      for (const id of values.keys()) {
        if (values.size <= max) break;
        values.delete(id);
      }
      note({ put: value });
    },
    find: (id: string): T | null => values.get(id) ?? null,
    /** Oldest first. */
    all: (): readonly T[] => [...values.values()],
    remove(gone: (value: T) => boolean): void {
      const ids = [...values].filter(([, value]) => gone(value)).map(([id]) => id);
      if (ids.length === 0) return;
      for (const id of ids) values.delete(id);
      note({ gone: ids });
    },
    close: (): void => file?.close(),
  };
}
