import { nextPageKey, storageKey } from '../../storage-key.ts';
import type { Place } from './browser.ts';

/** What the next page of the same tab goes on with. */
export interface ForNextPage {
  readonly isOpen: boolean;
  /** What the visitor has begun to write. */
  readonly draft: string;
}

/** @param place of the tab; null where nothing may be kept */
export function nextPage(place: Place | null, siteKey: string) {
  const key = nextPageKey(storageKey(siteKey));
  return {
    taken: (): ForNextPage => {
      try {
        const { isOpen, draft } = JSON.parse(place?.getItem(key) ?? '');
        return { isOpen: isOpen === true, draft: `${draft ?? ''}` };
      } catch {
        return { isOpen: false, draft: '' };
      }
    },
    leave: (left: ForNextPage): void => {
      try {
        if (left.isOpen || left.draft !== '') place?.setItem(key, JSON.stringify(left));
        else place?.removeItem(key);
      } catch {
        // It is full.
      }
    },
  };
}
