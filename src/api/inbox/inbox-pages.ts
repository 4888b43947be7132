import { Hono } from 'hono';
import { etag, RETAINED_304_HEADERS } from 'hono/etag';
import { answered, cachingOfNamed } from '../built-file.ts';
import type { ApiEnv } from '../env.ts';
import { problem } from '../problems.ts';
import type { BuiltInbox } from './built-inbox.ts';

/**
 * Scripts and styles from here alone. Pictures from anywhere by https, because agents' pictures are links; none by http.
 * Frames only of our own answers, which have policies of their own; nobody may put the inbox into a frame.
 */
const policy = [
  "default-src 'self'",
  "img-src 'self' data: blob: https:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const pageHeaders = {
  'cache-control': 'no-cache',
  'content-security-policy': policy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  // Whoever sees a picture or a link of a conversation must not learn its id.
  'referrer-policy': 'no-referrer',
};

const assetHeaders = { 'cache-control': cachingOfNamed, 'cross-origin-resource-policy': 'same-origin' };

/** The agents' pages: `/inbox` and everything below it is one page, except its files. */
export function inboxPages(inbox: () => Promise<BuiltInbox>) {
  const notAgain = etag({ retainedHeaders: [...RETAINED_304_HEADERS, ...Object.keys(pageHeaders)] });
  return new Hono<ApiEnv>()
    .get('/inbox/assets/:file', notAgain, async (c) => {
      const file = (await inbox()).assets.get(c.req.param('file'));
      if (file === undefined) throw problem('pathUnknown');
      return answered(c, file, assetHeaders);
    })
    .get('/inbox/*', notAgain, async (c) => answered(c, (await inbox()).page, pageHeaders));
}
