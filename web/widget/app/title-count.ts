import { effect, type ReadonlySignal } from '@preact/signals';

/** Puts the count before the page's title, as long as there is one. Returns how to stop. */
export function countInTitle(count: ReadonlySignal<number>): () => void {
  let own = '';
  let shown: string | null = null;
  const stop = effect(() => show(count.value));

  function show(unread: number): void {
    // The page may have changed its title meanwhile.
    if (document.title !== shown) own = document.title;
    if (unread === 0 && shown === null) return;
    shown = unread === 0 ? null : `(${unread}) ${own}`;
    document.title = shown ?? own;
  }

  return () => {
    stop();
    show(0);
  };
}
