import type { Person } from '../chat.ts';
import type { Core } from './core.ts';

/** While the visitor types, it is told this often. */
const tellMs = 3_000;
/** For so long somebody counts as writing after the last sign of it. */
const shownMs = 6_000;

export interface Typing {
  typed(): void;
  /** An event of the stream that is about it, or about nothing that is known here. */
  heard(event: { readonly type: string; readonly data: unknown }): void;
  /** Who has written is no longer writing. */
  wrote(author: { readonly name: string | null }): void;
  forget(): void;
}

export function typing({ api, state }: Core, hasConversation: () => boolean): Typing {
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  let toldAt = 0;

  function without(name: string): void {
    clearTimeout(timers.get(name));
    timers.delete(name);
    state.typing.value = state.typing.value.filter((person) => person.name !== name);
  }

  return {
    typed: () => {
      const now = Date.now();
      if (now - toldAt < tellMs || !hasConversation()) return;
      toldAt = now;
      // Nothing depends on one of them.
      api.call('POST', '/v1/visitor/typing', { isRepeatable: false }).catch(() => {});
    },
    heard: ({ type, data }) => {
      if (type !== 'typing') return;
      const person = data as Person;
      without(person.name);
      state.typing.value = [...state.typing.value, person];
      timers.set(
        person.name,
        setTimeout(() => without(person.name), shownMs),
      );
    },
    wrote: ({ name }) => without(name ?? ''),
    forget: () => {
      for (const name of timers.keys()) without(name);
    },
  };
}
