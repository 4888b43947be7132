import type { Typing as TypingEvent } from '../../../../packages/client/src/events.ts';
import type { Core } from './core.ts';

/** While the visitor types, it is told this often. */
const tellMs = 3_000;

export interface Typing {
  typed(): void;
  heard(typing: TypingEvent): void;
  /** Whoever wrote is done. */
  over(): void;
}

export function typing({ api, state }: Core, hasConversation: () => boolean): Typing {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let toldAt = 0;

  const over = () => {
    state.typing.value = [];
  };

  return {
    typed: () => {
      const now = Date.now();
      if (now - toldAt < tellMs || !hasConversation()) return;
      toldAt = now;
      // Nothing depends on one of them.
      api.typing().catch(() => {});
    },
    heard: ({ author: { kind, name, avatarUrl }, expiresInSeconds }) => {
      if (kind === 'visitor') return;
      const others = state.typing.value.filter((person) => person.name !== name);
      state.typing.value = expiresInSeconds === 0 ? others : [...others, { name: name ?? '', avatarUrl }];
      clearTimeout(timer);
      timer = setTimeout(over, expiresInSeconds * 1_000);
    },
    over,
  };
}
