import { type Context, Hono } from 'hono';
import { accepts } from 'hono/accepts';
import { etag, RETAINED_304_HEADERS } from 'hono/etag';
import type { ApiEnv } from '../env.ts';
import { problem } from '../problems.ts';
import { type BuiltFile, type BuiltWidget, type Coding, codings, stemOf } from './built-widget.ts';

/** A site's pages keep the loader's address for ever, so a newer version reaches them within this time. */
const cachingOfLoader = 'public, max-age=300';
/** The names of the others change with their content. */
const cachingOfNamed = 'public, max-age=31536000, immutable';

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

export const pathOfWidgetFile = (name: string) => `/widget/${name}`;

/** The chat widget: `/widget.js`, which a site embeds, and what that loads. */
export function widgetFiles(widget: () => Promise<BuiltWidget>) {
  const notAgain = etag({ retainedHeaders: [...RETAINED_304_HEADERS, ...Object.keys(forAnyPage)] });
  return new Hono<ApiEnv>()
    .get('/widget.js', notAgain, async (c) => answered(c, (await widget()).loader, cachingOfLoader))
    .get('/widget/:file', notAgain, async (c) => {
      const { files, scripts } = await widget();
      const name = c.req.param('file');
      const file = files.get(name);
      if (file !== undefined) return answered(c, file, cachingOfNamed);
      const current = scripts.get(stemOf(name) ?? '');
      if (current === undefined) throw problem('pathUnknown');
      return answered(c, current, cachingOfOutdated);
    });
}

function answered(c: Context, { type, etag, bodies }: BuiltFile, caching: string): Response {
  const coding = codingFor(c);
  return c.body(bodies[coding], 200, {
    'content-type': type,
    'cache-control': caching,
    etag,
    vary: 'Accept-Encoding',
    ...(coding === 'identity' ? {} : { 'content-encoding': coding }),
    ...forAnyPage,
  });
}

/** The smallest that the client takes: browsers name several with equal weight. */
function codingFor(c: Context): Coding {
  const taken = accepts(c, {
    header: 'Accept-Encoding',
    supports: [...codings],
    default: 'identity',
    match: (wanted) => codings.find((coding) => wanted.some(({ type, q }) => type === coding && q > 0)) ?? 'identity',
  });
  return taken as Coding;
}
