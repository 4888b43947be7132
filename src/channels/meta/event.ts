import { z } from 'zod';
import type { ChannelEventKind } from '../../contract/channel-events.ts';
import {
  type EventMessage,
  MessageGiven,
  Mid,
  type Referral,
  ReferralGiven,
  referralOf,
  writtenIn,
} from './event-message.ts';

export type MetaEvent =
  | ({ readonly kind: 'message' } & EventMessage)
  | ({
      readonly kind: 'echo';
      readonly appId: string | null;
      /** What it was sent with. */
      readonly metadata: string | null;
      /** How many attachments it has, of whatever kind. */
      readonly attachments: number;
    } & EventMessage)
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
  return metaEventOf(kind, JSON.parse(raw));
}

/** The same of an event that has been parsed. */
export function metaEventOf(kind: ChannelEventKind, given: unknown): MetaEvent | null {
  const event = z.looseObject({}).safeParse(given);
  if (!event.success) return null;
  const { message, postback, read, delivery, reaction, message_edit: edit, referral } = event.data;
  switch (kind) {
    case 'message':
    case 'echo': {
      const given = MessageGiven.safeParse(message);
      if (!given.success) return null;
      const written = writtenIn(given.data);
      if (kind === 'message') return { kind, ...written };
      const { app_id: appId = null, metadata = null, attachments } = given.data;
      return { kind, ...written, appId, metadata, attachments: attachments?.length ?? 0 };
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
