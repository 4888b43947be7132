import type { Mail } from '../dev/sendgrid/mail.ts';

/** An email as its reader sees it, with the ids that it carries. */
export interface ShownMail {
  readonly id: string;
  /** When the provider accepted it, in epoch milliseconds. */
  readonly acceptedAt: number;
  readonly to: string;
  readonly deliveryId: string | null;
  /** The ids of messages that it shows as new. */
  readonly news: readonly string[];
  /** The ids of messages that it shows as context. */
  readonly context: readonly string[];
  readonly html: string;
}

/** In the HTML, context is dimmed and news is not; nothing else distinguishes them. */
const shownWords = /<p\b[^>]*\bclass="words( faint)?"[^>]*>(.*?)<\/p>/gs;
/** Each of our texts begins with its message's id. */
const leadingId = /^([cmi]\d+-[aevo]\d+):/;

export function shownMail(mail: Mail): ShownMail {
  const news: string[] = [];
  const context: string[] = [];
  for (const [, dimmed, words] of (mail.html ?? '').matchAll(shownWords)) {
    const id = leadingId.exec(words?.replace(/<[^>]*>/g, '') ?? '')?.[1];
    if (id !== undefined) (dimmed === undefined ? news : context).push(id);
  }
  return {
    id: mail.id,
    acceptedAt: Date.parse(mail.receivedAt),
    to: mail.to[0]?.email ?? '',
    deliveryId: mail.customArgs.delivery ?? null,
    news,
    context,
    html: mail.html ?? '',
  };
}
