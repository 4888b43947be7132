import type { Settings } from '../contract/settings.ts';

/** One message of the conversation as an email shows it. */
export interface MailMessage {
  readonly author: {
    readonly kind: 'visitor' | 'agent' | 'bot';
    readonly name: string | null;
    /** Somebody else wrote it, who answered the visitor's email. */
    readonly isOther?: boolean;
    /** It came by an email that nothing vouches for. */
    readonly isUnverified?: boolean;
  };
  /** What the person wrote: text, never markup. */
  readonly text: string;
  readonly at: Date;
  readonly files?: readonly MailFile[];
  /** Whether this email is about this reply; the other messages are context (design R3). */
  readonly isNews: boolean;
  /** Whether messages before this one are left out because they did not fit into one email. */
  readonly isAfterGap: boolean;
}

/** A file of a message. */
export interface MailFile {
  readonly name: string;
  readonly bytes: number;
  /** Our own link to it; null: there is none. */
  readonly url: string | null;
  /** Shown in the email itself; null for what is no image, or no small one. */
  readonly image: MailImage | null;
}

/** An image that comes with the email: the preview that was made of a file. */
export interface MailImage {
  /** What the HTML refers to it by (RFC 2392), without angle brackets. */
  readonly contentId: string;
  readonly type: string;
  readonly content: Uint8Array;
  /** In pixels, as it is shown. */
  readonly width: number;
  readonly height: number;
}

/** Everything that an email is composed from; equal values give equal bytes. */
export interface MailContent {
  readonly accountId: string;
  readonly deliveryId: string;
  /** 1 for the first attempt of the delivery. */
  readonly attempt: number;
  /** The conversation's short name, for the subject. */
  readonly reference: string;
  readonly choice: 'unreadReplies' | 'transcript';
  readonly body: Settings['content']['body'];
  /** The BCP 47 tag of the reader's language; without a catalogue for it, the email is in English. */
  readonly locale: string;
  /** The visitor's IANA time zone; null: UTC is shown, and the email says so. */
  readonly timeZone: string | null;
  readonly sender: NonNullable<Settings['sender']>;
  readonly brand: Settings['brand'];
  readonly visitor: { readonly name: string | null; readonly address: string; readonly verified: boolean };
  /** In the conversation's order; at least one is news. */
  readonly messages: readonly MailMessage[];
  /** Whether there are more new replies than fit into one email; they follow in the next one. */
  readonly moreNewsFollows: boolean;
  /** Where the visitor says that they chat; whether the email leads there is decided elsewhere (mail-url.ts). */
  readonly page: string | null;
  /**
   * Our own link to there, which opens the conversation in any browser; null: the email leads to the page itself. Not
   * used if there is no page or site to lead to.
   */
  readonly returnUrl: string | null;
  /**
   * The page for stopping this conversation's emails (RFC 8058), and with "This was not me" all emails; null: no link.
   */
  readonly unsubscribeUrl: string | null;
  /** Where answers to the email are read; null: nowhere, and the email says so. */
  readonly replyTo: string | null;
  readonly thread: MailThread;
}

/** What makes a conversation's emails one thread (RFC 5322 section 3.6.4). Ids are without angle brackets. */
export interface MailThread {
  /** The subject of the conversation's first email; null: a new one is made. */
  readonly subject: string | null;
  /** Whether the visitor has answered by email, so that this one answers them. */
  readonly isAnswer: boolean;
  readonly messageId: string;
  /** The Message-IDs of earlier emails, oldest first. */
  readonly references: readonly string[];
}

/** A composed email, without sender and recipient. */
export interface ComposedMail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** The messages that did not fit into the email. */
  readonly attachments: readonly { readonly filename: string; readonly type: 'text/plain'; readonly text: string }[];
  /** What the HTML shows. */
  readonly images?: readonly ({ readonly filename: string } & Pick<MailImage, 'type' | 'content' | 'contentId'>)[];
}
