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
import { toldProblemOf } from '../errors.ts';
import { problem } from '../problems.ts';
import { rateLimit } from '../rate-limit.ts';
import { answerPage, localeOf, noticePage } from './page.tsx';
import { type UnsubscribeAction, unsubscribeActions, unsubscribePage } from './unsubscribe-page.tsx';

/** What the page's buttons send, or an email program's one-click unsubscribe (RFC 8058 section 3.2). */
const Form = z.union([
  z.object({ action: z.enum(unsubscribeActions) }).transform(({ action }) => action),
  z.object({ 'List-Unsubscribe': z.literal('One-Click') }).transform((): UnsubscribeAction => 'unsubscribe'),
]);

const maxBytes = 4_096;

/**
 * The page behind an email's links, where its reader can stop the emails. GET only asks, because scanners follow links;
 * POST does it, from the page's buttons or from an email program. No JavaScript, no cookies, nothing from other
 * servers.
 */
export function unsubscribing(deps: ApiDeps) {
  const { store, clock, notifier, trustProxy = false } = deps;
  const ofLink = rateLimit('requests for one link', 30, 60);
  // One-click requests of email programs come from few addresses, so this limit is high.
  const ofClient = rateLimit('requests', 600, 60);

  async function placeOf(c: Context): Promise<UnsubscribePlace> {
    const now = await clock();
    ofClient.take(clientAddress(c, trustProxy), now);
    const token = c.req.param('token') ?? '';
    const place = looksLikeToken(token) ? await findUnsubscribePlace(store, token) : null;
    if (place === null) throw problem('linkUnknown');
    return place;
  }

  // Each of these may start a fan-out over all waiting conversations of the account, or wake one. Unsubscribing is not
  // limited.
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
      const { status, headers } = toldProblemOf(deps, c, error).content;
      const notice = status === 404 ? 'unknown' : status === 429 ? 'tooOften' : 'trouble';
      return answerPage(c, noticePage(notice, localeOf(c)), status, headers);
    })
    .get('/u/:token', async (c) => {
      const place = await placeOf(c);
      ofLink.take(place.link._id, await clock());
      return answerPage(c, unsubscribePage(place));
    })
    .post('/u/:token', bodyLimit({ maxSize: maxBytes }), async (c) => {
      const place = await placeOf(c);
      const asked = Form.safeParse(await c.req.parseBody().catch(() => null));
      // Somebody else who has the link, and uses it too often, cannot prevent anyone from unsubscribing.
      if (asked.data !== 'unsubscribe') ofLink.take(place.link._id, await clock());
      // An unknown action: the page asks again.
      if (!asked.success) return answerPage(c, unsubscribePage(place), 422);
      await act(asked.data, place);
      return answerPage(c, unsubscribePage((await findUnsubscribePlace(store, place.link._id)) ?? place));
    });
}

const actions = { unsubscribe, resubscribe, notMe: disown, itWasMe: undisown };
