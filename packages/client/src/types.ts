/**
 * What the API takes and answers. Generated from its description (/openapi.json): change src/contract/ instead, then run
 * `npm run client-types`.
 */

export type Agent = {
  id: Id;
  name: string;
  email: string | null;
  avatarUrl: string | null;
  /** null until a first status is set */
  status: AgentStatus | null;
  createdAt: Timestamp;
};

export type AgentSession = {
  token: string;
  /** opens the inbox as this agent; null where there is none */
  inboxUrl: string | null;
  expiresAt: Timestamp;
};

export type AgentStatus = {
  status: 'online' | 'offline' | 'invisible';
  since: Timestamp;
  expiresAt: Timestamp | null;
};

export type AgentsForVisitors = {
  online: boolean;
  /** the rule in force now: a form whose state is not `done` is `notNeeded` by `off`, else as the rule says */
  contactForm: 'off' | 'optional' | 'required';
};

export type Alert = {
  kind:
    | 'providerAuth'
    | 'outOfCredits'
    | 'providerDrops'
    | 'alarmsOverdue'
    | 'pauseForgotten'
    | 'unknownPilingUp'
    | 'reportsMissing';
  since: Timestamp;
  /** null while it lasts; a status shows only what lasts */
  endedAt: Timestamp | null;
  /** what is wrong, and what to do */
  message: string;
};

export type BulkReplayRequest = {
  /** yours: the same id is the same job */
  id: Id;
  /** only those that stand so */
  status?: 'parked' | 'bounced' | 'dropped' | undefined;
  /** only those parked for this reason; those that may have arrived are taken only with unknown or changedWhileUnknown, or by their ids */
  reason?:
    | 'providerBusy'
    | 'providerAuth'
    | 'outOfCredits'
    | 'senderRejected'
    | 'contentRejected'
    | 'tooLarge'
    | 'unknown'
    | 'blocked'
    | 'internal'
    | 'changedWhileUnknown'
    | undefined;
  /** only those of one conversation */
  conversation?: Id | undefined;
  /** only those to this address, however it is spelt */
  address?: EmailAddress | undefined;
  /** only these */
  ids?: Id[] | undefined;
  /** created at or after */
  since?: Timestamp | undefined;
  /** created before */
  until?: Timestamp | undefined;
  /** only tell what would happen */
  dryRun?: boolean | undefined;
};

export type ChangedSettings = {
  /** what is mailed to a visitor who left: nothing, the replies they have not read, or the whole conversation */
  emailForwarding: 'nothing' | 'unreadReplies' | 'transcript';
  timing: {
    /** mail is due so long after the visitor left */
    afterLeavingSeconds: number;
    /** or so long after their last activity */
    afterInactivitySeconds: number;
    /** but not before the agent has been silent so long, for several replies make one mail */
    settleSeconds: number;
    /** at most so long; not less than settleSeconds */
    settleMaxSeconds: number;
    /** a visitor without a heartbeat for so long has left */
    silenceSeconds: number;
    /** mail is due once all agents were offline or invisible for so long: one whose connection comes and goes mails nobody */
    agentsAwayGraceSeconds: number;
  };
  content: {
    /** messages shown before the first new one */
    contextMessages: number;
    /** a conversation of at most so many is mailed whole */
    shortConversationMessages: number;
    /** a reply older than that is never mailed */
    forwardWithinDays: number;
    /** the messages themselves, or only a notice of them */
    body: 'full' | 'notice';
  };
  contactForm: {
    /** while an agent is online */
    online: 'off' | 'optional' | 'required';
    /** while all agents are offline or invisible; required holds messages until it is filled in */
    offline: 'off' | 'optional' | 'required';
  };
  identity: {
    /** take an address that the visitor writes in a message */
    captureEmailFromMessages: boolean;
  };
  delivery: {
    /** mail waits until it is taken back */
    paused: boolean;
    /** a mail that fails is tried again for so long, then parked */
    retryForSeconds: number;
    /** a send of unknown end waits so long for the provider's report */
    awaitReportSeconds: number;
    /** what then becomes of it */
    onUnknown: 'resend' | 'park';
    /** at most so many to one conversation */
    maxMailsPerHour: number;
  };
  /** in whose name mails go out; needed unless emailForwarding is nothing */
  sender: {
    name: string;
    address: EmailAddress;
    /** the domain whose mail comes back here */
    replyDomain: string | null;
  } | null;
  brand: {
    /** where a mail leads when the conversation has no page, or one elsewhere */
    siteUrl: WebUrl | null;
    /** the sites that may embed the chat, and to whose pages a mail may lead: https://acme.example, or https://*.acme.example for all below it */
    allowedOrigins: OriginPattern[];
    logoUrl: WebUrl | null;
    /** of the mail's button */
    color: string;
  };
  inbox: {
    /** the sites whose pages may call the API with an agent's session, written as in brand.allowedOrigins */
    allowedOrigins: OriginPattern[];
  };
  /** of mails to visitors whose own is not known */
  locale: Locale;
  /** what may be set so, and yet is hardly what you want; left out if there is nothing */
  warnings?:
    | Array<{
        field: string;
        message: string;
      }>
    | undefined;
};

