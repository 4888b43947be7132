import { signal } from '@preact/signals';

/** What lies above the page, if anything. */
export const openedOverlay = signal<'palette' | 'keys' | null>(null);

/** What the palette looks for when it opens. */
export const firstQuery = signal('');

export function openPalette(query = ''): void {
  firstQuery.value = query;
  openedOverlay.value = 'palette';
}

/** It may have closed because another one was opened, which stays. */
export function closeOverlay(which: 'palette' | 'keys'): void {
  if (openedOverlay.peek() === which) openedOverlay.value = null;
}
