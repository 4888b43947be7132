import type { Page } from '../../../packages/client/src/index.ts';

/**
 * The service looks through a list in bounded steps, so a page may be short, or empty, and yet have a next one. After so
 * many steps for one screen a person is asked whether to go on.
 */
export const maxStepsAtOnce = 8;

interface Asked<Item> {
  /** Where the first of these pages begins; null: at the beginning. */
  readonly from: string | null;
  /** How many rows are enough for now. */
  readonly enough: number;
  readonly pageOf: (cursor: string | null) => Promise<Page<Item>>;
  /** Shows a page, and tells how many rows it gave; null if the list is not wanted any more. */
  readonly take: (page: Page<Item>) => number | null;
}

/**
 * Loads page after page until there is enough to show, or nothing more. Rejects as `pageOf` does.
 * @returns `stopped` if there may be more, but none was found for long
 */
export async function loadEnough<Item>({ from, enough, pageOf, take }: Asked<Item>) {
  let [cursor, count] = [from, 0];
  for (let step = 0; step < maxStepsAtOnce; step += 1) {
    const page = await pageOf(cursor);
    const taken = take(page);
    if (taken === null) return 'unwanted';
    count += taken;
    cursor = page.nextCursor;
    if (cursor === null) return 'complete';
    if (count >= enough) return 'enough';
  }
  return 'stopped';
}
