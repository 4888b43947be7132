import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Context, Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { csrf } from 'hono/csrf';
import { type ClientOptions, createClient } from '../../packages/client/src/index.ts';
import { cssVariables } from '../../src/design/css-variables.ts';
import { createDemoAgent } from './demo-agent.ts';
import { customers, products } from './goods.ts';
import { identityToken } from './identity.ts';
import { type Html, page, type Visit } from './layout.ts';
import { account, type Guide, home, left, missing, productList, productPage } from './pages.ts';
import { storyOf } from './story.ts';

export interface SiteOptions {
  /** The site's own origins: `127.0.0.1` and `localhost` are two. */
  readonly origins: readonly string[];
  readonly api: string;
  readonly siteKey: string;
  /** Plays the demo agent; never leaves the server. */
  readonly apiKey: string;
  /** Signs who a customer is; never leaves the server. */
  readonly identitySecret: string;
  /** Null: emails are really sent. */
  readonly mailbox: string | null;
  readonly afterLeavingSeconds: number;
  /** How long the demo agent types before she answers; default 1.5 s. */
  readonly typesMs?: number;
  /** How requests reach the API; by default over the network. */
  readonly fetch?: ClientOptions['fetch'];
  /** With `site.js` and `site.css`, as they were bundled. */
  readonly folder: string;
}

/** The demo shop: plain pages that navigate, with and without login, and the chat by one script tag. */
export function createSite(options: SiteOptions) {
  const { api, siteKey, mailbox, afterLeavingSeconds } = options;
  const client = createClient({
    ...{ baseUrl: api, key: options.apiKey },
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
  });
  const agent = createDemoAgent(client, { origins: options.origins, typesMs: options.typesMs ?? 1_500 });
  const links = { api, siteKey, mailbox };

  const visitOf = async (c: Context): Promise<Visit> => {
    const customer = customers.find(({ id }) => id === getCookie(c, 'customer')) ?? null;
    const token = customer === null ? null : await identityToken(customer, options.identitySecret);
    // Any page can lead somebody to that address, which must not log a customer out.
    return { customer, token, hasLoggedOut: customer === null && c.req.query('loggedOut') !== undefined };
  };
  const show = async (
    c: Context,
    title: string,
    here: Parameters<typeof page>[0]['here'],
    content: (guide: Guide) => Html,
    status: 200 | 404 = 200,
  ) => {
    const visit = await visitOf(c);
    const shown = content({ links, customer: visit.customer, afterLeavingSeconds });
    return c.html(page({ title, here, content: shown, visit, links }), status);
  };
  const file = (name: string, type: string) => (c: Context) =>
    c.body(readFileSync(join(options.folder, name)), 200, { 'content-type': type, 'cache-control': 'no-cache' });

  return new Hono()
    .use(async (c, next) => {
      await next();
      c.header('content-security-policy', policyOf(api));
      c.header('x-content-type-options', 'nosniff');
      c.header('referrer-policy', 'strict-origin-when-cross-origin');
      // A page holds a customer's token.
      if (c.res.headers.get('cache-control') === null) c.header('cache-control', 'no-store');
    })
    .use(csrf())
    .get('/', (c) => show(c, 'Try the chat', 'home', home))
    .get('/products', (c) => show(c, 'Products', 'products', productList))
    .get('/products/:id', (c) => {
      const product = products.find(({ id }) => id === c.req.param('id'));
      if (product === undefined) return show(c, 'No such page', 'products', missing, 404);
      return show(c, product.name, 'products', () => productPage(product));
    })
    .get('/account', (c) => show(c, 'Orders', 'account', ({ customer }) => account(customer)))
    .get('/left', (c) => show(c, 'You have left', 'left', left))
    .post('/login', async (c) => {
      const { customer, next } = await c.req.parseBody();
      if (customers.some(({ id }) => id === customer))
        setCookie(c, 'customer', String(customer), { httpOnly: true, sameSite: 'Lax', path: '/' });
      return c.redirect(next === '/' ? '/' : '/account', 303);
    })
    .post('/logout', (c) => {
      deleteCookie(c, 'customer', { path: '/' });
      return c.redirect('/account?loggedOut', 303);
    })
    .post('/answer', async (c) => c.json({ isAnswered: await agent.answerNow() }))
    .post('/leave', async (c) => {
      await agent.answerWhenLeft();
      return c.redirect('/left', 303);
    })
    .get('/story', async (c) => c.json(await storyOf(client, agent)))
    .get('/tokens.css', (c) => c.body(cssVariables(null), 200, { 'content-type': 'text/css; charset=utf-8' }))
    .get('/site.css', file('site.css', 'text/css; charset=utf-8'))
    .get('/site.js', file('site.js', 'text/javascript; charset=utf-8'))
    .get('/icon.svg', (c) => c.body(icon, 200, { 'content-type': 'image/svg+xml' }))
    .notFound((c) => show(c, 'No such page', 'home', missing, 404));
}

/** What the chat needs (docs/widget.md) and the site itself, and nothing else: no inline script, no inline style. */
export function policyOf(api: string): string {
  return [
    `default-src 'none'`,
    `script-src 'self' ${api}`,
    `style-src 'self'`,
    `connect-src 'self' ${api}`,
    `img-src 'self' ${api}`,
    `form-action 'self'`,
    `base-uri 'none'`,
    `frame-ancestors 'none'`,
  ].join('; ');
}

const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#0b7a75"/><path d="M9 23 16 8l7 15M12 18h8" fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round"/></svg>';
