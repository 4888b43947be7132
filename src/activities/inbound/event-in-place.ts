import type { Referral } from '../../channels/meta/event-message.ts';
import { WebUrl } from '../../contract/primitives.ts';
import type { ConversationRef, InboundEvent } from '../../store/mongo/documents.ts';
import type { ActivityDeps } from '../deps.ts';

export type TakeEventDeps = Pick<ActivityDeps, 'store' | 'clock' | 'log' | 'waker' | 'webhooks'>;

/** An event and where it belongs. */
export interface EventInPlace {
  readonly recordId: string;
  readonly ref: ConversationRef;
  readonly event: InboundEvent & { readonly visitorId: string };
}

/** Where the visitor came from; the page only if it is one that a person may be sent to. */
export function cameFrom({ source, ref, page }: Referral, at: number) {
  const url = WebUrl.safeParse(page);
  const short = (text: string | null) => text?.slice(0, 200).toWellFormed() ?? null;
  return { cameBy: { source: short(source), ref: short(ref), at }, page: url.success ? url.data : null };
}
