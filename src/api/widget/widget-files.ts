import { Hono } from 'hono';
import { etag, RETAINED_304_HEADERS } from 'hono/etag';
import { answered, cachingOfNamed } from '../built-file.ts';
import type { ApiEnv } from '../env.ts';
import { problem } from '../problems.ts';
import { type BuiltWidget, stemOf } from './built-widget.ts';

/** A site's pages keep the loader's address for ever, so a newer version reaches them within this time. */
const cachingOfLoader = 'public, max-age=300';

/**
 * A page may have been told the name before an update, or by a process of another version, and asks for it only when the
 * visitor opens the chat: it gets what is there now.
 */
const cachingOfOutdated = 'no-cache';

/** Any page may load these, also one that is isolated from other origins (`Cross-Origin-Embedder-Policy`). */
const forAnyPage = {
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
  'x-content-type-options': 'nosniff',
};

const kept = (caching: string) => ({ 'cache-control': caching, ...forAnyPage });

export const pathOfWidgetFile = (name: string) => `/widget/${name}`;

/** The chat widget: `/widget.js`, which a site embeds, and what that loads. */
export function widgetFiles(widget: () => Promise<BuiltWidget>) {
  const notAgain = etag({ retainedHeaders: [...RETAINED_304_HEADERS, ...Object.keys(forAnyPage)] });
  return new Hono<ApiEnv>()
    .get('/widget.js', notAgain, async (c) => answered(c, (await widget()).loader, kept(cachingOfLoader)))
    .get('/widget/:file', notAgain, async (c) => {
      const { files, scripts } = await widget();
      const name = c.req.param('file');
      const file = files.get(name);
      if (file !== undefined) return answered(c, file, kept(cachingOfNamed));
      const current = scripts.get(stemOf(name) ?? '');
      if (current === undefined) throw problem('pathUnknown');
      return answered(c, current, kept(cachingOfOutdated));
    });
}
