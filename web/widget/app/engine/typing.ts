import type { Core } from './core.ts';

/** While the visitor types, it is told this often. */
const tellMs = 3_000;

/** What the stream tells of somebody who types; 0 seconds: they have stopped. */
export interface TypingEvent {
  readonly author: { readonly kind: string; readonly name: string | null; readonly avatarUrl?: string | null };
  readonly expiresInSeconds: number;
}

export interface Typing {
  typed(): void;
  heard(event: TypingEvent): void;
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
      api.call('POST', '/v1/visitor/typing', { body: {} }).catch(() => {});
    },
    heard: ({ author: { kind, name, avatarUrl = null }, expiresInSeconds }) => {
      if (kind === 'visitor') return;
      const others = state.typing.value.filter((person) => person.name !== name);
      state.typing.value = expiresInSeconds === 0 ? others : [...others, { name: name ?? '', avatarUrl }];
      clearTimeout(timer);
      timer = setTimeout(over, expiresInSeconds * 1_000);
    },
    over,
  };
}
