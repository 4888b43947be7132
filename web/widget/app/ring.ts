import { onceAcrossTabs } from '../../once.ts';
import { maySound, ring } from '../../sound.ts';
import type { Browser } from './engine/browser.ts';

/**
 * A short sound, in one of the browser's tabs; in none if the visitor sees the message in one (`isSeen`, of this tab).
 * Silent until the visitor has used a page, as browsers want it.
 */
export async function ringOnce({ tabs }: Browser, name: string, isSeen: boolean): Promise<void> {
  if (isSeen || maySound()) await onceAcrossTabs({ locks: tabs?.locks ?? null, name, isSeen }, ring);
}
