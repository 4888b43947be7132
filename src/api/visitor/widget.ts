import { OpenAPIHono } from '@hono/zod-openapi';
import { WidgetConfiguration, WidgetQuery } from '../../contract/widget.ts';
import { brandColors } from '../../design/brand-colors.ts';
import { findAccountOfSite } from '../../store/accounts/accounts.ts';
import type { AccountDoc } from '../../store/mongo/documents.ts';
import type { Store } from '../../store/mongo/store.ts';
import { clientAddress } from '../client-address.ts';
import type { ApiDeps } from '../deps.ts';
import { tooManyConfigurations, widgetNotBuilt } from '../documentation/problem-answers.ts';
import type { ApiEnv } from '../env.ts';
import { problem } from '../problems.ts';
import { rateLimit } from '../rate-limit.ts';
import { json } from '../routes.ts';
import { defaultHook } from '../validation.ts';
import type { BuiltWidget } from '../widget/built-widget.ts';
import { pathOfWidgetFile } from '../widget/widget-files.ts';
import { assertOrigin } from './origins.ts';
import { visitorRoute } from './route.ts';
import { agentsView } from './views.ts';

const get = visitorRoute('site', {
  method: 'get',
  path: '/v1/visitor/widget',
  operationId: 'getWidgetConfiguration',
  tags: ['Visitors'],
  summary: "Get the chat widget's configuration",
  description:
    'What a page shows before anybody writes. It begins no session, stores nothing, and may be kept for a minute. Limit: 600 times a minute from one address.',
  request: { query: WidgetQuery },
  responses: { 200: json(WidgetConfiguration, 'The configuration.'), 404: widgetNotBuilt, 429: tooManyConfigurations },
});

/** What the widget asks for on every page of a site, so it is answered without MongoDB wherever that is possible. */
export function widgetConfiguration(deps: ApiDeps, widget: () => Promise<BuiltWidget>) {
  const perAddress = rateLimit('configurations of the widget', 600, 60);
  const accountOfSite = rememberedAccounts(deps.store);

  return new OpenAPIHono<ApiEnv>({ defaultHook }).openapi(get, async (c) => {
    const now = await deps.clock();
    perAddress.take(clientAddress(c, deps.trustProxy ?? false), now);
    const account = await accountOfSite(c.req.valid('query').siteKey);
    if (account === null) throw problem('siteUnknown');
    assertOrigin(c, account);
    const { app } = await widget();
    const { brand, sender, locale, attachments } = account.settings;
    // Also for pages of our own, whose requests have no origin: what is kept of theirs must not answer others.
    c.header('vary', 'Origin');
    c.header('cache-control', 'public, max-age=60');
    return c.json(
      {
        app: pathOfWidgetFile(app),
        name: sender?.name ?? account.name,
        colors: { light: brandColors(brand.color, 'light'), dark: brandColors(brand.color, 'dark') },
        logoUrl: brand.logoUrl,
        locale,
        attachments: { maxFiles: attachments.maxFiles, maxBytes: attachments.maxBytes },
        agents: agentsView(account, now),
      },
      200,
    );
  });
}

const rememberMs = 5_000;
const maxRemembered = 1_000;

/** The account of a site key, or that there is none, remembered for some seconds. */
function rememberedAccounts(store: Store): (siteKey: string) => Promise<AccountDoc | null> {
  const remembered = new Map<string, { readonly account: AccountDoc | null; readonly until: number }>();
  return async (siteKey) => {
    const hit = remembered.get(siteKey);
    if (hit !== undefined && hit.until > Date.now()) return hit.account;
    const account = await findAccountOfSite(store, siteKey);
    if (remembered.size >= maxRemembered) remembered.clear();
    remembered.set(siteKey, { account, until: Date.now() + rememberMs });
    return account;
  };
}
