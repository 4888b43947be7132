import { z } from 'zod';
import { newMid } from '../graph/send.ts';
import type { Media } from '../kept/media.ts';
import { type Attachment, attachmentTypes, type DirectMessage, type Messages, plain } from '../kept/messages.ts';
import { channels, type Page, PlatformId } from '../kept/pages.ts';
import type { People } from '../kept/people.ts';
import { portrait } from '../kept/portrait.ts';
import {
  editEvent,
  messageEvent,
  postbackEvent,
  reactionEvent,
  readEvent,
  referralEvent,
  type Told,
  unsendEvent,
} from '../webhooks/events.ts';
import type { Teller } from '../webhooks/teller.ts';

const maxTextCharacters = 20_000;
const maxAttachments = 10;
/** The reactions by their names; whatever else is `other` (webhook event message_reactions). */
const emojis = {
  love: '❤',
  wow: '😮',
  laugh: '😆',
  sad: '😢',
  angry: '😠',
  like: '👍',
  dislike: '👎',
  other: '👏',
} as const;

const Mid = z.string().min(1).max(500);
const Link = z.string().max(2_000);

export const AttachmentRequest = z.strictObject({
  type: z.enum(attachmentTypes).default('file'),
  /** Where it is already; otherwise `content`. */
  url: Link.optional(),
  /** Base64. */
  content: z.base64().optional(),
  contentType: z
    .string()
    .regex(/^[\w.+-]+\/[\w.+-]+$/)
    .optional(),
  filename: z.string().min(1).max(255).default('file'),
});
export type AttachmentRequest = z.infer<typeof AttachmentRequest>;

const Referral = z.strictObject({ ref: z.string().max(2_000), source: z.string().max(100).optional() });

/** What a visitor does; one thing at a time. */
const kinds = {
  text: z.string().min(1).max(maxTextCharacters),
  attachments: z.array(AttachmentRequest).min(1).max(maxAttachments),
  /** Without an address, a picture of this fake's. */
  sticker: z.strictObject({ id: PlatformId.default('369239263222822'), url: Link.optional() }),
  reaction: z.strictObject({
    mid: Mid,
    reaction: z.enum(Object.keys(emojis) as [keyof typeof emojis, ...(keyof typeof emojis)[]]).default('love'),
    emoji: z.string().max(20).optional(),
    action: z.enum(['react', 'unreact']).default('react'),
  }),
  postback: z.strictObject({
    title: z.string().max(1_000),
    payload: z.string().max(1_000),
    referral: Referral.optional(),
  }),
  /** They came back by a link. */
  referral: Referral,
  unsend: Mid,
  edit: z.strictObject({ mid: Mid, text: z.string().min(1).max(maxTextCharacters) }),
  /** `true`: all that they were sent. */
  read: z.union([z.literal(true), Mid]),
} as const;
type Kind = keyof typeof kinds;
const isOfMessage = (kind: Kind) => kind === 'text' || kind === 'attachments' || kind === 'sticker';

/** The body of `POST /api/direct-messages/incoming`. */
export const IncomingRequest = z
  .strictObject({
    channel: z.enum(channels),
    pageId: PlatformId,
    senderId: PlatformId,
    /** How they are called from now on. */
    name: z.string().min(1).max(100).optional(),
    /** When it happened, if not now: as one that comes late, or to have the window end soon. */
    at: z.iso
      .datetime({ offset: true })
      .transform((text) => Date.parse(text))
      .optional(),
    /** The message that theirs answers. */
    replyTo: Mid.optional(),
    ...(Object.fromEntries(Object.entries(kinds).map(([kind, schema]) => [kind, schema.optional()])) as {
      [K in Kind]: z.ZodOptional<(typeof kinds)[K]>;
    }),
  })
  .superRefine((request, context) => {
    const given = (Object.keys(kinds) as Kind[]).filter((kind) => request[kind] !== undefined);
    const isOne = given.length === 1 || (given.length > 1 && given.every(isOfMessage));
    if (isOne) return;
    const message = 'a visitor does one thing at a time: text, attachments and a sticker may come together';
    context.addIssue({ code: 'custom', path: given.slice(0, 1), message });
  });
export type IncomingRequest = z.infer<typeof IncomingRequest>;

export interface IncomingDeps {
  readonly people: People;
  readonly messages: Messages;
  readonly media: Media;
  readonly teller: Teller;
  readonly clock: () => number;
}

export interface Done {
  /** The message that was written, or that it is about; null: it is about none. */
  readonly message: DirectMessage | null;
}

/**
 * Does what a visitor does, and tells of it. Resolves when it has been posted once. What cannot be done is said in a
 * sentence.
 * @param origin of this fake, for the addresses of files
 */