export type ContactFormState = {
  state: 'notNeeded' | 'optional' | 'required' | 'done';
  /** email is needed, name is not */
  fields: Array<'email' | 'name'>;
};

export type Conversation = {
  id: Id;
  channel: {
    kind: 'web' | 'messenger' | 'instagram';
    pageId: string | null;
    recipientId: string | null;
  };
  state: 'open' | 'closed';
  visitor: {
    id: string | null;
    name: string | null;
    email: string | null;
    emailSource: 'contactForm' | 'agent' | 'conversation' | 'identity' | null;
    /** by signed identity, a reply from it, or use of a mail's link */
    emailVerified: boolean;
    /** another address that the visitor wrote; an agent may take it over */
    suggestedEmail: string | null;
    locale: string | null;
    timeZone: string | null;
    presence: {
      state: 'here' | 'left';
      activeAt: Timestamp;
      seenAt: Timestamp;
      /** null while they are here */
      leftAt: Timestamp | null;
    };
  };
  page: string | null;
  /** the seq of the last message */
  lastSeq: number;
  /** the visitor has read up to this seq */
  readUpTo: number;
  forwarding: Forwarding;
  createdAt: Timestamp;
  updatedAt: Timestamp;
};

export type CreatedKey = {
  /** public: it opens nothing */
  id: string;
  name: string | null;
  scopes: Array<'chat' | 'inbox' | 'settings' | 'deliveries' | 'admin'>;
  createdAt: Timestamp;
  /** the key itself, told this once */
  key: string;
};

export type Delivery = {
  id: Id;
  conversationId: Id;
  channel: 'email';
  /** the address; null until it is composed */
  to: string | null;
  status:
    | 'claimed'
    | 'sending'
    | 'unknown'
    | 'accepted'
    | 'deferred'
    | 'delivered'
    | 'bounced'
    | 'dropped'
    | 'parked'
    | 'superseded'
    | 'withdrawn'
    | 'dismissed';
  /** why it is parked, if it is */
  reason: Reason | null;
  trigger: Trigger;
  /** the messages that it carries as news */
  newsSeqs: number[];
  attempts: Array<{
    at: Timestamp;
    end: 'accepted' | 'refused' | 'rejected' | 'unknown' | null;
    result: string | null;
  }>;
  /** the earliest time of the next attempt, if there is to be one */
  nextAttemptAt: Timestamp | null;
  /** what the provider reported of the mail, in the order in which it happened */
  reports: Array<{
    /** SendGrid's name of it; blocked is a bounce that is not about the address, mayHaveBounced and mayBeBlocked are of this mail or another one to the same address */
    event: string;
    at: Timestamp;
    /** of which attempt, where it is told; a repeated mail has the number of its first one */
    attempt: number | null;
    /** in the provider's or the receiving server's words */
    detail: string | null;
  }>;
  /** a late bounce came that is of this mail or of another one to the same address */
  mayHaveBounced: boolean;
  /** when a person gave it up for good, and why; null if nobody did */
  dismissed: {
    at: Timestamp;
    reason: string;
  } | null;
  /** the delivery that took over its news */
  supersededBy: string | null;
  /** only where one delivery is asked for; null before the first attempt */
  mail?:
    | {
        from: string;
        to: string;
        subject: string;
        messageId: string;
        text: string;
        html: string;
      }
    | null
    | undefined;
  createdAt: Timestamp;
  acceptedAt: Timestamp | null;
};

