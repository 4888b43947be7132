import { existsSync, readFileSync } from 'node:fs';

/** One of our own files, by its path relative to package.json; works from src/ as well as from dist/src/. */
export function inPackage(path: string): URL {
  let folder = new URL('.', import.meta.url);
  while (!existsSync(new URL('package.json', folder))) folder = new URL('..', folder);
  return new URL(path, folder);
}

/** Our version, from package.json. */
export const packageVersion = (): string => JSON.parse(readFileSync(inPackage('package.json'), 'utf8')).version;
