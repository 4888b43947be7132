import type { InboundMail } from '../../mail/inbound/inbound-mail.ts';
import type { ActivityDeps } from '../deps.ts';
import type { InboundEnd } from './inbound-end.ts';

export type TakeEmailDeps = Pick<ActivityDeps, 'store' | 'clock' | 'log' | 'waker'>;

/** An email as it was stored, and when. */
export interface InboundReceived {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
}

/**
 * Brings an email into the conversation that it answers (design, Replies by mail). It may be called again with the same
 * email, whose message is then stored once. Throws only if it should be tried again, as while MongoDB is away.
 */
export async function takeEmail(
  _deps: TakeEmailDeps,
  _mail: InboundMail,
  _inbound: InboundReceived,
): Promise<InboundEnd> {
  return { kind: 'deadLetter', reason: 'unknownAddress', accountId: null, conversationId: null };
}
