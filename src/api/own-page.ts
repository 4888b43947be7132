import type { Context } from 'hono';
import type { BasicDeps } from './env.ts';
import { isOwnOrigin } from './origins.ts';
import { problem } from './problems.ts';

/** Where our pages are; a proxy may have changed the host that a request names. */
type Place = Pick<BasicDeps, 'publicUrl'>;

/** What our pages send along; a page of another origin can add no header without CORS, which never allows this one. */
const pageHeader = 'x-afterchat-page';

export const isByOwnScript = (c: Context): boolean => c.req.header(pageHeader) === '1';

/**
 * Whether a page of another origin made a request, or may have: a cookie authorises nothing for it. Browsers that send
 * Fetch Metadata say so themselves (W3C Fetch Metadata: Sec-Fetch-Site); `none` is the person, by the address bar.
 */
function isFromElsewhere(c: Context, { publicUrl }: Place): boolean {
  const [site, origin] = [c.req.header('sec-fetch-site'), c.req.header('origin')];
  const isSafe = c.req.method === 'GET' || c.req.method === 'HEAD';
  if (site !== undefined && site !== 'same-origin' && !(isSafe && site === 'none')) return true;
  return origin !== undefined && !isOwnOrigin(c, origin) && !isOriginOf(origin, publicUrl);
}

const isOriginOf = (origin: string, url: string | undefined) => url !== undefined && new URL(url).origin === origin;

/**
 * For a request that a cookie authorises. Throws the 403 if it may come from elsewhere: what changes something must be
 * sent by our page's script.
 */
export function assertOwnScript(c: Context, place: Place): void {
  const isSafe = c.req.method === 'GET' || c.req.method === 'HEAD';
  if (isFromElsewhere(c, place) || !(isSafe || isByOwnScript(c))) throw problem('notOurPage');
}

/** For a form of ours. Throws the 403 unless the browser says that the form was on our page. */
export function assertOwnForm(c: Context, place: Place): void {
  const isSaid = ['sec-fetch-site', 'origin'].some((name) => c.req.header(name) !== undefined);
  if (isFromElsewhere(c, place) || !(isSaid || isByOwnScript(c))) throw problem('notOurPage');
}
