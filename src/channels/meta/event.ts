import { z } from 'zod';
import type { ChannelEventKind } from '../../contract/channel-events.ts';

/** A file of a message, which Meta's own hosts hold for some days. */
export interface EventFile {
  readonly url: string;
  /** As Meta calls it: image, video, audio, file, sticker, … */
  readonly type: string;
}

/** What a visitor or the page wrote. */
export interface EventMessage {
  readonly mid: string;
  readonly text: string;
  readonly files: readonly EventFile[];
  /** What was shared, in lines: a title, a web address, a place. */
  readonly shared: readonly string[];
  /** It answers a story of the account, or mentions the account in one of the visitor's. */
  readonly story: 'reply' | 'mention' | null;
  /** It is of a kind of which Meta passes nothing on. */
  readonly isUnsupported: boolean;
  readonly referral: Referral | null;
}

/** Where a visitor came from: a link with a parameter, an advertisement. */
export interface Referral {
  readonly source: string | null;
  readonly ref: string | null;
  /** The page with the chat plugin or the link. */
  readonly page: string | null;
}

export type MetaEvent =
  | ({ readonly kind: 'message' } & EventMessage)
  | ({ readonly kind: 'echo'; readonly appId: string | null; readonly metadata: string | null } & EventMessage)
  | {
      readonly kind: 'postback';
      readonly mid: string | null;
      readonly title: string;
      readonly referral: Referral | null;
    }
  /** Up to a moment (Messenger), or up to a message (Instagram). */
  | { readonly kind: 'read'; readonly upTo: number | null; readonly mid: string | null }
  | { readonly kind: 'delivered'; readonly upTo: number | null; readonly mids: readonly string[] }
  /** `emoji`: null if the visitor takes it back. */
  | { readonly kind: 'reaction'; readonly mid: string; readonly emoji: string | null }
  | { readonly kind: 'edit'; readonly mid: string; readonly text: string; readonly number: number }
  | { readonly kind: 'unsend'; readonly mid: string }
  | { readonly kind: 'referral'; readonly referral: Referral };

/** More of them are not looked at. */
const maxFiles = 30;
const maxShared = 1_000;

const Mid = z.string().min(1).max(1_000);
const short = z.string().max(maxShared).nullish().catch(null);
const anything = z.looseObject({}).nullish().catch(null);

const ReferralGiven = z.looseObject({ source: short, ref: short, referer_uri: short }).nullish().catch(null);

const Payload = z
  .looseObject({
    url: z.string().max(8_000).nullish().catch(null),
    title: short,
    coordinates: z.looseObject({ lat: z.number(), long: z.number() }).nullish().catch(null),
  })
  .nullish()
  .catch(null);

/** A `fallback` has its title and address beside the payload in older versions. */
const Attachment = z.looseObject({ type: z.string().max(64), payload: Payload, title: short, url: short });

const MessageGiven = z.looseObject({
  mid: Mid,
  text: z.string().nullish().catch(null),
  attachments: z.array(Attachment.nullable().catch(null)).nullish().catch(null),
  reply_to: z.looseObject({ story: anything }).nullish().catch(null),
  referral: ReferralGiven,
  is_unsupported: z.boolean().nullish().catch(null),
  app_id: z
    .union([z.string().max(64), z.number().transform(String)])
    .nullish()
    .catch(null),
  metadata: short,
});

const Upper = z.number().positive().max(100_000_000_000_000).nullish().catch(null);

const ReadGiven = z.looseObject({ watermark: Upper, mid: Mid.nullish().catch(null) });
const DeliveryGiven = z.looseObject({ watermark: Upper, mids: z.array(Mid).max(1_000).nullish().catch(null) });
const ReactionGiven = z.looseObject({
  mid: Mid,
  action: z.enum(['react', 'unreact']),
  emoji: z.string().max(64).nullish().catch(null),
  reaction: z.string().max(64).nullish().catch(null),
});
const PostbackGiven = z.looseObject({
  mid: Mid.nullish().catch(null),
  title: z.string().nullish().catch(null),
  payload: z.string().nullish().catch(null),
  referral: ReferralGiven,
});
const EditGiven = z.looseObject({ mid: Mid, text: z.string(), num_edit: z.coerce.number().int().min(0).catch(1) });

/**
 * Reads an event that was stored as Meta posted it (Messenger Platform and Instagram Platform, Webhook events). Null if
 * it is not as Meta describes it.
 */