export type DismissRequest = {
  /** why nobody has to act on it any more; in words */
  reason: string;
};

/** RFC 5321 and 6531, local parts in quotes included; the host is kept in Punycode */
export type EmailAddress = string;

/** Server-sent events (the HTML standard): UTF-8, an empty line ends each. */
export type EventStream = string;

export type FilledContactForm = {
  conversation: VisitorConversation;
  form: ContactFormState;
  /** the messages that were held for the form, in order; the first 100 of them */
  released: Message[];
};

/** Where forwarding to email stands. */
export type Forwarding = {
  state: 'idle' | 'waiting' | 'sending' | 'unknown' | 'parked';
  /** when the next mail is due if the visitor goes on as now */
  dueAt: Timestamp | null;
  trigger: Trigger | null;
  reason: Reason | null;
};

export type Id = string;

/** What of the request was left out; not there if that is nothing. */
export type Ignored = Array<{
  /** as in visitor.email; of an identity token, identityToken.email */
  field: string;
  /** what is wrong with it, said after its name */
  why: string;
}>;

export type Job = {
  id: Id;
  /** dryRun: nothing was changed, and there is no such job */
  state: 'running' | 'paused' | 'cancelled' | 'done' | 'dryRun';
  /** how many deliveries matched when it began */
  total: number;
  /** how many of them it has taken, the refused ones included; of a dry run how many it looked at, 1000 at most */
  done: number;
  /** which it did not replay, and why: the first 100 */
  refused: Array<{
    /** the delivery's id */
    id: Id;
    reason:
      | 'already-sent'
      | 'already-read'
      | 'nothing-left'
      | 'suppressed'
      | 'superseded'
      | 'still-open'
      | 'report-awaited'
      | 'forwarding-off'
      | 'not-identified'
      | 'too-old'
      | 'dismissed';
  }>;
  /** how many it did not replay */
  refusedCount: number;
  /** how many matched when it began, by why they are parked; null for what bounced or was dropped */
  byReason: Array<{
    reason:
      | 'providerBusy'
      | 'providerAuth'
      | 'outOfCredits'
      | 'senderRejected'
      | 'contentRejected'
      | 'tooLarge'
      | 'unknown'
      | 'blocked'
      | 'internal'
      | 'changedWhileUnknown'
      | null;
    count: number;
  }>;
  /** how many of these may have arrived already, so that a replay sends them twice */
  mayArriveTwice: number;
  /** how many more would match, but may have arrived already and were not named by reason or id */
  leftOut: number;
  filter: {
    status: 'parked' | 'bounced' | 'dropped';
    reason:
      | 'providerBusy'
      | 'providerAuth'
      | 'outOfCredits'
      | 'senderRejected'
      | 'contentRejected'
      | 'tooLarge'
      | 'unknown'
      | 'blocked'
      | 'internal'
      | 'changedWhileUnknown'
      | null;
    conversation: Id | null;
    /** only those to one address, which is not kept */
    byAddress: boolean;
    ids: Id[] | null;
    since: Timestamp | null;
    until: Timestamp | null;
  };
  createdAt: Timestamp;
  updatedAt: Timestamp;
};

export type Key = {
  /** public: it opens nothing */
  id: string;
  name: string | null;
  scopes: Array<'chat' | 'inbox' | 'settings' | 'deliveries' | 'admin'>;
  createdAt: Timestamp;
};

export type ListAgentsQuery = {
  /** the nextCursor of the page before */
  cursor?: string | undefined;
  /** the most items to answer */
  limit?: number | undefined;
};

export type ListConversationsQuery = {
  /** the nextCursor of the page before */
  cursor?: string | undefined;
  /** the most items to answer */
  limit?: number | undefined;
  /** open, closed, or where its forwarding stands */
  state?: 'open' | 'closed' | 'waiting' | 'sending' | 'unknown' | 'parked' | undefined;
  /** the visitor's email address, however it is spelt */
  address?: string | undefined;
};

