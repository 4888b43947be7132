/** Where a page of a list ends; lists run from the newest to the oldest. */
export interface ListPosition {
  readonly createdAt: number;
  readonly id: string;
}

/** The filter for what comes after it; all of the list for null. */
export function olderThan(after: ListPosition | null) {
  if (after === null) return {};
  const { createdAt, id } = after;
  return { $or: [{ createdAt: { $lt: createdAt } }, { createdAt, id: { $lt: id } }] };
}

/** The same of a list at hand. */
export const isOlderThan = (one: ListPosition, after: ListPosition | null) =>
  after === null || byNewest(after, one) < 0;

/** Sorts the newest first. */
export const byNewest = (a: ListPosition, b: ListPosition) =>
  b.createdAt - a.createdAt || Number(a.id < b.id) - Number(a.id > b.id);

/** A page that is asked for: behind the last one of the page before, or with null the first. */
export interface PageAsked {
  readonly after: ListPosition | null;
  readonly limit: number;
}
