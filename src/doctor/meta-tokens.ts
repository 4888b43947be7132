import { isConfirmed } from '../store/accounts/channel-connections.ts';
import { type Finding, failed, ok, skipped } from './check.ts';
import { type CheckedPage, named } from './meta-pages.ts';

const check = 'Meta tokens';

/** Whether each connection's token can be opened, and Meta takes it for that page. */
export function checkMetaTokens(pages: readonly CheckedPage[]): Finding {
  const sealed = pages.filter(({ told }) => told === null);
  if (sealed.length > 0)
    return failed(
      check,
      `no key opens the token of ${named(sealed)}`,
      'put the key that sealed it into CHANNEL_TOKENS_KEY or CHANNEL_TOKENS_OLD_KEY, or replace the token',
    );
  const dead = pages.filter(({ told }) => told?.page.kind === 'tokenDead' || told?.page.kind === 'otherPage');
  if (dead.length > 0)
    return failed(
      check,
      `Meta refuses the token of ${named(dead)}`,
      'create another token at Meta and replace it: Settings > Channels, or PUT /v1/channels/{kind}/{id}',
    );
  const untold = pages.filter(({ told }) => told?.page.kind !== 'told');
  const [first] = untold;
  if (first?.told?.page.kind === 'away')
    return skipped(
      check,
      `Meta did not answer about ${named(untold)} (${first.told.page.why})`,
      'check that this host can reach graph.facebook.com and graph.instagram.com, and try again',
    );
  if (untold.length > 0)
    return failed(
      check,
      `Meta tells nothing about ${named(untold)}`,
      'replace its token, or grant its permissions again',
    );
  const unconfirmed = pages.filter(({ connection }) => !isConfirmed(connection));
  if (unconfirmed.length > 0)
    return failed(
      check,
      `Meta could not be asked yet whose page is ${named(unconfirmed)}, so its events are dropped and nothing is sent`,
      'open Settings > Channels, or read it with GET /v1/channels: then Meta is asked again',
    );
  return ok(check, `${pages.length} accepted`);
}
