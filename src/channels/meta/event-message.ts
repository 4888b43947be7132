import { z } from 'zod';

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

/** More of them are not looked at. */
const maxFiles = 30;
const maxShared = 1_000;

export const Mid = z.string().min(1).max(1_000);
const short = z.string().max(maxShared).nullish().catch(null);
const anything = z.looseObject({}).nullish().catch(null);

export const ReferralGiven = z.looseObject({ source: short, ref: short, referer_uri: short }).nullish().catch(null);

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

export const MessageGiven = z.looseObject({
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

export function writtenIn({
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

export function referralOf(given: z.infer<typeof ReferralGiven>): Referral | null {
  const { source = null, ref = null, referer_uri: page = null } = given ?? {};
  return source || ref || page ? { source: source || null, ref: ref || null, page: page || null } : null;
}
