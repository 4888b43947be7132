import { createHash } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { addressKey } from '../../contract/email-address.ts';
import { looksLikeToken } from '../../store/addresses/links.ts';
import type { Changed } from '../../store/conversations/change.ts';
import {
  disown,
  findUnsubscribePlace,
  resubscribe,
  type UnsubscribePlace,
  undisown,
  unsubscribe,
} from '../../store/conversations/unsubscribing.ts';
import { clientAddress } from '../client-address.ts';
import type { ApiDeps } from '../deps.ts';
import type { ApiEnv } from '../env.ts';
import { problemOf } from '../errors.ts';
import { problem } from '../problems.ts';
import { rateLimit } from '../rate-limit.ts';
import {
  noticePage,
  type Page,
  type UnsubscribeAction,
  unsubscribeActions,
  unsubscribePage,
} from './unsubscribe-page.tsx';

/** What a person's button sends, or a mail program's one click (RFC 8058 section 3.2). */
const Form = z.union([
  z.object({ action: z.enum(unsubscribeActions) }).transform(({ action }) => action),
  z.object({ 'List-Unsubscribe': z.literal('One-Click') }).transform((): UnsubscribeAction => 'unsubscribe'),
]);

const maxBytes = 4_096;

/**
 * The page that mails lead to, to stop them. GET only asks, since scanners follow links; POST does it, by the page's
 * buttons or by a mail program itself. No JavaScript, no cookie, nothing from elsewhere.
 */
export function unsubscribing(deps: ApiDeps) {
  const { store, clock, notifier, log, trustProxy = false } = deps;
  const ofLink = rateLimit('requests for one link', 30, 60);
  // Mail programs' one clicks come from few addresses, so that this is only a brake.
  const ofClient = rateLimit('requests', 600, 60);

  async function placeOf(c: Context): Promise<UnsubscribePlace> {
    const now = await clock();
    ofClient.take(clientAddress(c, trustProxy), now);
    const token = c.req.param('token') ?? '';
    const place = looksLikeToken(token) ? await findUnsubscribePlace(store, token) : null;
    if (place === null) throw problem('linkUnknown');
    return place;
  }

  // Each may start a fan-out over all of the account's waiting conversations, or wake one. Unsubscribing has no limit.
  const ofAddress = rateLimit('changes for one address', 6, 3_600);

  async function act(action: UnsubscribeAction, { link, conversation, isDisowned }: UnsubscribePlace): Promise<void> {
    const now = await clock();
    const isChange = {
      unsubscribe: false,
      resubscribe: conversation.unsubscribedAt !== null,
      notMe: !isDisowned,
      itWasMe: isDisowned,
    };
    if (isChange[action]) ofAddress.take(`${link.accountId}:${addressKey(link.address)}`, now);
    const changed: Changed<unknown> | null = await actions[action](store, link, now);
    notifier.changed(changed);
    if (changed?.result === true) notifier.flagged(link.accountId);
  }

  return new Hono<ApiEnv>()
    .onError((error, c) => {
      const { status, headers } = problemOf(error).content;
      if (status >= 500)
        log.error({ err: error, method: c.req.method, route: '/u/:token', status }, 'the unsubscribe page failed');
      const notice = status === 404 ? 'unknown' : status === 429 ? 'tooOften' : 'trouble';
      return answer(c, noticePage(notice, c.req.header('accept-language')?.split(/[,;]/)[0] ?? 'en'), status, headers);
    })
    .get('/u/:token', async (c) => {
      const place = await placeOf(c);
      ofLink.take(place.link._id, await clock());
      return answer(c, unsubscribePage(place));
    })
    .post('/u/:token', bodyLimit({ maxSize: maxBytes }), async (c) => {
      const place = await placeOf(c);
      const asked = Form.safeParse(await c.req.parseBody().catch(() => null));
      // Whoever else holds the link, and asks too often, keeps nobody from unsubscribing.
      if (asked.data !== 'unsubscribe') ofLink.take(place.link._id, await clock());
      // Nothing that we know was asked for: then the page asks again.
      if (!asked.success) return answer(c, unsubscribePage(place), 422);
      await act(asked.data, place);
      return answer(c, unsubscribePage((await findUnsubscribePlace(store, place.link._id)) ?? place));
    });
}

const actions = { unsubscribe, resubscribe, notMe: disown, itWasMe: undisown };

/** Kept nowhere, told to nobody: the address is a key to the conversation's mail. */
function answer(c: Context, { html, styles }: Page, status = 200, headers: Readonly<Record<string, string>> = {}) {
  const style = createHash('sha256').update(styles).digest('base64');
  return c.html(html, status as 200, {
    ...headers,
    'content-security-policy': `default-src 'none'; style-src 'sha256-${style}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-robots-tag': 'noindex',
  });
}
