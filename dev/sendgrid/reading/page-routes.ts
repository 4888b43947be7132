import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { Hono } from 'hono';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Nothing from elsewhere; emails are in a frame with rules of its own. */
const policy = [
  `default-src 'none'`,
  ...["script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'", "frame-src 'self'"],
  ...["base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
].join('; ');

/**
 * The page of a fake at `/`, as it was bundled.
 * @param folder with `index.html` and `assets/`; if it does not exist, `/` says how to make it
 */
export function pageRoutes(folder: string) {
  const file = (name: string) => readFileSync(join(folder, name));
  const headers = (name: string) => ({
    'content-type': types[extname(name)] ?? 'application/octet-stream',
    'x-content-type-options': 'nosniff',
    'content-security-policy': policy,
  });
  return new Hono()
    .get('/', (c) => {
      if (!existsSync(join(folder, 'index.html')))
        return c.text('The page is not bundled: npm run build makes it.\n', 404);
      return c.body(file('index.html'), 200, { ...headers('index.html'), 'cache-control': 'no-cache' });
    })
    .get('/assets/:name', (c) => {
      const name = c.req.param('name');
      const assets = join(folder, 'assets');
      if (!existsSync(assets) || !readdirSync(assets).includes(name)) return c.notFound();
      const cache = { 'cache-control': 'public, max-age=31536000, immutable' };
      return c.body(file(join('assets', name)), 200, { ...headers(name), ...cache });
    });
}
