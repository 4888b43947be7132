import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

/** What the page that is shown is called; null until one is. */
export const title = signal<string | null>(null);

/** Calls the page so, for the browser's tab. */
export function useTitle(now: string): void {
  useEffect(() => {
    title.value = now;
  }, [now]);
}
