import { nextPageKey } from '../../storage-key.ts';
import type { Place } from './browser.ts';

/** What the next page of the same tab goes on with. */
export interface ForNextPage {
  readonly isOpen: boolean;
}

/** @param place of the tab; null where nothing may be kept */
export function nextPage(place: Place | null, siteKey: string) {
  const key = nextPageKey(siteKey);
  return {
    taken: (): ForNextPage => {
      try {
        const { isOpen } = JSON.parse(place?.getItem(key) ?? '{}');
        return { isOpen: isOpen === true };
      } catch {
        return { isOpen: false };
      }
    },
    leave: ({ isOpen }: ForNextPage): void => {
      try {
        if (isOpen) place?.setItem(key, JSON.stringify({ isOpen }));
        else place?.removeItem(key);
      } catch {
        // It is full.
      }
    },
  };
}
