import type { Mail, MailAddress } from '../mail.ts';
import type { Charset } from './charset.ts';
import type { Locale } from './locales.ts';
import type { Header, Spelling } from './mime.ts';

/** What a reply is composed from. */
export interface ReplyFacts {
  /** Who replies, and to which address. */
  readonly from: MailAddress;
  readonly to: MailAddress;
  readonly original: Mail;
  /** The original's texts, which are quoted: HTML without its head, and lines. */
  readonly quoted: { readonly html: string; readonly lines: readonly string[] };
  /** What the author writes, in both forms. */
  readonly words: { readonly text: string; readonly html: string };
  readonly locale: Locale;
  readonly charset: Charset;
  readonly now: Date;
}

/** How one email program writes a reply. */
export interface ClientStyle {
  /** The part of a Message-ID before the @, and after it. */
  readonly messageId: (random: string, facts: ReplyFacts) => string;
  /** @param random hexadecimal */
  readonly boundary: (random: string) => string;
  readonly subject: (subject: string, locale: Locale) => string;
  readonly headers: (facts: ReplyFacts) => readonly Header[];
  readonly text: (facts: ReplyFacts) => string;
  /** Null: text alone. */
  readonly html: ((facts: ReplyFacts) => string) | null;
  readonly spelling: (charset: Charset) => { readonly text: Spelling; readonly html: Spelling };
  readonly fileNames: 'rfc2231' | 'encodedWord';
  /** Whether pictures stand beside the HTML alone, inside multipart/alternative, instead of beside both texts. */
  readonly picturesWithHtml: boolean;
}
