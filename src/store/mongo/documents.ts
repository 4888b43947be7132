import type { PatchPreferences, Role } from '../../contract/agents.ts';
import type { AuditAction, AuditEntry } from '../../contract/audit.ts';
import type { ChannelEventKind } from '../../contract/channel-events.ts';
import type { ChannelLogin, ChannelStatus, MetaChannelKind } from '../../contract/channels.ts';
import type { DeliveryChannel, DirectChannelKind } from '../../contract/direct-channels.ts';
import type { DeadLetterReason, InboundState, RecordedAs } from '../../contract/inbound.ts';
import type { Job, JobRefusal } from '../../contract/jobs.ts';
import type { Scope } from '../../contract/keys.ts';
import type { MessageFlag, ReplyForwarding } from '../../contract/messages.ts';
import type { ParkedReason } from '../../contract/outcomes.ts';
import type { WebhookError, WebhookEventName } from '../../contract/outgoing-webhooks.ts';
import type { SecretKind } from '../../contract/secrets.ts';
import type { Settings } from '../../contract/settings.ts';
import type { SignalName } from '../../contract/signals.ts';
import type { AlertKind } from '../../contract/status.ts';
import type { SuppressionReason } from '../../contract/suppressions.ts';
import type { Trigger } from '../../contract/triggers.ts';
import type { AgentEmailFacts } from '../../policy/delivery/agent-email.ts';
import type { DeliveryPart } from '../../policy/delivery/parts.ts';
import type { Report } from '../../policy/delivery/report-meanings.ts';
import type { DeliveryState, InConversation } from '../../policy/delivery/transitions.ts';
import type { AgentPresence } from '../../policy/facts.ts';
import type { NeverNews } from '../../policy/forwarding/news.ts';
import type { Waiting } from '../../policy/forwarding/waiting.ts';
import type { LastMessage } from '../../policy/inbox.ts';
import type { Listing } from '../../policy/listing.ts';
import type { Alarm } from '../../policy/look/alarm.ts';
import type { LookFacts } from '../../policy/look/forwarding-state.ts';
import type { Visitor, WithVisitor } from '../../policy/visitor/address.ts';
import type { ListPosition } from './list-position.ts';

/** The documents in MongoDB. Times are epoch milliseconds, as in the policy. */

