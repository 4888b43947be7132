/** Where a page of a list ends; lists are sorted from the newest to the oldest. */
export interface ListPosition {
  readonly createdAt: number;
  readonly id: string;
}

/** The filter for what comes after a position; null: the whole list. */
export function olderThan(after: ListPosition | null) {
  if (after === null) return {};
  const { createdAt, id } = after;
  return { $or: [{ createdAt: { $lt: createdAt } }, { createdAt, id: { $lt: id } }] };
}

/** The same for a list in memory. */
export const isOlderThan = (one: ListPosition, after: ListPosition | null) =>
  after === null || byNewest(after, one) < 0;

/** Sorts the newest first. */
export const byNewest = (a: ListPosition, b: ListPosition) =>
  b.createdAt - a.createdAt || Number(a.id < b.id) - Number(a.id > b.id);

/** A requested page: after the last item of the previous page, or (null) the first page. */
export interface PageAsked {
  readonly after: ListPosition | null;
  readonly limit: number;
}
