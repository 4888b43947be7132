import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { createApp } from '../../src/api/app.ts';
import type { ApiDeps } from '../../src/api/deps.ts';
import type { OpenApiDocument } from '../../src/api/documentation/open-api.ts';
import { packageRoot } from '../servers/package-root.ts';
import { typesOf } from './types-of.ts';

/** The client's committed types. */
export const typesFile = join(packageRoot(), 'packages/client/src/types.ts');

/** What that file must contain now. Routes describe themselves without any server running. */
export async function describedTypes(): Promise<string> {
  const app = createApp({} as ApiDeps);
  const types = typesOf((await (await app.request('/openapi.json')).json()) as OpenApiDocument);
  const biome = join(packageRoot(), 'node_modules/@biomejs/biome/bin/biome');
  return execFileSync(process.execPath, [biome, 'format', `--stdin-file-path=${typesFile}`], {
    input: types,
    encoding: 'utf8',
    cwd: packageRoot(),
  });
}