export type ListDeliveriesQuery = {
  /** the nextCursor of the page before */
  cursor?: string | undefined;
  /** the most items to answer */
  limit?: number | undefined;
  /** only those that stand so */
  status?:
    | 'claimed'
    | 'sending'
    | 'unknown'
    | 'accepted'
    | 'deferred'
    | 'delivered'
    | 'bounced'
    | 'dropped'
    | 'parked'
    | 'superseded'
    | 'withdrawn'
    | 'dismissed'
    | undefined;
  /** only those parked for this reason */
  reason?:
    | 'providerBusy'
    | 'providerAuth'
    | 'outOfCredits'
    | 'senderRejected'
    | 'contentRejected'
    | 'tooLarge'
    | 'unknown'
    | 'blocked'
    | 'internal'
    | 'changedWhileUnknown'
    | undefined;
  /** only those of one conversation */
  conversation?: string | undefined;
  /** only those to this address, however it is spelt */
  address?: string | undefined;
  /** created at or after */
  since?: string | undefined;
  /** created before */
  until?: string | undefined;
};

export type ListKeysQuery = {
  /** the nextCursor of the page before */
  cursor?: string | undefined;
  /** the most items to answer */
  limit?: number | undefined;
};

export type ListMessagesQuery = {
  /** only messages after this seq */
  after?: number | undefined;
  /** as whom to look */
  view?: 'agent' | 'visitor' | undefined;
  /** the nextCursor of the page before */
  cursor?: string | undefined;
  /** the most items to answer */
  limit?: number | undefined;
};

export type ListSuppressionsQuery = {
  /** the nextCursor of the page before */
  cursor?: string | undefined;
  /** the most items to answer */
  limit?: number | undefined;
  /** only this one, however it is spelt */
  address?: string | undefined;
};

export type ListVisitorMessagesQuery = {
  /** only messages after this seq */
  after?: number | undefined;
  /** the nextCursor of the page before */
  cursor?: string | undefined;
  /** the most items to answer */
  limit?: number | undefined;
};

/** a BCP 47 language tag */
export type Locale = string;

export type MergedConversation = {
  id: Id;
  channel: {
    kind: 'web' | 'messenger' | 'instagram';
    pageId: string | null;
    recipientId: string | null;
  };
  state: 'open' | 'closed';
  visitor: {
    id: string | null;
    name: string | null;
    email: string | null;
    emailSource: 'contactForm' | 'agent' | 'conversation' | 'identity' | null;
    /** by signed identity, a reply from it, or use of a mail's link */
    emailVerified: boolean;
    /** another address that the visitor wrote; an agent may take it over */
    suggestedEmail: string | null;
    locale: string | null;
    timeZone: string | null;
    presence: {
      state: 'here' | 'left';
      activeAt: Timestamp;
      seenAt: Timestamp;
      /** null while they are here */
      leftAt: Timestamp | null;
    };
  };
  page: string | null;
  /** the seq of the last message */
  lastSeq: number;
  /** the visitor has read up to this seq */
  readUpTo: number;
  forwarding: Forwarding;
  createdAt: Timestamp;
  updatedAt: Timestamp;
  ignored?: Ignored | undefined;
};

export type Message = {
  /** unique in its conversation */
  id: Id;
  conversationId: Id;
  /** its place in the order; null while held */
  seq: number | null;
  state: 'sent' | 'held' | 'deleted';
  /** only on held messages: what they wait for */
  heldFor?: 'contactForm' | undefined;
  author: {
    kind: 'visitor' | 'agent' | 'bot';
    id: string | null;
    name: string | null;
  };
  text: string;
  via: 'widget' | 'api' | 'email' | 'messenger' | 'instagram';
  /** when it was written, by the client */
  at: Timestamp;
  /** when it arrived here */
  receivedAt: Timestamp;
  editedAt: Timestamp | null;
  deletedAt: Timestamp | null;
  readAt: Timestamp | null;
  readVia: 'widget' | 'email' | 'channel' | null;
  flags: string[];
  attachments: unknown[];
  /** the mails that carried it as news */
  forwardedTo: Array<{
    address: string;
    at: Timestamp;
    deliveryId: string;
    status: string;
    /** why it did not arrive, as the provider said it */
    reason: string | null;
  }>;
  /** only on agents' messages, and not in the visitor's view */
  outcome?: Outcome | undefined;
};

export type OriginPattern = string;

