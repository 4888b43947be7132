import { z } from 'zod';
import type { Channel } from '../kept/pages.ts';

/** What a text may hold: Messenger counts characters, Instagram bytes of UTF-8 (reference of the Send API; of messages on Instagram). */
export const maxText = { messenger: 2_000, instagram: 1_000 } as const;
const maxMetadata = 1_000;

/** Tags that the platform answers with error 100 since 27 April 2026 (Messenger's changelog). */
const deadTags: readonly string[] = ['ACCOUNT_UPDATE', 'CONFIRMED_EVENT_UPDATE', 'POST_PURCHASE_UPDATE'];
const tags = ['HUMAN_AGENT'] as const;

/** The choices as Meta's SDKs publish them (facebook/facebook-business-sdk-codegen, api_specs/specs/Page.json). */
export const messagingTypes = ['MESSAGE_TAG', 'RESPONSE', 'UPDATE', 'UTILITY'] as const;
export const notificationTypes = ['NO_PUSH', 'REGULAR', 'SILENT_PUSH'] as const;
export const senderActions = ['MARK_SEEN', 'REACT', 'TYPING_OFF', 'TYPING_ON', 'UNREACT'] as const;

/** Both spellings occur in Meta's reference. */
const anyCase = <T extends readonly [string, ...string[]]>(values: T) =>
  z.preprocess((value) => (typeof value === 'string' ? value.toUpperCase() : value), z.enum(values));

const Payload = z.strictObject({
  url: z.string().max(10_000).optional(),
  attachment_id: z.string().max(100).optional(),
  is_reusable: z.union([z.boolean(), z.enum(['true', 'false'])]).optional(),
});
const Attachment = z.strictObject({
  type: z.enum(['image', 'video', 'audio', 'file']),
  payload: Payload.default({}),
});
export type AttachmentParam = z.infer<typeof Attachment>;

const Message = z.strictObject({
  text: z.string().optional(),
  attachment: Attachment.optional(),
  metadata: z.string().optional(),
});

/** Every call may carry these. */
const everywhere = { access_token: z.string().optional(), appsecret_proof: z.string().optional() };

/**
 * The parameters of `POST /{page}/messages` that afterchat has use for, and no others: stricter than Meta, which ignores
 * some that it does not know, so that misspelt ones are found here.
 */
export const Send = z.strictObject({
  ...everywhere,
  recipient: z.strictObject({ id: z.string().min(1).max(64) }),
  message: Message.optional(),
  messaging_type: z.enum(messagingTypes).optional(),
  notification_type: z.enum(notificationTypes).optional(),
  tag: z.string().optional(),
  sender_action: anyCase(senderActions).optional(),
  payload: z.strictObject({ message_id: z.string(), reaction: z.string().optional() }).optional(),
  persona_id: z.string().optional(),
  reply_to: z.strictObject({ mid: z.string() }).optional(),
});
export type Send = z.infer<typeof Send>;

export const Upload = z.strictObject({
  ...everywhere,
  message: z.strictObject({ attachment: Attachment }),
  platform: anyCase(['INSTAGRAM', 'MESSENGER']).optional(),
});

/** The rules between a send's parameters, and its limits; null: it is as it should be. */
export function problemOfSend(send: Send, channel: Channel, hasFile: boolean): string | null {
  const { message, sender_action: action } = send;
  if (action !== undefined) return message === undefined ? null : 'Only one of message and sender_action can be used.';
  if (message === undefined) return 'The parameter message is required.';
  return problemOfType(send, channel) ?? problemOfMessage(message, channel, hasFile);
}

function problemOfType({ messaging_type: type, tag }: Send, channel: Channel): string | null {
  // Meta's samples for Instagram have no messaging_type.
  if (type === undefined && channel === 'messenger') return 'The parameter messaging_type is required.';
  if (type === 'UTILITY') return 'A message of the type UTILITY needs an approved template.';
  if (tag === undefined) return type === 'MESSAGE_TAG' ? 'The parameter tag is required.' : null;
  if (type !== undefined && type !== 'MESSAGE_TAG') return 'Param tag needs the messaging_type MESSAGE_TAG.';
  if (deadTags.includes(tag)) return `The message tag ${tag} is no longer supported.`;
  return (tags as readonly string[]).includes(tag) ? null : `Param tag must be one of {${tags.join(', ')}}`;
}

function problemOfMessage(
  { text, attachment, metadata }: z.infer<typeof Message>,
  channel: Channel,
  hasFile: boolean,
): string | null {
  if (text !== undefined && attachment !== undefined) return 'Only one of text and attachment can be used.';
  if (attachment !== undefined) {
    const { url, attachment_id: id } = attachment.payload;
    if ([url !== undefined, id !== undefined, hasFile].filter(Boolean).length !== 1)
      return 'An attachment must have either a url, an attachment_id or filedata.';
  } else if (text === undefined || text.trim() === '')
    return 'Message cannot be empty, must provide valid attachment or text';
  if (text !== undefined && lengthOf(text, channel) > maxText[channel])
    return `Length of param message[text] must be less than or equal to ${maxText[channel]}`;
  if (metadata !== undefined && [...metadata].length > maxMetadata)
    return `Length of param message[metadata] must be less than or equal to ${maxMetadata}`;
  return null;
}

const lengthOf = (text: string, channel: Channel) =>
  channel === 'instagram' ? Buffer.byteLength(text) : [...text].length;
