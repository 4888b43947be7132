import type { Scope } from '../contract/keys.ts';
import type { ParkedReason } from '../contract/outcomes.ts';
import type { SecretKind } from '../contract/secrets.ts';
import type { Settings } from '../contract/settings.ts';
import type { SignalName } from '../contract/signals.ts';
import type { Trigger } from '../contract/triggers.ts';
import type { DeliveryFacts } from '../policy/delivery/delivery.ts';
import type { Report } from '../policy/delivery/ledger.ts';
import type { AgentPresence } from '../policy/facts.ts';
import type { LookFacts } from '../policy/look/decision.ts';

/** What MongoDB holds. Times are epoch milliseconds, as the policy reads them. */

export interface AccountDoc {
  readonly _id: string;
  readonly name: string;
  readonly settings: Settings;
  readonly choiceMadeAt: number;
  /** Since when its own pause lasts (`settings.delivery.paused`); missing if it never was paused. */
  readonly pausedSince?: number;
  readonly agents: readonly AgentDoc[];
  /** When the next agent's status lapses; the sweeper looks for it. */
  readonly leasesLapseAt: number | null;
  /** Waiting conversations have to be taken through the store once more (design, fan out). */
  readonly fanOut: FanOutFlag | null;
  readonly siteKey: string;
  readonly identitySecret: string;
  /** Signs visitors' session tokens; made on first use for accounts older than these. */
  readonly sessionSecret?: string;
  /** Older ones that are accepted still, the newest first. */
  readonly previousSecrets?: { readonly [Kind in SecretKind]?: readonly string[] };
  /** The first session secret, once there is another one. */
  readonly conversationSeed?: string;
  /** Written by each revocation, so that two at once conflict. */
  readonly keysRevoked?: number;
  readonly createdAt: number;
}

export interface FanOutFlag {
  readonly value: string;
  readonly signal: SignalName;
  readonly raisedAt: number;
}

export interface AgentDoc {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly avatarUrl: string | null;
  /** Null until a first status is set. */
  readonly presence: (AgentPresence & { readonly since: number }) | null;
  readonly createdAt: number;
  /** A deleted agent is offline for good and in no list. */
  readonly deletedAt: number | null;
}

export interface KeyDoc {
  /** SHA-256 of the key, hex: the key itself is stored nowhere. */
  readonly _id: string;
  readonly accountId: string;
  readonly name?: string | null;
  readonly scopes: readonly Scope[];
  readonly createdAt: number;
}

/** The promise that the workflow will look no later than `at`, and when to doubt it (design, the alarm protocol). */
export interface Alarm {
  readonly at: number;
  readonly watchAt: number;
  readonly setAt: number;
  /** What set it, so that a lost signal is sent again under its own name. */
  readonly signal: SignalName;
  /** How often the sweeper has followed up. */
  readonly nudges: number;
}

export interface ConversationDoc extends LookFacts {
  readonly _id: string;
  readonly accountId: string;
  readonly id: string;
  readonly channel: {
    readonly kind: 'web' | 'messenger' | 'instagram';
    readonly pageId: string | null;
    readonly recipientId: string | null;
  };
  readonly visitor: {
    readonly id: string | null;
    readonly name: string | null;
    readonly email: string | null;
    readonly emailSource: 'contactForm' | 'agent' | 'conversation' | 'identity' | null;
    readonly emailVerified: boolean;
    readonly suggestedEmail: string | null;
    /** Someone took a captured address back, so later ones are only suggested. */
    readonly captureDeclined: boolean;
    readonly locale: string | null;
    readonly timeZone: string | null;
  };
  /** Of the visitor's address, however that is spelt, to find them by; empty where none is known. */
  readonly addressKey?: string;
  readonly page: string | null;
  /** Hashes of the addresses that the visitor gave in the contact form: they are limited. */
  readonly addressesGiven?: readonly string[];
  readonly lastSeq: number;
  /** Messages held so far for the contact form (design R2), and how many of them still are. */
  readonly held: { readonly count: number; readonly now: number };
  readonly readUpTo: number;
  /** Bumped by every write but heartbeats and activity. */
  readonly version: number;
  readonly alarm: Alarm | null;
  /** Holds news that is, or could become, due by itself. */
  readonly waiting: boolean;
  /** Something was said or reported here that is no history: it is under way. */
  readonly isLive?: boolean;
  /** Nothing but `forwardWithinDays` keeps it from waiting. */
  readonly isDormant?: boolean;
  /** How many deliveries there have been: the number of the last. */
  readonly deliveries: number;
  /** A person asked for one of its deliveries to be sent after all. */
  readonly isReplayAsked?: boolean;
  /** Of the mails accepted so far (RFC 5322 ids without brackets, oldest first). */
  readonly thread: { readonly subject: string | null; readonly references: readonly string[] };
  /** When the workflow was last told, for people to see, that the visitor came or went. */
  readonly presenceToldAt?: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface MessageDoc {
  readonly _id: string;
  readonly accountId: string;
  readonly conversationId: string;
  readonly id: string;
  /** Its place in the conversation, from 1; a held one has none yet: it counts from -1 downwards. */
  readonly seq: number;
  readonly author: {
    readonly kind: 'visitor' | 'agent' | 'bot';
    readonly id: string | null;
    readonly name: string | null;
  };
  readonly text: string;
  readonly via: 'api' | 'widget';
  readonly at: number;
  readonly receivedAt: number;
  readonly editedAt: number | null;
  readonly deletedAt: number | null;
  readonly cancelledAt: number | null;
  readonly readAt: number | null;
  readonly readVia: 'widget' | null;
  readonly neverNews: 'forwardingOff' | 'tooOld' | null;
  readonly forwardedTo: readonly { readonly deliveryId: string; readonly address: string; readonly at: number }[];
  /** When a report last changed what became of it; written so that whoever listens is told. */
  readonly reportedAt?: number;
  /** A digest of what was first posted, which a repeated POST is compared with. */
  readonly postedDigest: string;
}

export interface DeliveryDoc extends DeliveryFacts {
  readonly _id: string;
  readonly accountId: string;
  readonly conversationId: string;
  /** Counts the conversation's deliveries from 1. */
  readonly number: number;
  readonly channel: 'email';
  /** The address of the last attempt. */
  readonly to: string | null;
  /** A digest of it, however it is spelt; missing before the first attempt and on older deliveries. */
  readonly toKey?: string;
  readonly reason: ParkedReason | null;
  readonly trigger: Trigger;
  /** Of the mail, without brackets; null until its first attempt. */
  readonly messageId: string | null;
  /** Of the last attempt. */
  readonly subject: string | null;
  /** The exact body of the last attempt's request, kept so that an unknown one can be repeated byte for byte. */
  readonly request: string | null;
  readonly providerMessageId: string | null;
  /** What the provider reported, in the order of arrival; missing on deliveries older than reports. */
  readonly reports?: readonly Report[];
  /** A person asked to send it after all. */
  readonly replay: Replay | null;
  readonly supersededBy: string | null;
  /** A person gave it up for good; missing where nobody did. */
  readonly dismissed?: { readonly at: number; readonly reason: string };
  /** When it was due: by the policy, or by the last change if that came later. For measuring only. */
  readonly dueAt: number;
  readonly createdAt: number;
  readonly acceptedAt: number | null;
}

export interface Replay {
  readonly askedAt: number;
  readonly evenIfRead: boolean;
}

/** Where a conversation is: the key of everything that belongs to it. */
export interface ConversationRef {
  readonly accountId: string;
  readonly conversationId: string;
}
