import type { PartContent } from '../../policy/delivery/parts.ts';
import type { PartOf } from '../direct.ts';

/** The `message` of a request: a text, or a file that the platform fetches from a link. */
export function messageBody(part: PartContent, { linkTo }: Pick<PartOf, 'linkTo'>) {
  if (part.kind === 'text') return { text: part.text };
  return { attachment: { type: part.media, payload: { url: linkTo(part.fileId) ?? '' } } };
}

/**
 * What an answer says that is sent after the standard window (Messenger Platform, "Message tags": the human agent tag).
 * Everything that is sent here was written by an agent; what bots write is never sent.
 */
export const tagged = { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' } as const;