export async function receive(
  page: Page,
  request: IncomingRequest,
  origin: string,
  deps: IncomingDeps,
): Promise<Done | string> {
  const at = request.at ?? deps.clock();
  const { senderId: person, name, reaction, postback, referral, unsend, edit, read } = request;
  const known = (mid: string): DirectMessage | null => {
    const message = deps.messages.find(mid);
    return message?.pageId === page.id && message.recipientId === person ? message : null;
  };
  const about = { page, person, at };
  // Reading opens no window, nor does taking something back.
  const isActive = read === undefined && unsend === undefined && edit === undefined;
  const tell = async (told: Told, message: DirectMessage | null): Promise<Done> => {
    deps.people.put(page.id, person, {
      ...(name === undefined ? {} : { name }),
      ...(isActive ? { activeAt: at } : {}),
    });
    await deps.teller.tell(page, person, told);
    return { message };
  };
  const none = (mid: string) => `There is no message ${mid} of this visitor.`;

  if (reaction !== undefined) {
    if (known(reaction.mid) === null) return none(reaction.mid);
    const emoji = reaction.emoji ?? emojis[reaction.reaction];
    const isTaken = reaction.action === 'unreact';
    const changed = deps.messages.change(reaction.mid, { reaction: isTaken ? null : emoji });
    return tell(reactionEvent(about, reaction.mid, isTaken ? null : { name: reaction.reaction, emoji }), changed);
  }
  if (read !== undefined) return readBy(about, read, deps, tell);
  if (unsend !== undefined) {
    const message = known(unsend);
    if (message?.from !== 'visitor') return none(unsend);
    if (page.channel === 'messenger') return 'Messenger tells no app that a message was unsent.';
    const changed = deps.messages.change(unsend, { isUnsent: true, text: null, attachments: [] });
    return tell(unsendEvent(about, unsend), changed);
  }
  if (edit !== undefined) {
    if (known(edit.mid)?.from !== 'visitor') return none(edit.mid);
    return tell(editEvent(about, edit.mid, edit.text, 1), deps.messages.change(edit.mid, { text: edit.text }));
  }
  if (referral !== undefined) return tell(referralEvent(about, referral), null);

  const message: DirectMessage = {
    ...plain,
    ...{ id: newMid(page.channel), channel: page.channel, pageId: page.id, recipientId: person },
    ...{ from: 'visitor', writtenIn: 'visitor', receivedAt: new Date(at).toISOString() },
    text: request.text ?? null,
    attachments: attachmentsOf(request, origin, deps.media),
    postback: postback?.title ?? null,
    replyTo: request.replyTo ?? null,
  };
  deps.messages.add(message);
  return tell(
    postback === undefined ? messageEvent(about, message) : postbackEvent(about, message.id, postback),
    message,
  );
}

async function readBy(
  about: { readonly page: Page; readonly person: string; readonly at: number },
  read: true | string,
  { messages }: IncomingDeps,
  tell: (told: Told, message: DirectMessage | null) => Promise<Done>,
): Promise<Done | string> {
  const sent = messages.of({ pageId: about.page.id, recipientId: about.person }).filter(({ from }) => from === 'page');
  const upTo = read === true ? sent.length - 1 : sent.findIndex(({ id }) => id === read);
  const newest = sent[upTo];
  if (newest === undefined) return 'There is nothing that they could have read.';
  const readAt = new Date(about.at).toISOString();
  for (const { id, readAt: before } of sent.slice(0, upTo + 1)) if (before === null) messages.change(id, { readAt });
  return tell(readEvent(about, newest), messages.find(newest.id));
}

export function attachmentsOf(
  {
    attachments = [],
    sticker,
  }: { readonly attachments?: readonly AttachmentRequest[] | undefined; readonly sticker?: IncomingRequest['sticker'] },
  origin: string,
  media: Media,
): readonly Attachment[] {
  const files = attachments.map(({ type, url, content, contentType, filename }): Attachment => {
    const base = { type, name: filename, stickerId: null };
    if (url !== undefined) return { ...base, url, contentType: contentType ?? null, bytes: null };
    const bytes = Buffer.from(content ?? '', 'base64');
    const given = contentType ?? usualTypes[type];
    return {
      ...base,
      url: `${origin}${media.add({ name: filename, type: given, bytes })}`,
      contentType: given,
      bytes: bytes.length,
    };
  });
  if (sticker === undefined) return files;
  const picture = portrait(sticker.id);
  const own = () => `${origin}${media.add({ name: 'sticker.png', type: 'image/png', bytes: picture })}`;
  return [
    ...files,
    {
      ...{ type: 'sticker', url: sticker.url ?? own(), name: 'sticker.png', contentType: 'image/png' },
      ...{ bytes: sticker.url === undefined ? picture.length : null, stickerId: sticker.id },
    },
  ];
}

const usualTypes = {
  image: 'image/jpeg',
  video: 'video/mp4',
  audio: 'audio/mp4',
  file: 'application/octet-stream',
  sticker: 'image/png',
} as const satisfies Record<(typeof attachmentTypes)[number], string>;
