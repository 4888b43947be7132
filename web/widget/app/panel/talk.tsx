import { effect, type ReadonlySignal } from '@preact/signals';
import type { Chat } from '../chat.ts';

export { Rows } from './drawn-rows.tsx';
export { Preview } from './preview.tsx';

const badgeStyle =
  'position:absolute;direction:ltr;top:-4px;right:-4px;min-width:10px;padding:1px 6px;border-radius:50px;background:#b3261e;color:#fff;font:600 12px/20px system-ui;text-align:center';

/** Shows the count on the launcher while the chat is closed. Returns how to stop. */
export function countOnButton(button: HTMLButtonElement, { isOpen, unread }: Chat): () => void {
  const badge = document.createElement('span');
  badge.style.cssText = badgeStyle;
  button.append(badge);
  const stop = effect(() => {
    const count = unread.value;
    badge.hidden = isOpen.value || count === 0;
    badge.textContent = count > 9 ? '9+' : `${count}`;
  });
  return () => {
    stop();
    badge.remove();
  };
}

/** Puts the count before the page's title, as long as there is one, also when the page changes it. Returns how to stop. */
export function countInTitle(count: ReadonlySignal<number>): () => void {
  let own = '';
  let shown: string | null = null;
  const watch = new MutationObserver(() => shown !== null && document.title !== shown && show(count.peek()));
  watch.observe(document.head, { childList: true, subtree: true, characterData: true });
  const stop = effect(() => show(count.value));

  function show(unread: number): void {
    if (document.title !== shown) own = document.title;
    if (unread === 0 && shown === null) return;
    // As the browser gives it back, of a page without a title too.
    shown = unread === 0 ? null : `(${unread}) ${own}`.trim();
    document.title = shown ?? own;
  }

  return () => {
    stop();
    watch.disconnect();
    show(0);
  };
}
