import { describe, expect, it, jest } from '@jest/globals';
import { concerns, iconCount, isNews, isToRead, titleWith } from '../../web/inbox/told/news.ts';
import { onceAcrossTabs } from '../../web/once.ts';

describe('an agent is told', () => {
  it('of conversations that are theirs or nobody’s, and not of those of a colleague', () => {
    expect([null, 'ada', 'grace'].map((assignee) => concerns({ assignee }, 'ada'))).toEqual([true, true, false]);
  });

  it('of what a visitor has just written, and not of history or what agents write', () => {
    const at = '2026-11-27T03:00:00.000Z';
    const visitor = { kind: 'visitor', id: null, name: null, avatarUrl: null } as const;
    const news = { author: visitor, at, receivedAt: '2026-11-27T03:00:01.000Z' };
    expect(isNews(news)).toBe(true);
    expect(isNews({ ...news, receivedAt: '2026-11-28T03:00:00.000Z' })).toBe(false);
    expect(isNews({ ...news, author: { kind: 'agent', id: 'grace', name: 'Grace', avatarUrl: null } })).toBe(false);
  });

  it('of how many open conversations there are to read', () => {
    const unread = { state: 'open', unread: 2, assignee: null } as const;
    expect(isToRead(unread, 'ada')).toBe(true);
    expect(isToRead({ ...unread, unread: 0 }, 'ada')).toBe(false);
    expect(isToRead({ ...unread, state: 'closed' }, 'ada')).toBe(false);
    expect(isToRead({ ...unread, assignee: 'grace' }, 'ada')).toBe(false);
    expect([0, 3, 99, 100].map((count) => titleWith(count, 'Inbox'))).toEqual([
      'Inbox',
      '(3) Inbox',
      '(99) Inbox',
      '(99+) Inbox',
    ]);
    expect([1, 9, 10].map(iconCount)).toEqual(['1', '9', '9+']);
  });
});

describe('what is told once in several tabs', () => {
  /** Web Locks, as far as tabs tell each other by them. */
  function lockedTabs() {
    const held = new Set<string>();
    const request = async (name: string, _: LockOptions, run: (lock: Lock | null) => Promise<void>) => {
      if (held.has(name)) return run(null);
      held.add(name);
      await run({ name, mode: 'exclusive' });
      held.delete(name);
    };
    return { request } as unknown as LockManager;
  }

  const told = async (...tabs: readonly boolean[]) => {
    const locks = lockedTabs();
    let count = 0;
    jest.useFakeTimers();
    const all = tabs.map((isSeen) => onceAcrossTabs({ locks, name: 'news', isSeen }, () => (count += 1)));
    await jest.advanceTimersByTimeAsync(10_000);
    jest.useRealTimers();
    await Promise.all(all);
    return count;
  };

  it('is told by one of them, and by none if it is seen in one', async () => {
    expect(await told(false, false, false)).toBe(1);
    expect(await told(false, true, false)).toBe(0);
  });
});
