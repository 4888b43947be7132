import { existsSync, readFileSync } from 'node:fs';

/** Our version as package.json tells it; found from src/ as well as from dist/src/. */
export function packageVersion(): string {
  let folder = new URL('.', import.meta.url);
  while (!existsSync(new URL('package.json', folder))) folder = new URL('..', folder);
  return JSON.parse(readFileSync(new URL('package.json', folder), 'utf8')).version;
}
