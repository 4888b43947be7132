import { z } from 'zod';
import { newMid } from '../graph/send.ts';
import type { Media } from '../kept/media.ts';
import { type DirectMessage, type Messages, plain } from '../kept/messages.ts';
import { channels, type Page, PlatformId } from '../kept/pages.ts';
import type { Teller } from '../webhooks/teller.ts';
import { AttachmentRequest, attachmentsOf } from './incoming.ts';

/** The body of `POST /api/direct-messages/own-inbox`: what somebody of the page answers in Meta's own inbox. */
export const OwnInboxRequest = z
  .strictObject({
    channel: z.enum(channels),
    pageId: PlatformId,
    recipientId: PlatformId,
    text: z.string().min(1).max(20_000).optional(),
    attachments: z.array(AttachmentRequest).max(10).default([]),
  })
  .refine(({ text, attachments }) => text !== undefined || attachments.length > 0, {
    error: 'needs a text or attachments',
    path: ['text'],
  });
export type OwnInboxRequest = z.infer<typeof OwnInboxRequest>;

export function answerInOwnInbox(
  page: Page,
  { recipientId, text, attachments }: OwnInboxRequest,
  origin: string,
  deps: { readonly messages: Messages; readonly media: Media; readonly teller: Teller; readonly clock: () => number },
): DirectMessage {
  const message: DirectMessage = {
    ...plain,
    ...{ id: newMid(page.channel), channel: page.channel, pageId: page.id, recipientId },
    ...{ from: 'page', writtenIn: 'ownInbox', text: text ?? null, receivedAt: new Date(deps.clock()).toISOString() },
    attachments: attachmentsOf({ attachments }, origin, deps.media),
  };
  deps.messages.add(message);
  deps.teller.tellOfSent(page, message, null);
  return message;
}
