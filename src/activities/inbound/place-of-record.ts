import type { InboundMail } from '../../mail/inbound/inbound-mail.ts';
import { shareInbound } from '../../store/inbound/shares.ts';
import type { InboundDoc, LinkDoc } from '../../store/mongo/documents.ts';
import type { ActivityDeps } from '../deps.ts';
import { type NoPlace, nowhere, type Place, placesOf } from './place.ts';

/**
 * Where an email belongs, or why nowhere. If it came to several conversations, this record of it is of the first one, and
 * each other one gets a record of its own, which is processed by a workflow of its own.
 */
export async function placeOfRecord(
  { store, clock, waker, log }: Pick<ActivityDeps, 'store' | 'clock' | 'waker' | 'log'>,
  email: InboundDoc,
  mail: InboundMail,
): Promise<Place | NoPlace> {
  const now = await clock();
  const places = await placesOf(store, mail, now);
  const [own = nowhere, ...others] = places.filter(({ link }) => link === null || mayReach(email, link));
  if (email.isShare || own.link === null || others.length === 0) return own;
  const sharedWith = others.flatMap(({ link }) => (link === null ? [] : [link]));
  for (const inboundId of await shareInbound(store, email, { own: own.link, others: sharedWith, now }))
    await waker.wakeInbound(inboundId).catch((error: unknown) => {
      log.warn({ inboundId, err: error }, 'could not start the workflow of an email; the sweeper follows up');
    });
  return own;
}

/** One that nobody signed was replayed by a person, who vouches for it in their own account only. */
function mayReach({ isShare, signature, accountId, conversationId }: InboundDoc, link: LinkDoc): boolean {
  if (isShare) return link.accountId === accountId && link.conversationId === conversationId;
  return signature !== 'invalid' || accountId === null || link.accountId === accountId;
}
