import { z } from 'zod';
import { ask, bodyOf, type GraphAccess, type TokenOfPage, type Told } from './pages.ts';
import { type Refusal, refusalOf } from './refusals.ts';

/**
 * The events that are posted of a page (messenger-platform/webhooks, instagram-platform/webhooks). An Instagram account
 * behind a page has its own fields chosen in the app's dashboard; of its page it needs any field, and `feed` asks for no
 * permission beyond those it has.
 */
export function webhookFields({ kind, login }: Pick<TokenOfPage, 'kind' | 'login'>): readonly string[] {
  if (kind === 'messenger') return messengerFields;
  return login === 'instagram' ? instagramFields : ['feed'];
}

const messengerFields = [
  ...['messages', 'messaging_postbacks', 'messaging_referrals', 'message_deliveries', 'message_reads'],
  ...['message_echoes', 'message_reactions', 'message_edits'],
];
const instagramFields = [
  'messages',
  'message_reactions',
  'messaging_postbacks',
  'messaging_referral',
  'messaging_seen',
];

const Subscriptions = z.object({
  data: z.array(z.object({ id: z.string().optional(), subscribed_fields: z.array(z.string()).default([]) })),
});

/** The fields of the page that the app of the token is subscribed to. */
export async function askSubscription(access: GraphAccess, page: TokenOfPage): Promise<Told<readonly string[]>> {
  const answer = await ask(access, page, { method: 'GET', path: subscribedApps });
  const refusal = refusalOf(answer);
  if (refusal !== null) return refusal;
  const read = Subscriptions.safeParse(bodyOf(answer));
  if (!read.success) return { kind: 'other', code: 'an answer that cannot be read' };
  return { kind: 'told', it: [...new Set(read.data.data.flatMap(({ subscribed_fields }) => subscribed_fields))] };
}

const subscribedApps = '/me/subscribed_apps';

/**
 * Has the page's events posted. Subscribing replaces the fields, and a Messenger page and its Instagram account share
 * one subscription, so what is there stays.
 */
export async function subscribe(access: GraphAccess, page: TokenOfPage): Promise<Refusal | null> {
  const there = page.login === 'facebook' ? await askSubscription(access, page) : null;
  const before = there?.kind === 'told' ? there.it : [];
  const fields = [...new Set([...before, ...webhookFields(page)])].join(',');
  return refusalOf(
    await ask(access, page, { method: 'POST', path: subscribedApps, body: { subscribed_fields: fields } }),
  );
}

export const unsubscribe = async (access: GraphAccess, page: TokenOfPage): Promise<Refusal | null> =>
  refusalOf(await ask(access, page, { method: 'DELETE', path: subscribedApps }));
