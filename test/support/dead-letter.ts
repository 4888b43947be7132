import type { DeadLetterReason } from '../../src/contract/inbound.ts';
import { beginInbound, endInbound } from '../../src/store/inbound/processing.ts';
import { keepPosted } from '../../src/store/inbound/received.ts';
import type { Store } from '../../src/store/mongo/store.ts';
import { contentType, rawForm } from './inbound.ts';

interface Given {
  readonly accountId: string | null;
  readonly now: number;
  readonly reason?: DeadLetterReason;
  readonly subject?: string;
  readonly conversationId?: string | null;
}

/** An email that could not be processed; returns its id. */
export async function deadLetter(store: Store, given: Given): Promise<string> {
  const { accountId, now, reason = 'expiredAddress', subject = 'Re: Parcel', conversationId = null } = given;
  const source = (async function* () {
    yield rawForm();
  })();
  const { _id } = await keepPosted(store, { source, contentType, signature: () => 'valid', now });
  const email = await beginInbound(store, _id, now);
  if (email === null) throw new Error('the email is gone');
  const read = { from: 'visitor@example.com', subject, attachments: ['photo.jpg'] };
  await endInbound(
    store,
    email,
    { end: { kind: 'deadLetter', reason }, accountId, conversationId, digest: null, read },
    now,
  );
  return _id;
}
