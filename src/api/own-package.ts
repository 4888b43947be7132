import { existsSync, readFileSync } from 'node:fs';

/** A file of ours by its path from package.json; found from src/ as well as from dist/src/. */
export function inPackage(path: string): URL {
  let folder = new URL('.', import.meta.url);
  while (!existsSync(new URL('package.json', folder))) folder = new URL('..', folder);
  return new URL(path, folder);
}

/** Our version as package.json tells it. */
export const packageVersion = (): string => JSON.parse(readFileSync(inPackage('package.json'), 'utf8')).version;
