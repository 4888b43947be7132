import type { Mail } from '../dev/sendgrid/mail.ts';

/** A mail as its reader sees it, with the ids that it came with. */
export interface ShownMail {
  readonly id: string;
  /** When the provider accepted it, epoch milliseconds. */
  readonly acceptedAt: number;
  readonly to: string;
  readonly deliveryId: string | null;
  /** The ids of messages that it shows as new. */
  readonly news: readonly string[];
  /** The ids of messages that it shows as what was said before. */
  readonly context: readonly string[];
  readonly html: string;
}

/** In HTML news stands in full and context is dimmed; which is which is told by nothing but that. */
const shownWords = /<p\b[^>]*\bclass="words( faint)?"[^>]*>(.*?)<\/p>/gs;
/** Each text of ours begins with its message's id. */
const leadingId = /^(c\d+-[av]\d+):/;

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
