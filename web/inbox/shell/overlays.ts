import { signal } from '@preact/signals';

/** What lies above the page, if anything. */
export const openedOverlay = signal<'palette' | 'keys' | null>(null);
