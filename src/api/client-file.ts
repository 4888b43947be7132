import { readFile } from 'node:fs/promises';
import { Hono } from 'hono';
import { etag, RETAINED_304_HEADERS } from 'hono/etag';
import { inPackage } from '../own-package.ts';
import type { ApiEnv } from './env.ts';
import { problem } from './problems.ts';

/** An older client keeps working, so a page need not ask each time. */
const caching = 'public, max-age=3600';
const corsHeaders = { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' };

/** The client as one ES module, for pages without a build step; made by `bin/bundle-client.mjs`. */
export function clientFile() {
  let text: string | undefined;
  return new Hono<ApiEnv>().get(
    '/client.js',
    etag({ retainedHeaders: [...RETAINED_304_HEADERS, ...Object.keys(corsHeaders)] }),
    async (c) => {
      text ??= await builtClient();
      return c.body(text, 200, {
        'content-type': 'text/javascript; charset=utf-8',
        'cache-control': caching,
        'x-content-type-options': 'nosniff',
        ...corsHeaders,
      });
    },
  );
}

async function builtClient(): Promise<string> {
  try {
    return await readFile(inPackage('dist/client.js'), 'utf8');
  } catch {
    throw problem('clientNotBuilt');
  }
}