/** What became of an agent's message, and why. */
export type Outcome = {
  state: 'read' | 'waiting' | 'sending' | 'unknown' | 'mailed' | 'sentDirectly' | 'parked' | 'notMailed';
  reason: Reason | null;
  /** how long it waits, where that is known */
  until: Timestamp | null;
  deliveryId: string | null;
};

export type PatchMessage = {
  text: string;
};

export type PatchVisitor = {
  name?: string | null | undefined;
  /** null takes it back */
  email?: EmailAddress | null | undefined;
  /** the language of their mails */
  locale?: Locale | null | undefined;
  /** for the times in their mails */
  timeZone?: TimeZone | null | undefined;
  /** who gave the address: the visitor in the form, an agent, or the site's own login */
  source?: 'contactForm' | 'agent' | 'identity' | undefined;
};

export type PostContactForm = {
  /** null takes the address back */
  email: EmailAddress | null;
  name?: string | null | undefined;
  /** the tab it is written in, which is there then; give it if the page sends heartbeats, for from then on its silence ends it */
  tab?: Id | undefined;
};

export type PostForwarding = {
  /** send what waits at once, or mail it no more: it is shown in no later mail either */
  action: 'sendNow' | 'cancel';
};

export type PostKey = {
  scopes: Array<'chat' | 'inbox' | 'settings' | 'deliveries' | 'admin'>;
  /** what it is for, so that people know it again */
  name?: string | null | undefined;
};

export type PostMessage = {
  /** chosen by the caller; unique in the conversation */
  id: Id;
  author: {
    kind: 'visitor' | 'agent' | 'bot';
    /** need not be registered */
    id?: Id | null | undefined;
    name?: string | null | undefined;
  };
  text: string;
  /** when it was written, if not now; over 24 hours ago is history, which is never mailed as news (in a conversation that is under way only with `sentAt`: without, it is a slow clock) */
  at?: Timestamp | undefined;
  /** the client's clock as it sends this: `at` then counts by how long before that it was, however wrong the clock is */
  sentAt?: Timestamp | undefined;
  /** the visitor who writes this has read up to this seq */
  readUpTo?: number | undefined;
  /** the tab that a visitor's message was written in, if their page sends heartbeats */
  tab?: Id | undefined;
};

export type PostPresence = {
  state: 'here' | 'active' | 'left';
  /** when it happened, if not now */
  at?: Timestamp | undefined;
  /** the client's clock as it sends this: `at` then counts by how long before that it was, however wrong the clock is */
  sentAt?: Timestamp | undefined;
  /** which of the visitor's tabs; they have left when all have */
  tab?: Id | undefined;
};

export type PostRead = {
  /** the seq of the last message read */
  upTo: number;
};

export type PostVisitorMessage = {
  id: Id;
  text: string;
  at?: Timestamp | undefined;
  /** the client's clock as it sends this: `at` then counts by how long before that it was, however wrong the clock is */
  sentAt?: Timestamp | undefined;
  readUpTo?: number | undefined;
  /** the tab it is written in, which is there then; give it if the page sends heartbeats, for from then on its silence ends it */
  tab?: Id | undefined;
};

export type PostVisitorPresence = PostPresence;

export type PostVisitorSession = {
  siteKey: string;
  /** signed by the site: a JWT, HS256 by the account's identity secret; claims sub, email, name, exp (≤ 1 h) */
  identityToken?: string | undefined;
  /** the last session token, even if it has run out */
  resumeToken?: string | undefined;
  /** where the visitor is; these three count when the conversation begins, and what is odd of them is left out and told as `ignored` */
  page?: string | undefined;
  /** a language tag such as fr-CA */
  locale?: string | undefined;
  /** an IANA name such as Europe/Paris */
  timeZone?: string | undefined;
};

export type PresenceBeacon = {
  token: string;
  state: 'here' | 'active' | 'left';
  at?: Timestamp | undefined;
  /** the client's clock as it sends this: `at` then counts by how long before that it was, however wrong the clock is */
  sentAt?: Timestamp | undefined;
  /** which of the visitor's tabs; they have left when all have */
  tab?: Id | undefined;
};