export function readMetaEvent(kind: ChannelEventKind, raw: string): MetaEvent | null {
  const event = z.looseObject({}).safeParse(JSON.parse(raw));
  if (!event.success) return null;
  const { message, postback, read, delivery, reaction, message_edit: edit, referral } = event.data;
  switch (kind) {
    case 'message':
    case 'echo': {
      const given = MessageGiven.safeParse(message);
      if (!given.success) return null;
      const written = writtenIn(given.data);
      if (kind === 'message') return { kind, ...written };
      return { kind, ...written, appId: given.data.app_id ?? null, metadata: given.data.metadata ?? null };
    }
    case 'unsend':
      return of(z.looseObject({ mid: Mid }), message, ({ mid }) => ({ kind, mid }));
    case 'postback':
      return of(PostbackGiven, postback, ({ mid = null, title, payload, referral }) => ({
        ...{ kind, mid },
        title: title || payload || '',
        referral: referralOf(referral),
      }));
    case 'read':
      return of(ReadGiven, read, ({ watermark = null, mid = null }) => ({ kind, upTo: watermark, mid }));
    case 'delivered':
      return of(DeliveryGiven, delivery, ({ watermark = null, mids }) => ({ kind, upTo: watermark, mids: mids ?? [] }));
    case 'reaction':
      return of(ReactionGiven, reaction, ({ mid, action, emoji, reaction: name }) => ({
        ...{ kind, mid },
        emoji: action === 'unreact' ? null : emoji || emojiOf(name ?? ''),
      }));
    case 'edit':
      return of(EditGiven, edit, ({ mid, text, num_edit: number }) => ({ kind, mid, text, number }));
    case 'referral': {
      const read = referralOf(ReferralGiven.parse(referral));
      return read === null ? null : { kind, referral: read };
    }
    default:
      return kind satisfies never;
  }
}

function of<T>(schema: z.ZodType<T>, given: unknown, made: (data: T) => MetaEvent): MetaEvent | null {
  const read = schema.safeParse(given);
  return read.success ? made(read.data) : null;
}

function writtenIn({
  mid,
  text,
  attachments,
  reply_to,
  referral,
  is_unsupported,
}: z.infer<typeof MessageGiven>): EventMessage {
  const given = (attachments ?? []).slice(0, maxFiles).filter((one) => one !== null);
  const isMention = given.some(({ type }) => type === 'story_mention');
  return {
    mid,
    text: text ?? '',
    files: given.flatMap((one) => fileIn(one) ?? []),
    shared: given.flatMap((one) => (fileIn(one) === null ? sharedIn(one) : [])),
    story: isMention ? 'mention' : reply_to?.story ? 'reply' : null,
    isUnsupported: is_unsupported === true,
    referral: referralOf(referral),
  };
}

/** What is a file; the rest leads to a page. */
const fileTypes = ['image', 'video', 'audio', 'file', 'sticker', 'animated_image', 'story_mention'];

function fileIn({ type, payload }: z.infer<typeof Attachment>): EventFile | null {
  const url = payload?.url ?? null;
  return url !== null && fileTypes.includes(type) ? { url, type } : null;
}

function sharedIn({ payload, title, url }: z.infer<typeof Attachment>): string[] {
  const place = payload?.coordinates;
  const lines = [payload?.title ?? title, payload?.url ?? url, place && `${place.lat}, ${place.long}`];
  return lines.flatMap((line) => (line ? [line.slice(0, maxShared)] : []));
}

function referralOf(given: z.infer<typeof ReferralGiven>): Referral | null {
  const { source = null, ref = null, referer_uri: page = null } = given ?? {};
  return source || ref || page ? { source: source || null, ref: ref || null, page: page || null } : null;
}

/** Instagram names reactions, and sends the emoji only for some (Instagram Platform, message_reactions). */
const named: ReadonlyMap<string, string> = new Map([
  ['love', '\u2764\uFE0F'],
  ['like', '\u{1F44D}'],
  ['dislike', '\u{1F44E}'],
  ['wow', '\u{1F62E}'],
  ['sad', '\u{1F622}'],
  ['angry', '\u{1F620}'],
  ['laugh', '\u{1F606}'],
  ['smile', '\u{1F642}'],
]);

const emojiOf = (name: string) => named.get(name) ?? '\u2764\uFE0F';
