import { webhookFields } from '../channels/meta/subscriptions.ts';
import type { Config } from '../config.ts';
import { type Finding, failed, ok, skipped } from './check.ts';
import { type CheckedPage, named } from './meta-pages.ts';

const check = 'Meta webhooks';

type MetaConfig = Pick<Config, 'META_APP_SECRET' | 'META_VERIFY_TOKEN' | 'PUBLIC_URL'>;

/** Whether Meta posts each page's events, and whether this installation would take them. */
export function checkMetaWebhooks(pages: readonly CheckedPage[], config: MetaConfig): Finding {
  if (config.META_APP_SECRET.length === 0)
    return failed(
      check,
      'META_APP_SECRET is not set, so the API refuses what Meta posts',
      "set it to the app's secret (App settings > Basic at Meta) and restart the API",
    );
  const missing = (page: CheckedPage) => {
    const fields = page.told?.fields;
    return fields?.kind === 'told' ? webhookFields(page.connection).filter((field) => !fields.it.includes(field)) : [];
  };
  const deaf = pages.filter((page) => missing(page).length > 0);
  const [first] = deaf;
  if (first !== undefined)
    return failed(
      check,
      `Meta does not post ${missing(first).join(', ')} of ${named(deaf)}`,
      'save the connection again: Settings > Channels, or PUT /v1/channels/{kind}/{id}',
    );
  const known = pages.filter(({ told }) => told?.fields.kind === 'told');
  if (known.length === 0) return skipped(check, 'Meta did not tell', 'see Meta tokens');
  const { META_VERIFY_TOKEN: verifyToken, PUBLIC_URL: url } = config;
  if (verifyToken === undefined || url === undefined)
    return failed(
      check,
      `Meta cannot verify the address of the webhook without ${verifyToken === undefined ? 'META_VERIFY_TOKEN' : 'PUBLIC_URL'}`,
      'set it, restart the API, and enter the callback URL at Meta (docs/integrate.md)',
    );
  return ok(check, `the events of ${known.length} are posted; the callback URL has to be ${url}/webhooks/meta`);
}
