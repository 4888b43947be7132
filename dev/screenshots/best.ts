import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';

/** The pictures of the README and of docs/tour.md, by the names of what was taken, and how wide they are kept. */
const best = {
  'shop-with-chat-desktop-light': 1_280,
  'shop-with-chat-desktop-dark': 1_280,
  'shop-with-chat-phone-light': 480,
  'mailbox-email-desktop-light': 1_280,
  'inbox-conversation-phone-dark': 480,
  'tour-1-visitor-asks': 1_280,
  'tour-2-agent-answers': 1_280,
  'tour-3-countdown': 1_280,
  'tour-4-forwarded': 1_280,
  'tour-5-mailbox': 1_280,
  'tour-6-visitor-replies': 1_280,
  'tour-7-delivery': 1_280,
  'tour-8-settings': 1_280,
  'inbox-messenger-desktop-light': 1_280,
  'phone-on-messenger-phone-light': 480,
} as const;

/** Writes them small enough for a repository. */
export async function keepBest(from: string, to: string): Promise<void> {
  mkdirSync(to, { recursive: true });
  for (const [name, width] of Object.entries(best))
    await sharp(join(from, `${name}.png`))
      .resize({ width })
      .webp({ quality: 80 })
      .toFile(join(to, `${name}.webp`));
}
