import { createHash } from 'node:crypto';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { ApiEnv } from '../env.ts';
import { openApiDocument } from './document.ts';
import type { OpenApiDocument } from './open-api.ts';
import { page } from './page/page.tsx';
import { styles } from './page/styles.ts';

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** The page needs its own styles and nothing else: no script, no network. */
const policy = `default-src 'none'; style-src ${hashOf(styles)}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** Serves the description of an app's routes, to anyone: /openapi.json for programs, /docs for people. */
export function documentation(app: OpenAPIHono<ApiEnv>): void {
  let made: { readonly document: OpenApiDocument; readonly html: string } | undefined;

  /** On first use, when all routes are there. */
  function description() {
    if (made === undefined) {
      const document = openApiDocument(app);
      made = { document, html: page(document) };
    }
    return made;
  }

  app.get('/openapi.json', (c) => {
    c.header('access-control-allow-origin', '*');
    return c.json(description().document);
  });
  // Relative, for whoever serves the API below a path of their own.
  app.get('/', (c) => c.redirect('./docs'));
  app.get('/docs', (c) => {
    c.header('content-security-policy', policy);
    c.header('x-content-type-options', 'nosniff');
    return c.html(description().html);
  });
}
