import { channelEvents } from '../../contract/channel-events.ts';
import { deadLetterReasons, recordedAs } from '../../contract/inbound.ts';
import type { InboundEmail } from '../../contract/inbound-emails.ts';
import { iso } from '../../contract/primitives.ts';
import type { InboundDoc } from '../mongo/documents.ts';

/** An email or an event of a channel that came in, as the API and the command line show it. */
export function inboundView(email: InboundDoc): InboundEmail {
  const { _id, event, state, reason, result, read, conversationId, bytes, dismissed = null, expiresAt } = email;
  const { contentUntil = expiresAt } = email;
  return {
    id: _id,
    channel: event?.channel ?? 'email',
    state,
    reason,
    result: result === null ? null : 'as' in result ? result.as : result.kind,
    says: isLeftOut(email) ? `${whatBecameOf(email)} ${leftOut}` : whatBecameOf(email),
    from: event === undefined ? (read?.from ?? null) : event.visitorId,
    subject: read?.subject ?? null,
    attachments: [...(read?.attachments ?? [])],
    conversationId,
    messageId: result !== null && 'messageId' in result ? result.messageId : null,
    bytes,
    receivedAt: iso(email.receivedAt),
    processedAt: email.processedAt === null ? null : iso(email.processedAt),
    dismissed: dismissed && { at: iso(dismissed.at), reason: dismissed.reason },
    expiresAt: expiresAt === null ? null : expiresAt.toISOString(),
    contentUntil: contentUntil === null ? null : contentUntil.toISOString(),
  };
}

const leftOut = 'Its content was not kept, because too much came in on that day.';

/** The content of one that is too large was never kept, which its reason says. */
const isLeftOut = ({ state, reason, contentUntil }: InboundDoc) =>
  state !== 'new' && reason !== 'tooLarge' && contentUntil === null;

function whatBecameOf({ state, reason, result }: InboundDoc): string {
  if (state === 'new') return 'It is being processed.';
  if (reason !== null) return `It was not processed: ${deadLetterReasons[reason]}.`;
  switch (result?.kind) {
    case 'message':
      return "It is the visitor's message.";
    case 'duplicate':
      return 'It had been posted before.';
    case 'taken':
      return `It is ${channelEvents[result.as]}.`;
    case 'recorded':
      return `It is ${recordedAs[result.as]}, so it is only recorded.`;
    default:
      return 'It was dismissed.';
  }
}