/** An RFC 9457 problem document. */
export type Problem = {
  /** stable; what programs look at */
  type: string;
  /** what went wrong, in general */
  title: string;
  /** the HTTP status */
  status: number;
  /** what to do about it */
  detail?: string | undefined;
  /** with invalid-request: what is wrong with which field */
  errors?:
    | Array<{
        /** the field, as in timing.settleSeconds */
        path: string;
        message: string;
      }>
    | undefined;
  /** with some conflicts: why, in the words of outcomes */
  reason?: Reason | undefined;
  /** with some conflicts: until when it stays so at most */
  until?: Timestamp | undefined;
};

export type PutAgent = {
  name: string;
  email?: EmailAddress | null | undefined;
  avatarUrl?: WebUrl | null | undefined;
};

export type PutConversation = {
  /** fixed at creation; web if left out */
  channel?:
    | {
        kind: 'web' | 'messenger' | 'instagram';
        pageId?: string | undefined;
        recipientId?: string | undefined;
      }
    | undefined;
  /** what is odd of it, but for the id, is left out and told as `ignored` */
  visitor?:
    | {
        /** yours, fixed once given */
        id?: string | undefined;
        name?: string | null | undefined;
        /** null takes it back */
        email?: string | null | undefined;
        /** the language of their mails, such as fr-CA */
        locale?: string | null | undefined;
        /** for the times in their mails: an IANA name such as Europe/Paris */
        timeZone?: string | null | undefined;
      }
    | undefined;
  /** where the visitor chats, an http or https address (anything else is left out and told as `ignored`); the mail leads back there if it is on brand.siteUrl or an allowed origin */
  page?: string | null | undefined;
};

export type PutStatus = {
  status: 'online' | 'offline' | 'invisible';
  /** a lease, after which the agent counts as offline; null or left out: none */
  expiresInSeconds?: number | null | undefined;
};

export type ReadState = {
  readUpTo: number;
};

/** Why something is as it is. */
export type Reason =
  | 'beforeTrigger'
  | 'settling'
  | 'notIdentified'
  | 'deliveryInFlight'
  | 'rateCapped'
  | 'addressLimited'
  | 'paused'
  | 'accepted'
  | 'deferred'
  | 'delivered'
  | 'bounced'
  | 'dropped'
  | 'providerBusy'
  | 'providerAuth'
  | 'outOfCredits'
  | 'senderRejected'
  | 'contentRejected'
  | 'tooLarge'
  | 'unknown'
  | 'blocked'
  | 'internal'
  | 'changedWhileUnknown'
  | 'dismissed'
  | 'forwardingOff'
  | 'deleted'
  | 'cancelledByAgent'
  | 'addressSuppressed'
  | 'unsubscribed'
  | 'tooOld';

export type ReplayRequest = {
  /** send what the visitor has read meanwhile, too */
  evenIfRead?: boolean | undefined;
};

export type RotatedSecret = {
  kind: 'identity' | 'session';
  /** the identity secret, told this once; null for the sessions', which never leaves the service */
  secret: string | null;
  rotatedAt: Timestamp;
  /** so many older ones are accepted until they are ended */
  previous: number;
};

export type SessionVisitor = {
  id: string;
  name: string | null;
  email: string | null;
  emailSource: 'contactForm' | 'agent' | 'conversation' | 'identity' | null;
  emailVerified: boolean;
  locale: string | null;
  timeZone: string | null;
};

