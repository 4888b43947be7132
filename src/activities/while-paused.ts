import { isDirect, postponed } from '../policy/delivery/delivery.ts';
import { answerUntil } from '../policy/forwarding/direct.ts';
import type { ClaimEnd } from '../store/deliveries/claim-ends.ts';
import type { Material } from './content.ts';

/**
 * A delivery waits for a pause to end, of its account or of all. A message on a channel waits no longer than its
 * platform allows an answer: then that is told.
 */
export function whilePaused({ conversation, delivery, now }: Material): ClaimEnd {
  const { at, ...held } = postponed(delivery, now, { reason: 'paused' });
  const until = isDirect(delivery) ? answerUntil(conversation) : null;
  return { kind: 'postponed', ...held, at: until !== null && until > now ? Math.min(at, until) : at };
}
