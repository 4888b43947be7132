// @ts-check
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * All files in and below a folder; some of them may have disappeared meanwhile.
 * @param {string} folder
 */
export function filesIn(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** @param {string} file */
export const sizeOf = (file) => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** @param {readonly number[]} sizes */
export const sum = (sizes) => sizes.reduce((total, size) => total + size, 0);

/**
 * Reports every half second how many bytes the files of a folder have, until the returned function is called.
 * @param {string} folder
 * @param {(sizes: number[]) => void} onSizes
 * @returns {() => void}
 */
export function watchSizes(folder, onSizes) {
  const timer = setInterval(() => {
    try {
      onSizes(filesIn(folder).map(sizeOf));
    } catch {
      // A folder disappeared while it was read; the next look will show.
    }
  }, 500);
  return () => clearInterval(timer);
}
