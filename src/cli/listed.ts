import type { Page } from '../../packages/client/src/index.ts';
import { UsageError } from './command.ts';
import { lineWidth, table } from './table.ts';

const maxPerPage = 200;

/** What is asked of one page. */
export interface PageQuery {
  readonly limit: number;
  readonly cursor?: string;
}

/** How many a person wants to see, 50 unless told. Throws UsageError. */
export function limitOf(typed = '50'): number {
  if (!/^[1-9]\d{0,5}$/.test(typed)) throw new UsageError('--limit must be a whole number from 1 to 999999');
  return Number(typed);
}

/** The first `limit` of a list that the API answers page by page. */
export async function listed<Item>(
  limit: number,
  pageOf: (query: PageQuery) => Promise<Page<Item>>,
): Promise<Page<Item>> {
  const items: Item[] = [];
  let cursor: string | undefined;
  for (;;) {
    const size = Math.min(limit - items.length, maxPerPage);
    const page = await pageOf({ limit: size, ...(cursor === undefined ? {} : { cursor }) });
    items.push(...page.items);
    if (page.nextCursor === null || items.length >= limit) return { items, nextCursor: page.nextCursor };
    cursor = page.nextCursor;
  }
}

/** Prints a list as a table that fits into the terminal, and whether there is more. */
export function printListed<Item>(
  { items, nextCursor }: Page<Item>,
  { none, titles, row }: { readonly none: string; readonly titles: string[]; readonly row: (item: Item) => string[] },
): void {
  if (items.length === 0) {
    console.log(none);
    return;
  }
  for (const line of table(titles, items.map(row), lineWidth())) console.log(line);
  if (nextCursor !== null) console.log(`There are more than these ${items.length}; use --limit to show more.`);
}
