import { describe, expect, it } from '@jest/globals';
import { loadEnough, maxStepsAtOnce } from '../../web/inbox/conversations/load-enough.ts';

/** A list of pages with so many rows each, as the service answers them; what was asked for is noted. */
function listOf(pages: readonly number[], isWanted = () => true) {
  const asked: number[] = [];
  let shown = 0;
  const load = (from: string | null = null) =>
    loadEnough<number>({
      from,
      enough: 25,
      pageOf: async (cursor) => {
        const at = Number(cursor ?? 0);
        asked.push(at);
        return {
          items: Array.from({ length: pages[at] ?? 0 }, (_, index) => index),
          nextCursor: at + 1 < pages.length ? String(at + 1) : null,
        };
      },
      take: ({ items }) => {
        if (!isWanted()) return null;
        shown += items.length;
        return items.length;
      },
    });
  return { load, asked, shown: () => shown };
}

describe('a list whose pages may be short', () => {
  it('goes on by itself until the screen is full', async () => {
    const list = listOf([0, 10, 0, 16, 50]);
    expect(await list.load()).toBe('enough');
    expect([list.asked, list.shown()]).toEqual([[0, 1, 2, 3], 26]);
  });

  it('ends where there is nothing more, and then there is nothing', async () => {
    const list = listOf([0, 0, 3]);
    expect(await list.load()).toBe('complete');
    expect(list.shown()).toBe(3);
  });

  it('stops after so many steps, and goes on from there once that is asked for', async () => {
    const list = listOf([...Array<number>(maxStepsAtOnce).fill(0), 2]);
    expect(await list.load()).toBe('stopped');
    expect(list.asked).toHaveLength(maxStepsAtOnce);
    expect(await list.load(String(maxStepsAtOnce))).toBe('complete');
    expect(list.shown()).toBe(2);
  });

  it('stops as soon as another list is shown', async () => {
    const list = listOf([0, 0, 0], () => false);
    expect(await list.load()).toBe('unwanted');
    expect(list.asked).toEqual([0]);
  });
});