export type Settings = {
  /** what is mailed to a visitor who left: nothing, the replies they have not read, or the whole conversation */
  emailForwarding: 'nothing' | 'unreadReplies' | 'transcript';
  timing: {
    /** mail is due so long after the visitor left */
    afterLeavingSeconds: number;
    /** or so long after their last activity */
    afterInactivitySeconds: number;
    /** but not before the agent has been silent so long, for several replies make one mail */
    settleSeconds: number;
    /** at most so long; not less than settleSeconds */
    settleMaxSeconds: number;
    /** a visitor without a heartbeat for so long has left */
    silenceSeconds: number;
    /** mail is due once all agents were offline or invisible for so long: one whose connection comes and goes mails nobody */
    agentsAwayGraceSeconds: number;
  };
  content: {
    /** messages shown before the first new one */
    contextMessages: number;
    /** a conversation of at most so many is mailed whole */
    shortConversationMessages: number;
    /** a reply older than that is never mailed */
    forwardWithinDays: number;
    /** the messages themselves, or only a notice of them */
    body: 'full' | 'notice';
  };
  contactForm: {
    /** while an agent is online */
    online: 'off' | 'optional' | 'required';
    /** while all agents are offline or invisible; required holds messages until it is filled in */
    offline: 'off' | 'optional' | 'required';
  };
  identity: {
    /** take an address that the visitor writes in a message */
    captureEmailFromMessages: boolean;
  };
  delivery: {
    /** mail waits until it is taken back */
    paused: boolean;
    /** a mail that fails is tried again for so long, then parked */
    retryForSeconds: number;
    /** a send of unknown end waits so long for the provider's report */
    awaitReportSeconds: number;
    /** what then becomes of it */
    onUnknown: 'resend' | 'park';
    /** at most so many to one conversation */
    maxMailsPerHour: number;
  };
  /** in whose name mails go out; needed unless emailForwarding is nothing */
  sender: {
    name: string;
    address: EmailAddress;
    /** the domain whose mail comes back here */
    replyDomain: string | null;
  } | null;
  brand: {
    /** where a mail leads when the conversation has no page, or one elsewhere */
    siteUrl: WebUrl | null;
    /** the sites that may embed the chat, and to whose pages a mail may lead: https://acme.example, or https://*.acme.example for all below it */
    allowedOrigins: OriginPattern[];
    logoUrl: WebUrl | null;
    /** of the mail's button */
    color: string;
  };
  inbox: {
    /** the sites whose pages may call the API with an agent's session, written as in brand.allowedOrigins */
    allowedOrigins: OriginPattern[];
  };
  /** of mails to visitors whose own is not known */
  locale: Locale;
};

/** An RFC 7396 merge patch: what is left out stays, null resets to the default. */
export type SettingsPatch = {
  /** what is mailed to a visitor who left: nothing, the replies they have not read, or the whole conversation */
  emailForwarding?: 'nothing' | 'unreadReplies' | 'transcript' | null | undefined;
  /** An RFC 7396 merge patch: what is left out stays, null resets to the default. */
  timing?:
    | {
        /** mail is due so long after the visitor left */
        afterLeavingSeconds?: number | null | undefined;
        /** or so long after their last activity */
        afterInactivitySeconds?: number | null | undefined;
        /** but not before the agent has been silent so long, for several replies make one mail */
        settleSeconds?: number | null | undefined;
        /** at most so long; not less than settleSeconds */
        settleMaxSeconds?: number | null | undefined;
        /** a visitor without a heartbeat for so long has left */
        silenceSeconds?: number | null | undefined;
        /** mail is due once all agents were offline or invisible for so long: one whose connection comes and goes mails nobody */
        agentsAwayGraceSeconds?: number | null | undefined;
      }
    | null
    | undefined;
  /** An RFC 7396 merge patch: what is left out stays, null resets to the default. */
  content?:
    | {
        /** messages shown before the first new one */
        contextMessages?: number | null | undefined;
        /** a conversation of at most so many is mailed whole */
        shortConversationMessages?: number | null | undefined;
        /** a reply older than that is never mailed */
        forwardWithinDays?: number | null | undefined;
        /** the messages themselves, or only a notice of them */
        body?: 'full' | 'notice' | null | undefined;
      }
    | null
    | undefined;
  /** An RFC 7396 merge patch: what is left out stays, null resets to the default. */
  contactForm?:
    | {
        /** while an agent is online */
        online?: 'off' | 'optional' | 'required' | null | undefined;
        /** while all agents are offline or invisible; required holds messages until it is filled in */
        offline?: 'off' | 'optional' | 'required' | null | undefined;
      }
    | null
    | undefined;
  /** An RFC 7396 merge patch: what is left out stays, null resets to the default. */
  identity?:
    | {
        /** take an address that the visitor writes in a message */
        captureEmailFromMessages?: boolean | null | undefined;
      }
    | null
    | undefined;
  /** An RFC 7396 merge patch: what is left out stays, null resets to the default. */
  delivery?:
    | {
        /** mail waits until it is taken back */
        paused?: boolean | null | undefined;
        /** a mail that fails is tried again for so long, then parked */
        retryForSeconds?: number | null | undefined;
        /** a send of unknown end waits so long for the provider's report */
        awaitReportSeconds?: number | null | undefined;
        /** what then becomes of it */
        onUnknown?: 'resend' | 'park' | null | undefined;
        /** at most so many to one conversation */
        maxMailsPerHour?: number | null | undefined;
      }
    | null
    | undefined;
  /** in whose name mails go out; needed unless emailForwarding is nothing */
  sender?:
    | {
        name?: string | null | undefined;
        address?: EmailAddress | null | undefined;
        /** the domain whose mail comes back here */
        replyDomain?: string | null | undefined;
      }
    | null
    | undefined;
  /** An RFC 7396 merge patch: what is left out stays, null resets to the default. */
  brand?:
    | {
        /** where a mail leads when the conversation has no page, or one elsewhere */
        siteUrl?: WebUrl | null | undefined;
        /** the sites that may embed the chat, and to whose pages a mail may lead: https://acme.example, or https://*.acme.example for all below it */
        allowedOrigins?: OriginPattern[] | null | undefined;
        logoUrl?: WebUrl | null | undefined;
        /** of the mail's button */
        color?: string | null | undefined;
      }
    | null
    | undefined;
  /** An RFC 7396 merge patch: what is left out stays, null resets to the default. */
  inbox?:
    | {
        /** the sites whose pages may call the API with an agent's session, written as in brand.allowedOrigins */
        allowedOrigins?: OriginPattern[] | null | undefined;
      }
    | null
    | undefined;
  /** of mails to visitors whose own is not known */
  locale?: Locale | null | undefined;
};

