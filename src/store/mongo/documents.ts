import type { Job, ReplayRefusal } from '../../contract/jobs.ts';
import type { Scope } from '../../contract/keys.ts';
import type { ParkedReason } from '../../contract/outcomes.ts';
import type { SecretKind } from '../../contract/secrets.ts';
import type { Settings } from '../../contract/settings.ts';
import type { SignalName } from '../../contract/signals.ts';
import type { SuppressionReason } from '../../contract/suppressions.ts';
import type { Trigger } from '../../contract/triggers.ts';
import type { Report } from '../../policy/delivery/report-meanings.ts';
import type { DeliveryState, InConversation } from '../../policy/delivery/transitions.ts';
import type { AgentPresence } from '../../policy/facts.ts';
import type { NeverNews } from '../../policy/forwarding/news.ts';
import type { Waiting } from '../../policy/forwarding/waiting.ts';
import type { Alarm } from '../../policy/look/alarm.ts';
import type { LookFacts } from '../../policy/look/decision.ts';
import type { Visitor, WithVisitor } from '../../policy/visitor/address.ts';
import type { ListPosition } from './list-position.ts';

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

export interface ConversationDoc extends LookFacts, WithVisitor, Waiting {
  readonly _id: string;
  readonly accountId: string;
  readonly id: string;
  readonly channel: {
    readonly kind: 'web' | 'messenger' | 'instagram';
    readonly pageId: string | null;
    readonly recipientId: string | null;
  };
  readonly visitor: Visitor;
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
  /** Something was said or reported here that is no history: it is under way. */
  readonly isLive?: boolean;
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
  readonly neverNews: NeverNews | null;
  readonly forwardedTo: readonly { readonly deliveryId: string; readonly address: string; readonly at: number }[];
  /** When a report last changed what became of it; written so that whoever listens is told. */
  readonly reportedAt?: number;
  /** A digest of what was first posted, which a repeated POST is compared with. */
  readonly postedDigest: string;
}

export interface DeliveryDoc extends DeliveryState {
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
  readonly supersededBy: string | null;
  /** A person gave it up for good; missing where nobody did. */
  readonly dismissed?: { readonly at: number; readonly reason: string };
  /** When it was due: by the policy, or by the last change if that came later. For measuring only. */
  readonly dueAt: number;
  readonly createdAt: number;
  readonly acceptedAt: number | null;
}

export type DeliveryInConversation = InConversation<ConversationDoc, DeliveryDoc>;

/** Where a conversation is: the key of everything that belongs to it. */
export interface ConversationRef {
  readonly accountId: string;
  readonly conversationId: string;
}

/** A token that acts as one agent, for a working day (api.md Who). */
export interface AgentSessionDoc {
  /** SHA-256 of the token, hex: the token itself is stored nowhere. */
  readonly _id: string;
  readonly accountId: string;
  readonly agentId: string;
  readonly createdAt: number;
  readonly expiresAt: Date;
}

/** An address that gets no mail of an account (design, Delivery). */
export interface SuppressionDoc {
  /** Account and address: no other spelling of it gets around it. */
  readonly _id: string;
  readonly accountId: string;
  /** Its place in lists. */
  readonly id: string;
  /** As it is compared: in lower case, its host in Punycode. */
  readonly address: string;
  readonly reason: SuppressionReason;
  readonly conversationId: string;
  readonly deliveryId: string | null;
  readonly createdAt: number;
}

/** A link that mails of a conversation to one address carry; whoever holds the mail may follow it. */
export interface LinkDoc extends ConversationRef {
  /** The token: 26 lower-case base32 characters, 128 random bits. */
  readonly _id: string;
  /** `unsubscribe`: where mail is stopped, by "This was not me" too. */
  readonly kind: 'unsubscribe';
  readonly address: string;
  readonly createdAt: number;
}

