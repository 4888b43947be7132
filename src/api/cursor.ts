import type { ListPosition } from '../store/mongo/list-position.ts';
import { invalidFields } from './invalid-request.ts';

/** Converts a position in a list to an opaque text, and back. */
function cursorOf(last: ListPosition): string {
  return Buffer.from(`${last.createdAt}:${last.id}`).toString('base64url');
}

export function positionOf(cursor: string | undefined): ListPosition | null {
  if (cursor === undefined) return null;
  const found = /^(\d{1,16}):([A-Za-z0-9._~-]{1,64})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (!found) throw invalidFields([{ path: 'cursor', code: 'wrong-format', message: "must be a page's nextCursor" }]);
  return { createdAt: Number(found[1]), id: found[2] as string };
}

/** Makes a page of what was read; one more than `limit` must have been requested. */
export function pageOf<Doc extends ListPosition, Item>(
  docs: readonly Doc[],
  limit: number,
  view: (doc: Doc) => Item,
): { items: Item[]; nextCursor: string | null } {
  const last = docs.length > limit ? docs[limit - 1] : undefined;
  return { items: docs.slice(0, limit).map(view), nextCursor: last === undefined ? null : cursorOf(last) };
}
