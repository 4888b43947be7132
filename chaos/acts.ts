import type { MailClient } from '../dev/sendgrid/reply/mail-clients.ts';

/** What a visitor, an agent or an admin does over the API. */
export type Act =
  | { readonly kind: 'begin'; readonly email: string | null }
  | {
      readonly kind: 'post';
      readonly messageId: string;
      readonly author: { readonly kind: 'visitor' } | { readonly kind: 'agent'; readonly id: string };
      readonly text: string;
      /** Whether the visitor has read what they know of. */
      readonly reads: boolean;
    }
  /** The visitor answers the newest email that they got, if any. */
  | { readonly kind: 'replyByMail'; readonly messageId: string; readonly text: string; readonly client: MailClient }
  /** The visitor writes on their channel, or somebody of the page answers there, in Meta's own inbox. */
  | { readonly kind: 'writeDirect' | 'ownInbox'; readonly messageId: string; readonly text: string }
  /** The visitor reads on their channel what they were sent there. */
  | { readonly kind: 'readDirect' }
  /** A person sends again what was parked. */
  | { readonly kind: 'replay'; readonly deliveryId: string }
  | { readonly kind: 'edit'; readonly messageId: string; readonly text: string }
  | { readonly kind: 'delete'; readonly messageId: string }
  /** They read what they know of, except this many messages at the end. */
  | { readonly kind: 'read'; readonly butLast: number }
  | { readonly kind: 'presence'; readonly state: 'here' | 'active' | 'left'; readonly tab: string }
  | { readonly kind: 'identify'; readonly email: string; readonly source: 'contactForm' | 'agent' }
  | { readonly kind: 'close' }
  | { readonly kind: 'agentStatus'; readonly agent: string; readonly status: 'online' | 'offline' | 'invisible' }
  | { readonly kind: 'pause'; readonly paused: boolean };

/** The visitor's address, if an act gives it: directly, or in a message that ends with it. */
export function addressGivenBy(act: Act): string | null {
  if (act.kind === 'begin' || act.kind === 'identify') return act.email;
  return act.kind === 'post' ? (/write to (\S+)$/.exec(act.text)?.[1] ?? null) : null;
}

/** An act and its time, in milliseconds from the start of the run. */
export interface PlannedAct {
  readonly atMs: number;
  readonly act: Act;
}

/** An act after it was done, as the client knows it; times are epoch milliseconds. */
export interface DoneAct {
  /** Null if it concerns the whole account. */
  readonly conversation: string | null;
  readonly act: Act;
  /** Before its request was sent for the first time. */
  readonly sentAt: number;
  /** When it was answered successfully; null if it never was. */
  readonly acknowledgedAt: number | null;
  /** The place of a posted message, according to the answer. */
  readonly seq: number | null;
  /** Up to where the visitor has read, as reported by a read or by a post that reads. */
  readonly upTo: number | null;
  /** How often it was sent. */
  readonly tries: number;
  /** How often of these no answer came: such a request may still be carried out later, even after other acts. */
  readonly unanswered: number;
  /** Why it was given up: an answer that sending again would not change. */
  readonly refused: string | null;
  /** The provider's id of a reply by email, or of a message on a channel. */
  readonly inboundId?: string;
}