/** Which conversations mail an unverified address on one UTC day: a stranger can give a victim's (design R1). */
export interface AddressLimitDoc {
  /** Account, day and a hash of the address. */
  readonly _id: string;
  readonly conversations: readonly string[];
  readonly expiresAt: Date;
}

/** What the provider told, stored before it is answered, then applied to its delivery. */
export interface ReportDoc extends Report {
  /** A digest of the event's id. */
  readonly _id: string;
  /** A digest of what it says, since an event may come again under another id. */
  readonly says: string;
  /** Null in what is not about a mail of ours, or does not say about which. */
  readonly accountId: string | null;
  readonly deliveryId: string | null;
  /** `ignored`: of no delivery that we know; `unreadable`: kept as it came. */
  readonly state: 'new' | 'applied' | 'ignored' | 'unreadable';
  /** When a sweeper takes it, if it has not been applied by then; missing once it has. */
  readonly watchAt?: number;
  /** Of a mail that the provider dropped for a reason of its own. */
  readonly providersDrop?: true;
  /** A digest of the provider's SMTP id of the mail, where it tells one: what a bounce without our arguments has, too. */
  readonly smtpId?: string;
  /** Of a bounce that came without our arguments: a digest of its address, where only that can tell whose it is. */
  readonly toKey?: string;
  /** Of an unreadable one only. */
  readonly raw?: string;
  /** A date, since MongoDB forgets it by this. */
  readonly receivedAt: Date;
}

/** A replay of many deliveries: which, and how far it is. The workflow that works it off holds nothing of this. */
export interface JobDoc {
  readonly _id: string;
  readonly accountId: string;
  readonly id: string;
  readonly filter: JobFilter;
  readonly state: Exclude<Job['state'], 'dryRun'>;
  /** How many deliveries matched when it began. */
  readonly total: number;
  /** What matched then; missing on older jobs. */
  readonly matched?: Matched;
  /** How many it has taken, refused ones included. It rises by one a delivery, so it guards each step, too. */
  readonly done: number;
  readonly refused: readonly { readonly id: string; readonly reason: ReplayRefusal }[];
  readonly refusedCount: number;
  /** The delivery taken last: it goes on behind it, so none is taken twice. */
  readonly cursor: ListPosition | null;
  /** When the sweeper may doubt that its workflow lives. */
  readonly watchAt: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface Matched {
  readonly byReason: readonly { readonly reason: ParkedReason | null; readonly count: number }[];
  /** How many of them may have arrived already. */
  readonly mayArriveTwice: number;
  /** How many more there are that may have arrived already, and were not named. */
  readonly leftOut: number;
}

export interface JobFilter {
  readonly status: Job['filter']['status'];
  readonly reason: ParkedReason | null;
  /** These three are missing on older jobs. */
  readonly conversation?: string | null;
  /** A digest of the address, which is not kept. */
  readonly toKey?: string | null;
  readonly ids?: readonly string[] | null;
  readonly since: number | null;
  readonly until: number | null;
}

/** The provider takes no mail of the deployment's key: no attempt is made until a probe finds that it is taken again. */
export type PauseReason = 'providerAuth' | 'outOfCredits';

export interface SendingPauseDoc {
  readonly _id: 'sending';
  readonly pausedSince: number;
  readonly reason: PauseReason;
  /** Longer each time that sending is paused again soon after a probe found the key taken. */
  readonly probeEveryMs: number;
  readonly nextProbeAt: number;
  /** Null while it lasts. The last one is kept, so that whoever listens is told of its end as of its beginning. */
  readonly resumedAt: number | null;
}

/** Which data this is: made once, restored with a backup, missing where MongoDB was emptied. */
export interface DeploymentDoc {
  readonly _id: 'deployment';
  readonly id: string;
}

/** A secret of the whole deployment, made once and the same for all of its processes. */
export interface DeploymentKeyDoc {
  readonly _id: 'eventIds';
  /** 32 random bytes, base64url. */
  readonly key: string;
  readonly createdAt: number;
}
