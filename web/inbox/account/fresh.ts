import { loadMe } from './me.ts';
import { onEvent } from './stream.ts';

/** So long what the account's settings mean for agents is taken to be the same. */
const freshForMs = 60_000;

/**
 * Loads what the account's settings mean for agents, such as whether replies are emailed, again when somebody comes back
 * to the page, and when it may have missed something: no event tells of it.
 */
export function keepFresh(): void {
  let loadedAt = Date.now();
  const load = () => {
    loadedAt = Date.now();
    void loadMe().catch(() => {});
  };
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && Date.now() - loadedAt > freshForMs) load();
  });
  onEvent(({ type }) => type === 'reset' && load());
}
