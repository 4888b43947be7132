/** An email as it came from the provider, read but not judged: only what its bytes say. */
export interface InboundMail {
  /** From the SMTP envelope, in lower case; `from` is null if it was empty, as in delivery reports (RFC 5321 4.5.5). */
  readonly envelope: { readonly from: string | null; readonly to: readonly string[] };
  /** The first author in the From header; null if there is none. */
  readonly from: { readonly address: string; readonly name: string | null } | null;
  /** Without angle brackets; null if there is none. */
  readonly messageId: string | null;
  /** Of In-Reply-To and References, oldest first, without angle brackets; at most 100. */
  readonly references: readonly string[];
  readonly subject: string;
  /** When it was written, by its Date header, in epoch milliseconds; null if that cannot be read. */
  readonly writtenAt: number | null;
  /** What its author wrote, with quotes and signatures: as plain text, as HTML, as both or neither. */
  readonly text: string | null;
  readonly html: string | null;
  /** Whether long lines of the text may be joined again (RFC 3676), which the reader has already done. */
  readonly wasFlowed: boolean;
  readonly attachments: readonly InboundAttachment[];
  /** Attachments that were left out, because there were too many or they were too large. */
  readonly attachmentsLeftOut: number;
  /** Whether a passing DKIM signature or SPF is aligned with the author's organisational domain, as DMARC has it. */
  readonly isAuthenticated: boolean;
  readonly nature: MailNature;
  /** The same for the same email, however often and in whichever form it is posted: of its Message-ID and its body. */
  readonly digest: string;
}

export interface InboundAttachment {
  /** As the email names it, cleaned like every name from outside; never empty. */
  readonly name: string;
  /** As the email claims; never trusted. */
  readonly type: string;
  readonly bytes: Uint8Array;
  /** Without angle brackets; null unless the HTML may show it in its text. */
  readonly contentId: string | null;
}

/** What kind of email it is. Only one from a person is shown as the visitor's words, and none is ever answered. */
export type MailNature =
  | { readonly kind: 'person' }
  | { readonly kind: 'automatic'; readonly why: AutomaticReason }
  | { readonly kind: 'deliveryReport'; readonly report: DeliveryReport };

/**
 * - `autoReply`: out of office and the like (RFC 3834, and the headers that programs used before it)
 * - `list`: from a mailing list, or bulk
 * - `readReceipt`: a disposition notification (RFC 8098)
 * - `ourOwn`: one of our own emails that came back
 */
export type AutomaticReason = 'autoReply' | 'list' | 'readReceipt' | 'ourOwn';

/** A delivery report that comes as an email (RFC 3464). */
export interface DeliveryReport {
  /** The Message-ID of the email that it is about, without angle brackets; null if it does not say. */
  readonly about: string | null;
  readonly recipients: readonly {
    readonly address: string;
    readonly action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded';
    /** RFC 3463, as in 5.1.1; null if it does not say. */
    readonly status: string | null;
    /** In the server's words, at most 1,000 characters. */
    readonly detail: string | null;
  }[];
}
