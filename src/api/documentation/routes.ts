import type { OpenAPIHono } from '@hono/zod-openapi';
import { accepts } from 'hono/accepts';
import { etag } from 'hono/etag';
import type { ApiEnv } from '../env.ts';
import { openApiDocument } from './document.ts';
import type { OpenApiDocument } from './open-api.ts';
import { type ReferenceBundle, readReferenceBundle } from './reference-bundle.ts';
import { referencePage, referencePolicy } from './reference-page.ts';

/** Serves the description of an app's routes to anyone: /openapi.json for programs, /docs for people. */
export function documentation(app: OpenAPIHono<ApiEnv>): void {
  let document: OpenApiDocument | undefined;
  let read: Promise<ReferenceBundle> | undefined;

  /** Read once, on first use; if that fails, it is tried again. */
  function bundle(): Promise<ReferenceBundle> {
    read ??= readReferenceBundle().catch((error) => {
      read = undefined;
      throw error;
    });
    return read;
  }

  app.get('/openapi.json', (c) => {
    // On first use, because by then all routes exist.
    document ??= openApiDocument(app);
    c.header('access-control-allow-origin', '*');
    return c.json(document);
  });
  // Relative, so that the API can also be served below a path.
  app.get('/', (c) => c.redirect('./docs'));
  app.get('/docs', (c) => {
    c.header('content-security-policy', referencePolicy);
    c.header('referrer-policy', 'no-referrer');
    c.header('x-content-type-options', 'nosniff');
    return c.html(referencePage);
  });
  app.get('/docs/scalar.js', etag(), async (c) => {
    const { script, gzipped, etag } = await bundle();
    const coding = accepts(c, { header: 'Accept-Encoding', supports: ['gzip'], default: 'identity' });
    const isGzipped = coding === 'gzip';
    return c.body(isGzipped ? gzipped : script, 200, {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'no-cache', // kept, but checked each time: another version has another tag
      etag,
      vary: 'accept-encoding',
      'x-content-type-options': 'nosniff',
      ...(isGzipped ? { 'content-encoding': 'gzip' } : {}),
    });
  });
}
