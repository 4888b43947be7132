import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { signal } from '@preact/signals';
import type { Person } from '../../web/widget/app/chat.ts';
import type { Core } from '../../web/widget/app/engine/core.ts';
import { typing } from '../../web/widget/app/engine/typing.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

it('ends for each agent by itself: when they stop, and when nothing more is heard of them', () => {
  const shown = signal<readonly Person[]>([]);
  const { heard, over } = typing({ state: { typing: shown } } as unknown as Core, () => true);
  const says = (name: string, expiresInSeconds: number) =>
    heard({
      ...{ conversationId: 'talk-1', until: '2026-07-01T00:00:06Z', expiresInSeconds },
      author: { kind: 'agent', name, avatarUrl: null } as Parameters<typeof heard>[0]['author'],
    });
  const names = () => shown.value.map(({ name }) => name);

  says('Ada', 6);
  says('Bob', 6);
  says('Ada', 0);
  jest.advanceTimersByTime(5_000);
  expect(names()).toEqual(['Bob']);
  says('Ada', 6);
  jest.advanceTimersByTime(2_000);
  expect(names()).toEqual(['Ada']);
  over();
  expect(names()).toEqual([]);
});