export type Status = {
  /** of the mails accepted in the last hour, how long after it was due, or replayed, one was; null if none was */
  dueToAccepted: {
    /** how many this was taken from, the newest 1,000 at most */
    mails: number;
    p50Seconds: number | null;
    p99Seconds: number | null;
  };
  /** conversations whose workflow is over a minute late; at most 10,000 are counted */
  overdueAlarms: number;
  /** how many deliveries are parked, by reason */
  parked: {
    providerBusy: number;
    providerAuth: number;
    outOfCredits: number;
    senderRejected: number;
    contentRejected: number;
    tooLarge: number;
    unknown: number;
    blocked: number;
    internal: number;
    changedWhileUnknown: number;
  };
  /** the delivery that has waited longest for word of its end */
  oldestUnknown: {
    deliveryId: Id;
    conversationId: Id;
    since: Timestamp;
  } | null;
  /** since the provider last told of a mail; null if it never did */
  secondsSinceLastReport: number | null;
  paused: {
    /** the account's own pause, a setting */
    account: boolean;
    /** nothing is sent for anybody, since the provider refuses the key, or its credits are used up; it is tried again by itself */
    provider: {
      since: Timestamp;
      reason: 'providerAuth' | 'outOfCredits';
      nextProbeAt: Timestamp;
    } | null;
  };
  alerts: Alert[];
};

export type Suppression = {
  /** in lower case, its host in Punycode: no spelling of it gets mail */
  address: string;
  /** it bounced for good, its reader complained, it cannot exist, or its reader said "This was not me" in a mail */
  reason: 'bounced' | 'complaint' | 'invalid' | 'notMe';
  at: Timestamp;
  /** the conversation whose mail brought it about */
  conversationId: string | null;
  deliveryId: string | null;
};

/** an IANA time zone */
export type TimeZone = string;

export type Timestamp = string;

/** What makes a mail due: the visitor left, is inactive, all agents are offline, or an agent asked. */
export type Trigger = 'left' | 'inactive' | 'agentsOffline' | 'request';

export type VisitorConversation = {
  id: Id;
  state: 'open' | 'closed';
  visitor: SessionVisitor;
  page: string | null;
  lastSeq: number;
  readUpTo: number;
  form: ContactFormState;
  createdAt: Timestamp;
  updatedAt: Timestamp;
};

export type VisitorSession = {
  token: string;
  visitor: SessionVisitor;
  /** null until the visitor first writes or fills in the form */
  conversation: VisitorConversation | null;
  form: ContactFormState;
  agents: AgentsForVisitors;
  /** how often the page should tell that it is open, and after how long without it the visitor has left */
  presence: {
    heartbeatSeconds: number;
    silenceSeconds: number;
  };
  ignored?: Ignored | undefined;
};

export type WebUrl = string;
