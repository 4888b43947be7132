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
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  let toldAt = 0;

  /** What is shown, without this person. */
  function others(name: string) {
    clearTimeout(timers.get(name));
    return state.typing.value.filter((person) => person.name !== name);
  }

  function stopped(name: string): void {
    state.typing.value = others(name);
  }

  return {
    typed: () => {
      const now = Date.now();
      if (now - toldAt < tellMs || !hasConversation()) return;
      toldAt = now;
      // Nothing depends on one of them.
      api.typing().catch(() => {});
    },
    heard: ({ author, expiresInSeconds }) => {
      if (author.kind === 'visitor') return;
      const { name, avatarUrl } = { ...author, name: author.name ?? '' };
      if (expiresInSeconds === 0) return stopped(name);
      state.typing.value = [...others(name), { name, avatarUrl }];
      timers.set(name, setTimeout(stopped, expiresInSeconds * 1_000, name));
    },
    over: () => {
      for (const { name } of state.typing.value) stopped(name);
    },
  };
}