export interface AccountDoc {
  readonly _id: string;
  readonly name: string;
  readonly settings: Settings;
  readonly choiceMadeAt: number;
  /** Since when the account has been paused (`settings.delivery.paused`); missing if it never was. */
  readonly pausedSince?: number;
  readonly agents: readonly AgentDoc[];
  /** When the next agent's lease lapses; the sweeper queries it. */
  readonly leasesLapseAt: number | null;
  /** Set if waiting conversations have to be re-evaluated (design, fan out). */
  readonly fanOut: FanOutFlag | null;
  readonly siteKey: string;
  readonly identitySecret: string;
  /** Signs visitors' session tokens; created on first use for older accounts. */
  readonly sessionSecret?: string;
  /** Older secrets that are still accepted, the newest first. */
  readonly previousSecrets?: { readonly [Kind in SecretKind]?: readonly string[] };
  /** The first session secret, once it has been rotated. */
  readonly conversationSeed?: string;
  /** Written by each revocation, so that simultaneous ones conflict. */
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
  /** Missing: `agent`. */
  readonly role?: Role;
  /** Null until a first status is set. */
  readonly presence: (AgentPresence & { readonly since: number }) | null;
  readonly createdAt: number;
  /** A deleted agent stays offline and is in no list. */
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

/** What agents answer again and again. */
export interface CannedReplyDoc {
  readonly _id: string;
  readonly accountId: string;
  readonly id: string;
  /** Whose it is; null: all agents share it. */
  readonly agentId: string | null;
  readonly shortcut: string;
  readonly title: string;
  readonly text: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface ConversationDoc extends LookFacts, WithVisitor, Waiting, Listing {
  readonly _id: string;
  readonly accountId: string;
  readonly id: string;
  readonly channel: {
    readonly kind: 'web' | DirectChannelKind;
    readonly pageId: string | null;
    readonly recipientId: string | null;
  };
  readonly visitor: Visitor;
  /** A digest of `addressKey`; empty or missing if none is known, and missing if an older version has written it. */
  readonly addressDigest?: string;
  readonly page: string | null;
  /** The id of the agent who takes care of it, who may have been deleted since; null or missing: nobody. */
  readonly assignee?: string | null;
  /** Hashes of the addresses that the visitor gave in the contact form, whose number is limited. */
  readonly addressesGiven?: readonly string[];
  readonly lastSeq: number;
  /** Messages held so far for the contact form (design R2), how many of them still are, and the newest of them. */
  readonly held: { readonly count: number; readonly now: number; readonly newest?: LastMessage };
  readonly readUpTo: number;
  /** Increased by every write except heartbeats and activity. */
  readonly version: number;
  readonly alarm: Alarm | null;
  /** Whether there has been activity here other than imported history. */
  readonly isLive?: boolean;
  /** How many deliveries there have been, which is the number of the last one. */
  readonly deliveries: number;
  /** Whether a person has asked to replay one of its deliveries. */
  readonly isReplayAsked?: boolean;
  /** When the visitor last wrote on the conversation's channel, by the platform's clock; missing if they never did. */
  readonly heardAt?: number;
  /** When the channel was last asked who the visitor is; missing if never. */
  readonly nameAskedAt?: number;
  /** Whether something could not be learnt then, though there may be something to learn. */
  readonly isProfileLeft?: boolean;
  /** How often the visitor's picture could not be fetched; missing if that never was so. */
  readonly pictureTries?: number;
  /** What the page or account that they write to was called when it began; missing elsewhere, and if it was not known. */
  readonly pageName?: string;
  /** By which the visitor's profile is found on Instagram; missing elsewhere, and if it is not known. */
  readonly username?: string;
  /** How the visitor looks on their channel, with a preview; missing if that is not known. */
  readonly picture?: AttachedFile;
  /** Where the visitor last came from, as the channel reported it. */
  readonly cameBy?: CameBy;
  /** The thread of the emails accepted so far (RFC 5322 ids without brackets, oldest first). */
  readonly thread: { readonly subject: string | null; readonly references: readonly string[] };
  /** Whether agents have written notes; missing: none. Only for asking whether an id is taken by one. */
  readonly hasNotes?: true;
  /** When the workflow was last signalled that the visitor came or went, which is only for people to see. */
  readonly presenceToldAt?: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** A link with a parameter, or an advertisement, by which a visitor came to a channel. */
export interface CameBy {
  readonly source: string | null;
  readonly ref: string | null;
  readonly at: number;
}

export interface MessageDoc {
  readonly _id: string;
  readonly accountId: string;
  readonly conversationId: string;
  readonly id: string;
  /** Its place in the conversation, from 1; held messages have none yet and count from -1 downwards. */
  readonly seq: number;
  readonly author: {
    readonly kind: 'visitor' | 'agent' | 'bot';
    readonly id: string | null;
    readonly name: string | null;
  };
  readonly text: string;
  readonly via: 'api' | 'widget' | 'email' | DirectChannelKind;
  readonly at: number;
  readonly receivedAt: number;
  readonly editedAt: number | null;
  readonly deletedAt: number | null;
  readonly cancelledAt: number | null;
  readonly readAt: number | null;
  readonly readVia: 'widget' | 'email' | 'channel' | null;
  readonly neverNews: NeverNews | null;
  /** What its agent wanted to happen to it; missing: `auto`. */
  readonly forwarding?: Exclude<ReplyForwarding, 'auto'>;
  readonly forwardedTo: readonly {
    readonly deliveryId: string;
    /** Missing: email. */
    readonly channel?: DirectChannelKind;
    readonly address: string;
    readonly at: number;
  }[];
  /** When a report last changed its outcome; written so that event streams report it. */
  readonly reportedAt?: number;
  /** What an agent should know of a message that came by email or on a channel. */
  readonly flags?: readonly MessageFlag[];
  /** The email that it came by. */
  readonly inboundId?: string;
  /** The record of the channel's event that it came by. */
  readonly eventId?: string;
  /** How often its author has changed it on the channel; missing: never. */
  readonly edits?: number;
  /** How the visitor has reacted to it on the channel; `emoji` is null once they have taken that back. */
  readonly reaction?: { readonly emoji: string | null; readonly at: number };
  readonly attachments?: readonly AttachedFile[];
  /** A digest of what was first posted, to compare repeated requests with. */
  readonly postedDigest: string;
}

/**
 * An agent's note for agents (design section 8), which is no message of the conversation: nothing that visitors see,
 * that is emailed or that has to be waited for depends on it.
 */
export interface NoteDoc extends ConversationRef {
  /** As that of a message: they share their ids. */
  readonly _id: string;
  readonly id: string;
  /** The conversation's last message when it was written, which it follows; 0 if there was none. */
  readonly afterSeq: number;
  /** Counts the conversation's notes from 1; two written at once after different messages may have the same. */
  readonly number: number;
  readonly author: MessageDoc['author'];
  readonly text: string;
  readonly at: number;
  readonly receivedAt: number;
  readonly editedAt: number | null;
  readonly deletedAt: number | null;
  readonly attachments?: readonly AttachedFile[];
  /** A digest of what was first posted, to compare repeated requests with. */
  readonly postedDigest: string;
}

/** A file that belongs to a message, or is to be posted with one. */
export interface AttachedFile {
  readonly id: string;
  readonly name: string;
  /** As found in its bytes, never as claimed. */
  readonly type: string;
  readonly bytes: number;
  /** Of an image, in pixels. */
  readonly width?: number;
  readonly height?: number;
  /** The id of its bytes in the store's `attachments`. */
  readonly fileId: string;
  /** The id of a small version of an image, also in `attachments`, and its length in bytes. */
  readonly previewId?: string;
  readonly previewBytes?: number;
  /** Signs the links to it. */
  readonly linkKey: string;
}

/** A file that somebody uploaded, or that came with an email: to which message it belongs, if it has been posted. */
export interface UploadDoc {
  /** The file's id. */
  readonly _id: string;
  readonly accountId: string;
  /** The conversation that it may be posted in. */
  readonly conversationId: string;
  /** Who may post it: the visitor from the widget or by email, or whoever has the account's keys. */
  readonly by: 'visitor' | 'account';
  readonly file: AttachedFile;
  /** Null until it is posted. */
  readonly messageId: string | null;
  /** When it is removed if it is not posted; null once it is. */
  readonly expiresAt: Date | null;
  readonly createdAt: number;
}

export interface DeliveryDoc extends DeliveryState {
  readonly _id: string;
  readonly accountId: string;
  readonly conversationId: string;
  /** Counts the conversation's deliveries from 1. */
  readonly number: number;
  readonly channel: DeliveryChannel;
  /** What a message on a channel is sent as; missing for emails, and before the first attempt. */
  readonly parts?: readonly DeliveryPart[];
  /** The address of the last attempt, or the visitor's id on their channel. */
  readonly to: string | null;
  /** A digest of its key, the same for every spelling; missing before the first attempt and on older deliveries. */
  readonly toKey?: string;
  readonly trigger: Trigger;
  /** The email's Message-ID without brackets; null until the first attempt. */
  readonly messageId: string | null;
  /** Of the last attempt. */
  readonly subject: string | null;
  /**
   * The exact body of the last attempt's request, so that one with an unknown outcome can be repeated byte for byte.
   */
  readonly request: string | null;
  /** When the request was last made; missing before that, and once the request was removed. */
  readonly mailAt?: number;
  /** Set once the request was removed because of its age. */
  readonly mailRemovedAt?: number;
  readonly providerMessageId: string | null;
  /** What the provider reported, in the order of arrival; missing on deliveries older than reports. */
  readonly reports?: readonly Report[];
  readonly supersededBy: string | null;
  /** Set once a person has dismissed it for good. */
  readonly dismissed?: { readonly at: number; readonly reason: string };
  /** Since when it was due (policy/look/alarm.ts). Only for measuring. */
  readonly dueAt: number;
  readonly createdAt: number;
  readonly acceptedAt: number | null;
  /** Set once its conversation is erased: it has no address, text or words of anybody any more, only ids and times. */
  readonly erasedAt?: number;
}

/** An email that tells an agent that a visitor waits for an answer: one for a wait and an agent. */
export interface AgentEmailDoc extends AgentEmailFacts, ConversationRef {
  /** The account's id, a colon, and its own, which follows from the wait and the agent. */
  readonly _id: string;
  readonly agentId: string;
  /** Since when the visitor waited. */
  readonly waitingSince: number;
  /** The exact body of the last attempt's request, as a delivery's; null once it has ended. */
  readonly request: string | null;
  /** When a person last asked to send it after all. */
  readonly replayedAt?: number;
  /** When a sweeper starts its workflow, unless that runs; missing once it has ended. */
  readonly watchAt?: number;
  readonly createdAt: number;
  readonly expiresAt: Date;
}

/**
 * All that is left of an erased conversation besides its deliveries' ids and times: its id, which is never used again.
 * The conversation itself is gone from the moment this exists.
 */
export interface ErasureDoc extends ConversationRef {
  /** The key of the conversation. */
  readonly _id: string;
  /** `erasing`: not all that belonged to it has been deleted yet. */
  readonly state: 'erasing' | 'erased';
  /** When a sweeper goes through everything again; missing once nothing is left to do. */
  readonly watchAt?: number;
  readonly channel: ConversationDoc['channel']['kind'];
  /** Whether a workflow may have been running for it, which is to end. */
  readonly hadWorkflow: boolean;
  readonly erasedAt: number;
}

export type DeliveryInConversation = InConversation<ConversationDoc, DeliveryDoc>;

/** The key of a conversation and of everything that belongs to it. */
export interface ConversationRef {
  readonly accountId: string;
  readonly conversationId: string;
}

/** A token or a cookie that acts as one agent, for a working day (api.md Who). */
export interface AgentSessionDoc {
  /** SHA-256 of the token or the cookie, hex: itself it is stored nowhere. */
  readonly _id: string;
  readonly accountId: string;
  readonly agentId: string;
  /** Missing: `token`. */
  readonly heldBy?: SessionHolder;
  /** The agent's when it began: it ends when their role changes. Missing: `agent`. */
  readonly role?: Role;
  readonly createdAt: number;
  readonly expiresAt: Date;
}

/** What a key, an agent or the system did: only ids, so that it outlives what is erased. */
export interface AuditDoc {
  /** The account's id, if there is one, a colon, and its own. */
  readonly _id: string;
  /** Null: it was done for the whole deployment. */
  readonly accountId: string | null;
  readonly id: string;
  readonly actor: AuditEntry['actor'];
  readonly action: AuditAction;
  readonly object: AuditEntry['object'];
  readonly fields: readonly string[];
  readonly requestId: string | null;
  readonly createdAt: number;
  /** By the setting at that time. */
  readonly expiresAt: Date;
}

/** A record that is not written yet: how long it is kept is looked up when it is. */
export type AuditDraft = Omit<AuditDoc, '_id' | 'expiresAt'>;

/** How an agent likes to work. */
export interface AgentPreferencesDoc {
  /** The account's id, a colon, and the agent's. */
  readonly _id: string;
  readonly accountId: string;
  readonly agentId: string;
  /** What the agent has chosen; the rest is as the contract has it. */
  readonly chosen: PatchPreferences;
}

/** `token`: a frontend of the account's; `cookie`: a browser in which the agent has signed in to the inbox. */
export type SessionHolder = 'token' | 'cookie';

/** An address that gets no email from an account (design, Delivery). */
export interface SuppressionDoc {
  /** Account and address key, so that no other spelling gets around it; after an erasure account and its digest. */
  readonly _id: string;
  readonly accountId: string;
  /** Its place in lists. */
  readonly id: string;
  /** As it is compared: in lower case, its host in Punycode. Null once its conversation was erased. */
  readonly address: string | null;
  readonly reason: SuppressionReason;
  /** In the words of the server, the provider or a person; missing in older documents, null once it was erased. */
  readonly detail?: string | null;
  /** Who added it by hand; missing if nobody did. */
  readonly by?: AuditEntry['actor'];
  /** Null once it was erased, and if no conversation caused it. */
  readonly conversationId: string | null;
  readonly deliveryId: string | null;
  readonly createdAt: number;
}

/** A link in a conversation's emails to one address; whoever holds such an email may follow it. */
export interface LinkDoc extends ConversationRef {
  /** The token: 26 lower-case base32 characters, 128 random bits. */
  readonly _id: string;
  /**
   * `unsubscribe`: where emails are stopped, also by "This was not me"; `reply`: the local part of the address that
   * answers go to; `return`: back to the conversation on the site.
   */
  readonly kind: 'unsubscribe' | 'reply' | 'return';
  readonly address: string;
  readonly createdAt: number;
  /** Missing: it does not expire. MongoDB removes it some time after this. */
  readonly expiresAt?: Date;
  /** Set once a person has revoked it, or its conversation was erased; its `address` is forgotten then. */
  readonly revokedAt?: number;
  /** The emails of the last hour that came to a reply address, by a digest of each; their number is limited. */
  readonly answers?: readonly { readonly mail: string; readonly at: number }[];
}

/** A visitor's session that has ended before its tokens expire. */
export interface EndedSessionDoc {
  /** The account's id, a colon, and the session's. */
  readonly _id: string;
  readonly expiresAt: Date;
}

/** Who types; null where that is not known. */
export type Typist = MessageDoc['author'];

/** That somebody types: inserted so that change streams report it, and deleted at once. */
export interface TypingDoc {
  /** The conversation's key, a colon, and a random id. */
  readonly _id: string;
  readonly typing: { readonly by: Typist; readonly isTyping: boolean; readonly at: number };
  readonly expiresAt: Date;
}

/** That a message was taken back on its channel, which may not have come yet (conversations/unsends.ts). */
export interface UnsendDoc {
  /** A digest of the message's key. */
  readonly _id: string;
  readonly expiresAt: Date;
}

/** A code of a return link that has been used: each opens the conversation once. */
export interface UsedCodeDoc {
  /** SHA-256 of the code, hex. */
  readonly _id: string;
  /** The request that used it, which a repeated transaction recognises. */
  readonly by: string;
  /** Some time after the code itself expires. */
  readonly expiresAt: Date;
}

/** Somebody asked for links to the conversations of an address, to be emailed to it. */
export interface RestoreRequestDoc {
  readonly _id: string;
  readonly accountId: string;
  /** As addresses are compared; missing once it has ended. */
  readonly addressKey?: string;
  /** A digest of it, by which emails to one address are counted. */
  readonly addressHash: string;
  /** `sending` from before the provider is called, so that it is called again only after it has refused. */
  readonly state: 'new' | 'sending' | RestoreEnd;
  readonly attempts: number;
  /** When a sweeper starts or wakes its workflow again; missing unless it is `new`. */
  readonly watchAt?: number;
  /** Since when a pause holds it back; missing while none does. */
  readonly pausedAt?: number;
  readonly createdAt: number;
  readonly expiresAt: Date;
}

/**
 * `nothing`: there is nothing to lead back to, or the address may get no email; `limited`: it got too many; `refused`:
 * the provider did not accept the email; `unknown`: it may have.
 */
export type RestoreEnd = 'sent' | 'nothing' | 'limited' | 'refused' | 'unknown';

/**
 * Which conversations email an unverified address on one UTC day, because a stranger can give a victim's (design R1);
 * and about which an agent is emailed in one hour.
 */
export interface AddressLimitDoc {
  /** Account, day and a hash of the address; or account, `agent`, hour and the agent. */
  readonly _id: string;
  readonly conversations: readonly string[];
  readonly expiresAt: Date;
}

/** A provider's report, stored before it is answered, then applied to its delivery. */
export interface ReportDoc extends Report {
  /** A digest of the event's id. */
  readonly _id: string;
  /** A digest of its content, because an event may come again under another id. */
  readonly says: string;
  /** Null if it is not about one of our emails, or does not say about which. */
  readonly accountId: string | null;
  readonly deliveryId: string | null;
  /** `ignored`: about no known delivery; `unreadable`: stored as it came. */
  readonly state: 'new' | 'applied' | 'ignored' | 'unreadable';
  /** When a sweeper takes it if it has not been applied by then; missing once it has. */
  readonly watchAt?: number;
  /** Set if the provider dropped the email for a reason of its own. */
  readonly providersDrop?: true;
  /** A digest of the provider's SMTP id for the email, if reported; a bounce without our arguments has the same. */
  readonly smtpId?: string;
  /** For a bounce without our arguments: a digest of its address, if only that can tell whose it is. */
  readonly toKey?: string;
  /** Only if it is unreadable. */
  readonly raw?: string;
  /** A date, because MongoDB expires documents by it. */
  readonly receivedAt: Date;
}

/**
 * An email or an event of a channel as it was posted to us, stored before it is answered, then processed. The bytes of an
 * email are in the store's `rawInbound`, by its id.
 */
export interface InboundDoc {
  readonly _id: string;
  /** Missing: it is an email. */
  readonly event?: InboundEvent;
  readonly state: InboundState;
  /** Of a dead letter, also once it is dismissed. */
  readonly reason: DeadLetterReason | null;
  /** What came of it, once it is done. */
  readonly result: InboundResult | null;
  /** Null while it is not known, and of dead letters that belong to nobody. */
  readonly accountId: string | null;
  readonly conversationId: string | null;
  /** Whether the provider signed it; `unchecked` where no key is configured. */
  readonly signature: 'valid' | 'invalid' | 'unchecked';
  /** The same however often the same email is posted; null until it has been read. */
  readonly digest: string | null;
  /** What it says of itself; null until it has been read. */
  readonly read: InboundSummary | null;
  /** Unique: an account, a conversation and a digest, so that the same email counts once. Missing until it has. */
  readonly once?: string;
  /** Set if the email came to several conversations and this record is of this one only, whatever becomes of it. */
  readonly isShare?: true;
  /** The Content-Type header of what was posted. */
  readonly contentType: string;
  /** The length of what was posted, as far as it was read. */
  readonly bytes: number;
  /** How often processing it has begun since it arrived or was replayed, and when it first did; missing if never. */
  readonly tries?: { readonly count: number; readonly since: number };
  /** When the sweeper takes it if it has not been processed by then; missing once it has. */
  readonly watchAt?: number;
  /** Set once a person has dismissed it. */
  readonly dismissed?: { readonly at: number; readonly reason: string };
  readonly receivedAt: number;
  /** When a person last asked to process it again. */
  readonly replayedAt?: number;
  readonly processedAt: number | null;
  /** When MongoDB removes it; null until it has been processed. */
  readonly expiresAt: Date | null;
  /**
   * Until when its bytes are kept; null if they are not, and until it has been processed. Missing in documents that are
   * older than this field: as long as the document.
   */
  readonly contentUntil?: Date | null;
}

/** An event of a channel. */
export interface InboundEvent {
  readonly channel: MetaChannelKind;
  readonly pageId: string;
  /** The id by which the page knows the visitor; null if it says no such. */
  readonly visitorId: string | null;
  readonly kind: ChannelEventKind;
  /** When it happened by the platform's clock, in whose order a conversation's events are processed. */
  readonly at: number;
  /** As it was posted, in JSON; null if that is not kept. */
  readonly raw: string | null;
}

/** An event of a page that an account has named, while Meta has not confirmed yet that it is theirs. */
export interface HeldEventDoc {
  /** A digest of the page and of the event as it was posted, so that it counts once. */
  readonly _id: string;
  /** The key of the page's connection. */
  readonly page: string;
  readonly event: InboundEvent & { readonly raw: string };
  readonly expiresAt: Date;
}

/** How many bytes of an account's emails, or of nobody's, are kept of one day (UTC). */
export interface InboundBytesDoc {
  /** The account or its conversation, what is counted, and the day. */
  readonly _id: string;
  readonly bytes: number;
  readonly expiresAt: Date;
}

export interface InboundSummary {
  readonly from: string | null;
  readonly subject: string;
  /** The names of its attachments. */
  readonly attachments: readonly string[];
}

export type InboundResult =
  | { readonly kind: 'message'; readonly messageId: string }
  | { readonly kind: 'recorded'; readonly as: RecordedAs }
  /** It was an event of a channel that is no message. */
  | { readonly kind: 'taken'; readonly as: ChannelEventKind }
  /** It had been posted before. `messageId`: what it became then, if it is known. */
  | { readonly kind: 'duplicate'; readonly messageId: string | null };

/** A bulk replay: its filter and progress, which its workflow does not keep. */
export interface JobDoc {
  readonly _id: string;
  readonly accountId: string;
  readonly id: string;
  readonly filter: JobFilter;
  /** Set if it dismisses them, and does not replay them: why, in a person's words, which go once it has ended. */
  readonly dismissal?: { readonly reason?: string };
  readonly state: Exclude<Job['state'], 'dryRun'>;
  /** How many deliveries matched at the start. */
  readonly total: number;
  /** What matched at the start; missing on older jobs. */
  readonly matched?: Matched;
  /**
   * How many have been processed, including refused ones. It rises by one per delivery, so it also guards each step.
   */
  readonly done: number;
  readonly refused: readonly { readonly id: string; readonly reason: JobRefusal }[];
  readonly refusedCount: number;
  /** The delivery processed last; the job continues after it, so none is processed twice. */
  readonly cursor: ListPosition | null;
  /** When the sweeper may doubt that its workflow is alive. */
  readonly watchAt: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface Matched {
  readonly byReason: readonly { readonly reason: ParkedReason | null; readonly count: number }[];
  /** How many of them may already have arrived. */
  readonly mayArriveTwice: number;
  /** How many more may already have arrived and were not selected. */
  readonly leftOut: number;
}

export interface JobFilter {
  readonly status: Job['filter']['status'];
  readonly reason: ParkedReason | null;
  /** These three are missing on older jobs. */
  readonly conversation?: string | null;
  /** A digest of the address, which itself is not stored. */
  readonly toKey?: string | null;
  readonly ids?: readonly string[] | null;
  readonly since: number | null;
  readonly until: number | null;
}

/** Why the provider accepts no email sent with the deployment's key: no attempt is made until a probe succeeds. */
export type PauseReason = 'providerAuth' | 'outOfCredits';

export interface SendingPauseDoc {
  readonly _id: 'sending';
  readonly pausedSince: number;
  readonly reason: PauseReason;
  /** Grows each time that sending is paused again soon after a successful probe. */
  readonly probeEveryMs: number;
  readonly nextProbeAt: number;
  /** Null while it lasts. The last pause is kept so that event streams report its end as well as its beginning. */
  readonly resumedAt: number | null;
}

/** An operator's pause of the whole deployment: nothing leaves for visitors or agents until it is resumed. */
export interface DeploymentPauseDoc {
  readonly _id: 'operator';
  readonly pausedSince: number;
  /** Null while it lasts. The last pause is kept, as the one above is. */
  readonly resumedAt: number | null;
  /** When all that it had held back had been made due; null until then. */
  readonly releasedAt: number | null;
}

/**
 * How many sends in a row, of all accounts, the provider refused because of the key; missing if it accepted the last
 * one.
 */
export interface RefusalsDoc {
  readonly _id: 'refusals';
  readonly inARow: number;
}

/** All that holds for what every account sends, in a collection of at most these three, so that one read gives it. */
export type PauseDoc = SendingPauseDoc | DeploymentPauseDoc | RefusalsDoc;

/** Where an account wants its events posted. */
export interface WebhookDoc {
  readonly _id: string;
  readonly accountId: string;
  readonly id: string;
  /** Random: a webhook that is created again under the same id has none of the former's events. */
  readonly uid: string;
  readonly url: string;
  readonly events: readonly WebhookEventName[];
  readonly enabled: boolean;
  readonly secret: string;
  /** Older ones, with which requests are signed as well, the newest first. */
  readonly previousSecrets: readonly string[];
  /** A change stream's token: only what happens after it is posted. */
  readonly since: string;
  /** How often nothing was taken; 0 once something is. */
  readonly failuresInARow: number;
  readonly failingSince: number | null;
  /** Nothing is posted before this. */
  readonly restsUntil: number | null;
  /** Set if it was disabled by itself. */
  readonly disabledAt: number | null;
  /** Since when events may be missing. */
  readonly missedAt: number | null;
  /** A digest of the agents as they were last posted: an account changes more often than they do. */
  readonly agentsDigest: string | null;
  /** Rises with what its workflow has to do, so that none of it is lost when the workflow finds nothing to do. */
  readonly stamp: number;
  /** When a sweeper wakes its workflow; null if nothing waits. */
  readonly watchAt: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** An event that is to be posted to a webhook: what it is about, never what that says. Deleted once it is taken. */
export interface WebhookEventDoc {
  /** The webhook's uid, a colon, and the event's id. */
  readonly _id: string;
  readonly accountId: string;
  /** The webhook's uid. */
  readonly webhook: string;
  /** The same for every webhook, and however often it is posted. */
  readonly id: string;
  readonly event: WebhookEventName;
  readonly collection:
    | 'accountAlerts'
    | 'accounts'
    | 'conversations'
    | 'erasures'
    | 'messages'
    | 'notes'
    | 'deliveries'
    | 'pauses';
  readonly key: string;
  readonly conversationId: string | null;
  readonly state: 'waiting' | 'failed';
  readonly attempts: number;
  readonly nextAttemptAt: number;
  readonly lastAttempt: {
    readonly at: number;
    readonly status: number | null;
    readonly error: WebhookError | null;
    readonly answer: string | null;
  } | null;
  /** Set once an attempt has failed, or it was given up. */
  readonly isFailure?: true;
  readonly giveUpAt: number;
  readonly createdAt: number;
  readonly expiresAt: Date;
}

/** How far the changes have been noted for webhooks, and which process does it. */
export interface WebhookRelayDoc {
  readonly _id: 'relay';
  /** The change stream's token up to which they have been; null while there is no webhook. */
  readonly position: string | null;
  readonly holder: string | null;
  readonly heldUntil: number;
}

/** A page of Messenger or an Instagram account that an account has connected. */
export interface ChannelConnectionDoc {
  /** The kind, a colon, and the page's id: a page belongs to one account. */
  readonly _id: string;
  readonly accountId: string;
  readonly kind: MetaChannelKind;
  /** A Facebook page's id, or an Instagram professional account's. */
  readonly pageId: string;
  readonly login: ChannelLogin;
  /** Empty while Meta could not be asked. */
  readonly name: string;
  /** Sealed for this document by the key with this id (accounts/channel-tokens.ts). */
  readonly token: { readonly keyId: string; readonly sealed: string };
  /** Null if it does not end, or if that is not known. */
  readonly tokenExpiresAt: number | null;
  readonly status: ChannelStatus;
  readonly statusSince: number;
  /** When Meta was last asked about the token; null if never. */
  readonly checkedAt: number | null;
  /** When Meta first said that the account has a token of this page; null: it has not, so the page may be anybody's. */
  readonly confirmedAt: number | null;
  /** The Facebook page whose token it is; null by Instagram login, or while that is not known. */
  readonly throughPageId: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** An alert of one account that event streams report, the last of its kind, over or not. */
export interface AccountAlertDoc {
  /** The account's id, a colon, and the kind. */
  readonly _id: string;
  readonly accountId: string;
  readonly kind: AlertKind;
  readonly since: number;
  /** Null while it lasts. */
  readonly endedAt: number | null;
}

/** Identifies the data: created once, restored with a backup, missing if MongoDB was emptied. */
export interface DeploymentDoc {
  readonly _id: 'deployment';
  readonly id: string;
}

/** A secret of the whole deployment, created once and shared by all of its processes. */
export interface DeploymentKeyDoc {
  /** What it seals: the ids of events, or the codes that return links give. */
  readonly _id: 'eventIds' | 'returnCodes';
  /** 32 random bytes, base64url. */
  readonly key: string;
  readonly createdAt: number;
}
