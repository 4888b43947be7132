import { type Context, Hono } from 'hono';
import { wayBack } from '../../mail/mail-url.ts';
import { looksLikeToken } from '../../store/addresses/links.ts';
import { findReturnPlace, type ReturnPlace } from '../../store/conversations/returning.ts';
import { deploymentKey } from '../../store/deployment/deployment-key.ts';
import { clientAddress } from '../client-address.ts';
import type { ApiDeps } from '../deps.ts';
import type { ApiEnv } from '../env.ts';
import { toldProblemOf } from '../errors.ts';
import { problem } from '../problems.ts';
import { rateLimit } from '../rate-limit.ts';
import { answerPage, localeOf, noticePage, privately } from './page.tsx';
import { returnCode } from './return-code.ts';
import { endedPage, nowherePage } from './return-page.tsx';
import { withCode } from './return-url.ts';

/**
 * An email's way back to the conversation on the site (api.md Links). It writes nothing, because scanners follow links:
 * it only redirects to the page of the chat, with a code with which that page opens the conversation.
 */
export function returning(deps: ApiDeps) {
  const { store, clock, trustProxy = false } = deps;
  const ofLink = rateLimit('requests for one link', 30, 60);
  const ofClient = rateLimit('requests', 600, 60);

  async function placeOf(c: Context, now: number): Promise<ReturnPlace> {
    ofClient.take(clientAddress(c, trustProxy), now);
    const token = c.req.param('token') ?? '';
    const place = looksLikeToken(token) ? await findReturnPlace(store, token, now) : null;
    if (place === null) throw problem('linkUnknown');
    ofLink.take(place.link._id, now);
    return place;
  }

  return new Hono<ApiEnv>()
    .onError((error, c) => {
      const { status, headers } = toldProblemOf(deps, c, error).content;
      const notice = status === 404 ? 'unknownReturn' : status === 429 ? 'tooOften' : 'trouble';
      return answerPage(c, noticePage(notice, localeOf(c)), status, headers);
    })
    .get('/r/:token', async (c) => {
      const now = await clock();
      const place = await placeOf(c, now);
      if (!place.isOpen) return answerPage(c, endedPage(place), 410);
      const page = wayBack(place.conversation.page, place.account.settings.brand);
      if (page === null) return answerPage(c, nowherePage(place), 404);
      const code = returnCode(await deploymentKey(store, 'returnCodes', now), place.link._id, now);
      return c.body(null, 303, { ...privately, location: withCode(page, code) });
    });
}
