import type { Settings } from '../contract/settings.ts';

/** One message of the conversation as a mail shows it. */
export interface MailMessage {
  readonly author: { readonly kind: 'visitor' | 'agent' | 'bot'; readonly name: string | null };
  /** What the person wrote: text, never markup. */
  readonly text: string;
  readonly at: Date;
  /** True for the replies that this mail is about; the others are context (design R3). */
  readonly isNews: boolean;
  /** Messages before this one are left out, since one mail would not take them. */
  readonly isAfterGap: boolean;
}

/** All that a mail is made of; two equal values compose to the same bytes. */
export interface MailContent {
  readonly accountId: string;
  readonly deliveryId: string;
  /** 1 for the first attempt of the delivery. */
  readonly attempt: number;
  /** The conversation's short name, for the subject. */
  readonly reference: string;
  readonly choice: 'unreadReplies' | 'transcript';
  readonly body: Settings['content']['body'];
  /** BCP 47 tag wished for; catalogues that are missing fall back to English. */
  readonly locale: string;
  /** The visitor's IANA zone; null shows UTC and says so. */
  readonly timeZone: string | null;
  readonly sender: NonNullable<Settings['sender']>;
  readonly brand: Settings['brand'];
  readonly visitor: { readonly name: string | null; readonly address: string; readonly verified: boolean };
  /** In the conversation's order; at least one is news. */
  readonly messages: readonly MailMessage[];
  /** There are more new replies than one mail takes: they come in the next. */
  readonly moreNewsFollows: boolean;
  /** Where the visitor says that they chat; whether the mail leads there is not for them to say. */
  readonly page: string | null;
  /** Where mail of this conversation is stopped (RFC 8058), and by "This was not me" all mail; null leaves it out. */
  readonly unsubscribeUrl: string | null;
  readonly thread: MailThread;
}

/** What ties the mails of a conversation into one thread (RFC 5322 section 3.6.4). Ids are without angle brackets. */
export interface MailThread {
  /** Frozen at the conversation's first mail; null makes a new subject. */
  readonly subject: string | null;
  readonly messageId: string;
  /** Message-IDs of the mails before, oldest first. */
  readonly references: readonly string[];
}

/** A mail ready for its envelope. */
export interface ComposedMail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** The older part of a transcript too long for one mail. */
  readonly attachments: readonly { readonly filename: string; readonly type: 'text/plain'; readonly text: string }[];
}
