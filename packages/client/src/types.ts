/**
 * What the API takes and answers. Generated from its description (/openapi.json): change src/contract/ instead, then run
 * `npm run client-types`.
 */

export type Agent = {
  id: Id;
  name: string;
  email: string | null;
  avatarUrl: string | null;
  role: 'agent' | 'admin';
  /** null until a first status is set */
  status: AgentStatus | null;
  createdAt: Timestamp;
};

export type AgentEmail = {
  id: Id;
  conversationId: Id;
  agentId: Id;
  /** since when the visitor had waited */
  waitingSince: Timestamp;
  /** as that of a delivery */
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
    | 'withdrawn';
  /** why it is parked, if it is */
  reason: Reason | null;
  /** why it was withdrawn, if it was: answered: the visitor no longer waits; notWanted: the agent is gone, has no address or wants no such email; switchedOff: agents are not emailed any more; addressSuppressed: the address is suppressed; noSender: the account has no sender; limited: the agent was emailed about too many conversations within the hour */
  notNeeded: 'answered' | 'notWanted' | 'switchedOff' | 'addressSuppressed' | 'noSender' | 'limited' | null;
  attempts: Array<{
    at: Timestamp;
    end: 'accepted' | 'refused' | 'rejected' | 'unknown' | null;
    /** what the provider answered, or what went wrong */
    result: string | null;
  }>;
  /** the earliest time of the next attempt, if there is to be one */
  nextAttemptAt: Timestamp | null;
  createdAt: Timestamp;
  acceptedAt: Timestamp | null;
};

export type AgentSession = {
  /** sent as `Authorization: Bearer <token>`, like a key */
  token: string;
  /** where agents work in the browser; they sign in there themselves. A path if PUBLIC_URL is not set */
  inboxUrl: string;
  expiresAt: Timestamp;
};

export type AgentStatus = {
  status: 'online' | 'offline' | 'invisible';
  since: Timestamp;
  expiresAt: Timestamp | null;
};

export type AgentsForVisitors = {
  /** whether an agent is online */
  online: boolean;
  /** those who have been online for the longest; empty if nobody is, or if the account does not report the status of agents */
  people: Array<{
    name: string;
    avatarUrl: string | null;
  }>;
  /** the rule that applies now; a form that is not `done` is `notNeeded` while the rule is `off`, otherwise `optional` or `required` like the rule */
  contactForm: 'off' | 'optional' | 'required';
};

export type Alert = {
  kind:
    | 'providerAuth'
    | 'outOfCredits'
    | 'providerDrops'
    | 'alarmsOverdue'
    | 'deploymentPaused'
    | 'pauseForgotten'
    | 'unknownPilingUp'
    | 'reportsMissing'
    | 'inboundWaiting'
    | 'inboundBadSignature'
    | 'inboundDeadLetters'
    | 'webhookDisabled'
    | 'channelTokenDead'
    | 'channelRestricted'
    | 'channelTokenExpiring'
    | 'webhookMissedEvents';
  since: Timestamp;
  /** null while it lasts; the status lists only alerts that still last */
  endedAt: Timestamp | null;
  /** what is wrong and what to do about it */
  message: string;
};

export type Attachment = {
  id: Id;
  /** at most 80 characters, without a path */
  name: string;
  /** the media type, as found in the content and not as claimed; text/plain or application/octet-stream for what a browser could run */
  type: string;
  bytes: number;
  /** of an image, in pixels */
  width?: number | undefined;
  height?: number | undefined;
  /** downloads the file without a key until `expiresAt`; a path of this API if PUBLIC_URL is not set */
  url: string;
  /** a JPEG image of at most 320 by 320 pixels, to be shown in a page; only for images, and not for all of them */
  previewUrl?: string | undefined;
  /** when the links expire, after a day at the earliest; later answers have new ones */
  expiresAt: Timestamp;
};

export type AttachmentUpload = {
  /** the file, with its name; nothing else may be in the form */
  file: Blob;
};

export type AuditActor = {
  /** `operator`: somebody with access to the database, on the command line; `system`: the service by itself, or the provider that agents sign in with */
  kind: 'key' | 'agent' | 'operator' | 'system';
  /** the key's public id, or the agent's id; null for `operator` and `system` */
  id: string | null;
};

export type AuditEntry = {
  id: Id;
  at: Timestamp;
  actor: AuditActor;
  action:
    | 'account.created'
    | 'settings.changed'
    | 'agent.put'
    | 'agent.deleted'
    | 'agent.sessionCreated'
    | 'agent.signedIn'
    | 'agent.signedOut'
    | 'key.created'
    | 'key.revoked'
    | 'secret.rotated'
    | 'secret.previousEnded'
    | 'delivery.replayed'
    | 'delivery.dismissed'
    | 'deliveries.replayed'
    | 'deliveries.dismissed'
    | 'agentEmail.replayed'
    | 'inbound.replayed'
    | 'inbound.dismissed'
    | 'inbounds.replayed'
    | 'suppression.added'
    | 'suppression.lifted'
    | 'deployment.paused'
    | 'deployment.resumed'
    | 'job.paused'
    | 'job.resumed'
    | 'job.cancelled'
    | 'conversation.erased'
    | 'conversation.exported'
    | 'visitor.erased'
    | 'replyAddresses.revoked'
    | 'webhook.put'
    | 'webhook.deleted'
    | 'webhook.disabled'
    | 'webhook.tested'
    | 'webhook.secretRotated'
    | 'webhook.previousSecretsEnded'
    | 'webhook.replayed'
    | 'channel.put'
    | 'channel.deleted';
  /** what was changed; the id is null where it would name a person */
  object: {
    kind: string;
    id: string | null;
  };
  /** the settings or fields that were given, such as `timing.settleSeconds` */
  fields: string[];
  /** the request's `X-Request-Id`, or one that was made for it; null if it was no request */
  requestId: string | null;
};

export type BulkDismissRequest = {
  /** chosen by you: the same id is the same job */
  id: Id;
  /** why they need no more action, in words; each is dismissed with it */
  why: string;
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
    | 'channelNotConnected'
    | 'channelTokenDead'
    | 'channelRestricted'
    | 'recipientUnavailable'
    | 'messagingWindowClosed'
    | 'internal'
    | 'changedWhileUnknown'
    | undefined;
  /** only those of one conversation */
  conversation?: Id | undefined;
  /** only those to this address, in any spelling */
  address?: EmailAddress | undefined;
  /** only these */
  ids?: Id[] | undefined;
  /** created at or after this time */
  since?: Timestamp | undefined;
  /** created before this time */
  until?: Timestamp | undefined;
  /** only report what would happen */
  dryRun?: boolean | undefined;
};

export type BulkReplayRequest = {
  /** chosen by you: the same id is the same job */
  id: Id;
  /** only those with this status */
  status?: 'parked' | 'bounced' | 'dropped' | undefined;
  /** only those parked for this reason; deliveries that may have arrived are included only with unknown or changedWhileUnknown, or by their ids */
  reason?:
    | 'providerBusy'
    | 'providerAuth'
    | 'outOfCredits'
    | 'senderRejected'
    | 'contentRejected'
    | 'tooLarge'
    | 'unknown'
    | 'blocked'
    | 'channelNotConnected'
    | 'channelTokenDead'
    | 'channelRestricted'
    | 'recipientUnavailable'
    | 'messagingWindowClosed'
    | 'internal'
    | 'changedWhileUnknown'
    | undefined;
  /** only those of one conversation */
  conversation?: Id | undefined;
  /** only those to this address, in any spelling */
  address?: EmailAddress | undefined;
  /** only these */
  ids?: Id[] | undefined;
  /** created at or after this time */
  since?: Timestamp | undefined;
  /** created before this time */
  until?: Timestamp | undefined;
  /** only report what would happen */
  dryRun?: boolean | undefined;
};

export type CannedReply = {
  id: Id;
  /** whose it is; null: all agents share it */
  agentId: Id | null;
  /** what an agent types after a slash to find it */
  shortcut: string;
  title: string;
  /** what it says. Placeholders are filled in by the page: `{{visitor.name}}`, `{{visitor.email}}`, `{{agent.name}}`, `{{page}}`, each with words of your own for when it is not known, as in `{{visitor.name|there}}` */
  text: string;
  createdAt: Timestamp;
  updatedAt: Timestamp;
};

export type ChangedSettings = {
  /** what is emailed to a visitor who has left: nothing, the replies they have not read, or the whole conversation */
  emailForwarding: 'nothing' | 'unreadReplies' | 'transcript';
  /** when an email is due */
  timing: {
    /** an email is due this long after the visitor has left */
    afterLeavingSeconds: number;
    /** or this long after their last activity */
    afterInactivitySeconds: number;
    /** but not before the agent has been silent for this long, so that several replies make one email */
    settleSeconds: number;
    /** settling lasts at most this long; not less than settleSeconds */
    settleMaxSeconds: number;
    /** a visitor who sends no heartbeat for this long has left */
    silenceSeconds: number;
    /** an email is due once all agents have been offline or invisible for this long, so that an unstable connection triggers no email */
    agentsAwayGraceSeconds: number;
    /** emails that would go out in these hours of the visitor's time zone wait for their end, unless an agent sends them now; null: there are none */
    quietHours: {
      from: string;
      to: string;
    } | null;
  };
  /** what an email contains */
  content: {
    /** how many earlier messages are shown before the first new one */
    contextMessages: number;
    /** a conversation with at most this many messages is emailed as a whole */
    shortConversationMessages: number;
    /** replies older than this are never emailed */
    forwardWithinDays: number;
    /** full: the messages themselves; notice: only a notice that there are new ones */
    body: 'full' | 'notice';
  };
  /** whether visitors without an address are asked for one */
  contactForm: {
    /** while an agent is online */
    online: 'off' | 'optional' | 'required';
    /** while all agents are offline or invisible; required holds messages until the form is filled in */
    offline: 'off' | 'optional' | 'required';
  };
  /** how visitors are identified */
  identity: {
    /** use an email address that the visitor writes in a message */
    captureEmailFromMessages: boolean;
  };
  /** how emails are sent, and what happens when that fails */
  delivery: {
    /** while this is true, nothing is sent to visitors or agents, neither emails nor messages on Messenger and Instagram */
    paused: boolean;
    /** a failing email is retried for this long, then parked */
    retryForSeconds: number;
    /** how long an email whose outcome is unknown waits for the provider's report */
    awaitReportSeconds: number;
    /** what happens to it after that */
    onUnknown: 'resend' | 'park';
    /** the most emails per hour to one conversation */
    maxMailsPerHour: number;
    /** what happens to a reply by email from an address other than the visitor's: flag shows it as a flagged message, reject makes it a dead letter */
    otherSender: 'flag' | 'reject';
  };
  /** answers on Messenger and Instagram */
  channels: {
    /** what happens to an agent's reply on Messenger or Instagram once the platform allows no answer: notSent keeps it until the visitor writes again; email emails it, if the visitor's address is known */
    outsideWindow: 'notSent' | 'email';
  };
  /** who emails are from; required unless emailForwarding is nothing */
  sender: {
    name: string;
    address: EmailAddress;
    /** a domain of yours at which the visitor answers by email; without one, emails say that answers are not read */
    replyDomain: string | null;
  } | null;
  /** the files of messages */
  attachments: {
    /** how many files a message may have */
    maxFiles: number;
    /** how many bytes they may have in all */
    maxBytes: number;
  };
  /** your site, and how emails look */
  brand: {
    /** where emails link to if the conversation has no page, or one on another site */
    siteUrl: WebUrl | null;
    /** the sites that may embed the chat and whose pages emails may link to: https://acme.example, or https://*.acme.example for all its subdomains */
    allowedOrigins: OriginPattern[];
    logoUrl: WebUrl | null;
    /** the colour of the email's button */
    color: string;
  };
  /** the pages on which agents work */
  inbox: {
    /** the sites whose pages may call the API with an agent's session, written as in brand.allowedOrigins */
    allowedOrigins: OriginPattern[];
    /** agents are emailed once a visitor has waited this long for an answer: the assignee, else those who are online, else all; null: nobody is */
    notifyAgentsAfterSeconds: number | null;
  };
  /** for how long emails are kept in full */
  retention: {
    /** for how many days the text of an email is kept as it was sent; longer while it may still be sent or repeated */
    sentMailDays: number;
    /** for how many days a visitor's email is kept as it arrived; the message that it became stays */
    rawInboundDays: number;
    /** for how many days it is kept who did what; of the records that are made from now on */
    auditDays: number;
  };
  /** the time zone of visitors whose own is not known, for quiet hours and the times in their emails */
  timeZone: TimeZone;
  /** the language of emails to visitors whose own is not known */
  locale: Locale;
  /** settings that are valid but probably not what you want; absent if there are none */
  warnings?:
    | Array<{
        field: string;
        message: string;
      }>
    | undefined;
};

export type Channel = {
  kind: 'messenger' | 'instagram';
  /** the Facebook page's ID, or the Instagram professional account's */
  id: PlatformId;
  login: 'facebook' | 'instagram';
  /** what agents see; empty while Meta could not be asked */
  name: string;
  /** ok: messages are sent; unchecked: it is stored, but Meta could not be asked about the token yet; it is asked again when this is read, and every day; tokenDead: Meta refuses the token, so nothing is sent until it is replaced; restricted: Meta restricts the page, so nothing is sent; see the page's support inbox at Meta */
  status: 'ok' | 'unchecked' | 'tokenDead' | 'restricted';
  statusSince: Timestamp;
  /** when the token ends unless it is renewed before; null if it does not end, or if that is not known */
  tokenExpiresAt: Timestamp | null;
  /** when Meta was last asked about the token; null if never */
  checkedAt: Timestamp | null;
  /** when Meta first confirmed that the page is yours; null: it has not, so its events are held back and nothing is sent */
  confirmedAt: Timestamp | null;
  createdAt: Timestamp;
  updatedAt: Timestamp;
};

export type ChannelList = {
  items: Channel[];
  /** what to enter at Meta, and what this installation still lacks */
  setup: {
    /** the callback URL to enter at Meta; null without PUBLIC_URL */
    webhookUrl: string | null;
    /** the beginning of META_VERIFY_TOKEN, the verify token to enter at Meta; null without one */
    verifyTokenHint: string | null;
    /** the environment variables that are not set */
    missing: Array<'CHANNEL_TOKENS_KEY' | 'META_APP_SECRET' | 'META_VERIFY_TOKEN' | 'PUBLIC_URL'>;
  };
};

export type ContactFormState = {
  /** required holds messages until the form is filled in */
  state: 'notNeeded' | 'optional' | 'required' | 'done';
  /** email is required, name is optional */
  fields: Array<'email' | 'name'>;
};

export type Conversation = {
  id: Id;
  channel: {
    kind: 'web' | 'messenger' | 'instagram';
    pageId: string | null;
    /** only on Messenger and Instagram: what the connected page or account was called when the conversation began, if that was known */
    pageName?: string | undefined;
    recipientId: string | null;
  };
  state: 'open' | 'closed';
  visitor: {
    id: string | null;
    name: string | null;
    email: string | null;
    emailSource: 'contactForm' | 'agent' | 'conversation' | 'identity' | null;
    /** whether a signed identity gave the address */
    emailVerified: boolean;
    /** another address that the visitor wrote, for an agent to adopt */
    suggestedEmail: string | null;
    locale: string | null;
    timeZone: string | null;
    /** only on Instagram, and not of all visitors: their profile is at instagram.com/{username} */
    username?: string | undefined;
    /** only on Messenger and Instagram, and not of all visitors: their picture there, a path of this API that needs no key and expires after a day at the earliest */
    pictureUrl?: string | undefined;
    presence: {
      state: 'here' | 'left';
      activeAt: Timestamp;
      seenAt: Timestamp;
      /** null while they are here */
      leftAt: Timestamp | null;
    };
  };
  page: string | null;
  /** only on Messenger and Instagram: the link or advertisement by which the visitor last came, as the channel names its source, and the parameter of the link */
  cameBy?:
    | {
        source: string | null;
        ref: string | null;
        at: Timestamp;
      }
    | undefined;
  /** only on Messenger and Instagram: when the visitor last wrote, by the channel's clock; replies are possible for a while after that */
  lastVisitorMessageAt?: Timestamp | undefined;
  /** the seq of the last message */
  lastSeq: number;
  /** null while there is none */
  lastMessage: LastMessage | null;
  /** its place in lists: when the last message came, also if it has been deleted since; null while there was none */
  lastMessageAt: Timestamp | null;
  /** since when the visitor waits for an answer of an agent or a bot; null if they do not, and once the conversation is closed */
  waitingSince: Timestamp | null;
  /** only in an agent's session: how many of the visitor's messages that agent has not read; 99 stands for so many or more, and at least 1 for a conversation that they marked as unread */
  unread?: number | undefined;
  /** the ID of the agent who takes care of it; null: nobody */
  assignee: string | null;
  /** the visitor has read up to this seq */
  readUpTo: number;
  forwarding: Forwarding;
  createdAt: Timestamp;
  updatedAt: Timestamp;
};

export type ConversationExport = {
  exportedAt: Timestamp;
  conversation: Conversation;
  /** in order, with deleted ones, and those that are held last */
  messages: Message[];
  /** agents' notes, in order */
  notes: Message[];
  /** with the emails as they were sent, in which links of ours are shortened */
  deliveries: Delivery[];
  /** the emails that arrived, and what came from the channel */
  inboundEmails: Array<{
    id: Id;
    channel: 'email' | 'messenger' | 'instagram';
    receivedAt: Timestamp;
    state: 'new' | 'done' | 'deadLetter' | 'dismissed';
    /** why it could not be processed */
    reason:
      | 'badSignature'
      | 'tooLarge'
      | 'unreadable'
      | 'unknownAddress'
      | 'expiredAddress'
      | 'revokedAddress'
      | 'otherAccount'
      | 'erased'
      | 'otherSender'
      | 'tooMany'
      | 'internal'
      | null;
    /** the message that it became */
    messageId: string | null;
    /** what it is if it became no message */
    recordedAs:
      | 'autoReply'
      | 'list'
      | 'readReceipt'
      | 'ourOwn'
      | 'deliveryReport'
      | 'empty'
      | 'message'
      | 'postback'
      | 'echo'
      | 'read'
      | 'delivered'
      | 'reaction'
      | 'edit'
      | 'unsend'
      | 'referral'
      | null;
    from: string | null;
    subject: string | null;
    /** the names of its files */
    attachments: string[];
  }>;
  /** the links of its emails, without what opens them */
  links: Array<{
    kind: 'unsubscribe' | 'reply' | 'return';
    /** where the emails with it were sent; null once it was revoked */
    address: string | null;
    createdAt: Timestamp;
    expiresAt: Timestamp | null;
    revokedAt: Timestamp | null;
  }>;
  /** why addresses of the visitor get no email */
  suppressions: Suppression[];
};

export type CreatedKey = {
  /** public; it grants no access */
  id: string;
  name: string | null;
  scopes: Array<'chat' | 'inbox' | 'settings' | 'deliveries' | 'admin'>;
  createdAt: Timestamp;
  /** the key itself, shown only this once */
  key: string;
};

export type CreatedWebhook = {
  id: Id;
  url: string;
  events: Array<
    | 'message.created'
    | 'message.updated'
    | 'message.deleted'
    | 'conversation.updated'
    | 'conversation.deleted'
    | 'delivery.updated'
    | 'agents.updated'
    | 'alert'
  >;
  enabled: boolean;
  /** failing: nothing has been taken since `failingSince`; disabled: nothing is posted */
  state: 'ok' | 'failing' | 'disabled';
  failingSince: Timestamp | null;
  /** whether it was disabled by itself, after it had failed for 3 days */
  disabledBecauseFailing: boolean;
  /** since when events may be missing, because too many waited or none could be noted; null once the webhook is saved again */
  missedSince: Timestamp | null;
  /** how many events wait to be posted; counted up to 1,000 */
  waiting: number;
  /** how many events were given up and can be replayed; counted up to 1,000 */
  failed: number;
  /** how many older secrets still sign as well */
  previousSecrets: number;
  createdAt: Timestamp;
  updatedAt: Timestamp;
  /** what its requests are signed with, shown only this once */
  secret: string;
};

export type Delivery = {
  id: Id;
  conversationId: Id;
  channel: 'email' | 'messenger' | 'instagram';
  /** the address, or the visitor's id on their channel; null until it is composed */
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
  /** why it is parked, or what holds it back before its next attempt */
  reason: Reason | null;
  trigger: Trigger;
  /** the seqs of the messages that it carries as news */
  newsSeqs: number[];
  attempts: Array<{
    at: Timestamp;
    end: 'accepted' | 'refused' | 'rejected' | 'unknown' | null;
    /** what the provider answered, or what went wrong */
    result: string | null;
    /** the part that it was at, counted from 1; missing for emails */
    part?: number | undefined;
  }>;
  /** what a message on Messenger or Instagram is sent as, in order, each by attempts of its own; missing for emails, and before the first attempt */
  parts?:
    | Array<{
        kind: 'text' | 'attachment';
        /** when the platform accepted it; null before */
        acceptedAt: Timestamp | null;
        /** only when a single delivery is requested, and only of texts */
        text?: string | undefined;
      }>
    | undefined;
  /** the earliest time of the next attempt, if there is to be one */
  nextAttemptAt: Timestamp | null;
  /** only when a single delivery is requested: until when its report is awaited, if its outcome is unknown; otherwise null */
  reportAwaitedUntil?: Timestamp | null | undefined;
  /** what the provider reported about the email, in the order in which it happened */
  reports: Array<{
    /** SendGrid's name for it; blocked is a bounce that is not about the address; mayHaveBounced and mayBeBlocked concern this email or another one to the same address */
    event: string;
    at: Timestamp;
    /** the attempt that it belongs to, if known; a repeated email has the number of its first attempt */
    attempt: number | null;
    /** in the provider's or the receiving server's words */
    detail: string | null;
  }>;
  /** whether a late bounce arrived that concerns this email or another one to the same address */
  mayHaveBounced: boolean;
  /** when somebody asked to send it after all; null again once it is sent, parked again or replaced by a new email */
  replayAskedAt: Timestamp | null;
  /** when a person dismissed it for good, and why; null if nobody did */
  dismissed: {
    at: Timestamp;
    reason: string;
  } | null;
  /** when it was withdrawn before it was sent, and why; null if it was not, and of those withdrawn before this was kept */
  withdrawn: {
    at: Timestamp;
    /** read: the visitor has read it; cancelledByAgent: cancelled by an agent; deleted: deleted; erased: its conversation was erased; tooOld: too old to be forwarded; nothingLeft: none of its messages is to be sent any more; notIdentified: no email address is known; addressSuppressed: the address is suppressed; unsubscribed: the visitor unsubscribed; forwardingOff: email forwarding is off; noSender: the account has no sender; paused: sending is paused; beforeTrigger: the visitor is here or has only just left; rateCapped: too many emails in the last hour; addressLimited: the address is not verified and has reached its daily limit; quietHours: it is quiet hours at the visitor's; outsideMessagingWindow: the channel allows no answer until the visitor writes again; otherChannel: the visitor is answered on another channel */
    reason:
      | 'read'
      | 'cancelledByAgent'
      | 'deleted'
      | 'erased'
      | 'tooOld'
      | 'nothingLeft'
      | 'notIdentified'
      | 'addressSuppressed'
      | 'unsubscribed'
      | 'forwardingOff'
      | 'noSender'
      | 'paused'
      | 'beforeTrigger'
      | 'rateCapped'
      | 'addressLimited'
      | 'quietHours'
      | 'outsideMessagingWindow'
      | 'otherChannel';
  } | null;
  /** the delivery that took over its news */
  supersededBy: string | null;
  /** only when a single delivery is requested; null before the first attempt, and once its text has been removed */
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
  /** when the text of the email was removed, because the setting `retention.sentMailDays` says so or its conversation was erased; null if it was not */
  mailRemovedAt: Timestamp | null;
  createdAt: Timestamp;
  acceptedAt: Timestamp | null;
};

export type DeliveryHtml = string;

export type DismissRequest = {
  /** why it needs no more action, in words */
  reason: string;
};

export type DownloadAttachmentQuery = {
  /** when the link expires, in seconds since 1970 */
  expires: number;
  /** signs the rest of the link */
  signature: string;
};

/** RFC 5321 and 6531, including quoted local parts; the host is stored in Punycode */
export type EmailAddress = string;

export type EmailChecks = {
  checks: Array<{
    /** what was looked at */
    check: string;
    /** skipped: it could not be looked at, which by itself is no fault */
    state: 'ok' | 'failed' | 'skipped';
    /** what was found */
    says: string;
    /** what to do about it; null if all is well */
    todo: string | null;
  }>;
};

export type EmailHtml = string;

export type ErasureUnderWay = {
  /** not everything has been deleted yet */
  state: 'erasing';
};

/** Server-sent events (HTML Standard) in UTF-8; an empty line ends each event. */
export type EventStream = string;

export type FileContent = Blob;

export type FilledContactForm = {
  conversation: VisitorConversation;
  form: ContactFormState;
  /** the messages that were held for the form, in order; at most the first 100 */
  released: Message[];
};

/** The state of email forwarding. */
export type Forwarding = {
  state: 'idle' | 'waiting' | 'sending' | 'unknown' | 'parked';
  /** when the next email is due if the visitor carries on as now */
  dueAt: Timestamp | null;
  /** what makes the next email due */
  trigger: Trigger | null;
  /** why it is in this state */
  reason: Reason | null;
  /** how many of its deliveries are parked, whatever the state; missing if none is */
  parked?: number | undefined;
  /** only on Messenger and Instagram, once the visitor has written: until when the platform lets an agent answer, counted from what they wrote last */
  answerUntil?: Timestamp | undefined;
};

export type GetWidgetConfigurationQuery = {
  /** the public key of your site, printed when the account was created */
  siteKey: string;
};

export type Health = {
  status: 'ok';
};

export type Id = string;

/** The fields of the request that were ignored; absent if there are none. */
export type Ignored = Array<{
  /** such as visitor.email; for an identity token, identityToken.email */
  field: string;
  /** what is wrong with it, to be read after the name of the field */
  why: string;
}>;

export type InboundEmail = {
  id: Id;
  /** what it is: an email, or an event of a connected page */
  channel: 'email' | 'messenger' | 'instagram';
  /** new: stored and not yet processed; deadLetter: it could not be processed and waits for a person */
  state: 'new' | 'done' | 'deadLetter' | 'dismissed';
  /** why it is a dead letter, if it is or was before it was dismissed */
  reason:
    | 'badSignature'
    | 'tooLarge'
    | 'unreadable'
    | 'unknownAddress'
    | 'expiredAddress'
    | 'revokedAddress'
    | 'otherAccount'
    | 'erased'
    | 'otherSender'
    | 'tooMany'
    | 'internal'
    | null;
  /** what it is, once it is done; only `message` is shown as words of the visitor */
  result:
    | 'message'
    | 'duplicate'
    | 'autoReply'
    | 'list'
    | 'readReceipt'
    | 'ourOwn'
    | 'deliveryReport'
    | 'empty'
    | 'postback'
    | 'echo'
    | 'read'
    | 'delivered'
    | 'reaction'
    | 'edit'
    | 'unsend'
    | 'referral'
    | null;
  /** what became of it, in words */
  says: string;
  /** the address in its From header, or the visitor's ID on the channel; null if there is none, or it was not read */
  from: string | null;
  /** null if it was not read */
  subject: string | null;
  /** the names of its files; at most 20 */
  attachments: string[];
  /** the conversation that it belongs to, if that is known */
  conversationId: Id | null;
  /** the message that it became, or had already become */
  messageId: Id | null;
  /** the length of what the provider posted */
  bytes: number;
  receivedAt: Timestamp;
  processedAt: Timestamp | null;
  /** when a person dismissed it for good, and why; null if nobody did */
  dismissed: {
    at: Timestamp;
    reason: string;
  } | null;
  /** when it is deleted; null until it is processed */
  expiresAt: Timestamp | null;
  /** until when all of it is kept, so that it can be shown and replayed: what answers no conversation, comes too often or twice is kept for days only; null until it is processed, and if its content is not kept */
  contentUntil: Timestamp | null;
};

export type InboundHtml = string;

export type InboundReplayRequest = {
  /** only those with this reason */
  reason?:
    | 'badSignature'
    | 'tooLarge'
    | 'unreadable'
    | 'unknownAddress'
    | 'expiredAddress'
    | 'revokedAddress'
    | 'otherAccount'
    | 'erased'
    | 'otherSender'
    | 'tooMany'
    | 'internal'
    | undefined;
  /** only those of this conversation */
  conversation?: Id | undefined;
  /** only these */
  ids?: Id[] | undefined;
  /** received at or after this time */
  since?: Timestamp | undefined;
  /** received before this time */
  until?: Timestamp | undefined;
};

export type InboundReplayed = {
  /** how many dead letters are now processed again */
  replayed: number;
  /** how many more match: send the request again; counted up to 10,000 */
  left: number;
};

export type Job = {
  id: Id;
  /** what it does with the deliveries */
  does: 'replay' | 'dismiss';
  /** dryRun: nothing was changed, and no job was stored */
  state: 'running' | 'paused' | 'cancelled' | 'done' | 'dryRun';
  /** how many deliveries matched at the start */
  total: number;
  /** how many of them have been processed, including refused ones; in a dry run how many were examined, at most 1000 */
  done: number;
  /** the deliveries that were not replayed or dismissed, and why; at most the first 100 */
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
      | 'outside-messaging-window'
      | 'too-old'
      | 'dismissed'
      | 'not-parked';
  }>;
  /** how many these are */
  refusedCount: number;
  /** how many matched at the start, by the reason for parking; null for bounced and dropped deliveries */
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
      | 'channelNotConnected'
      | 'channelTokenDead'
      | 'channelRestricted'
      | 'recipientUnavailable'
      | 'messagingWindowClosed'
      | 'internal'
      | 'changedWhileUnknown'
      | null;
    count: number;
  }>;
  /** how many of these may already have arrived, so that a replay would deliver them twice */
  mayArriveTwice: number;
  /** how many more would match but may already have arrived and were not selected by reason or id */
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
      | 'channelNotConnected'
      | 'channelTokenDead'
      | 'channelRestricted'
      | 'recipientUnavailable'
      | 'messagingWindowClosed'
      | 'internal'
      | 'changedWhileUnknown'
      | null;
    conversation: Id | null;
    /** whether only those to one address were selected; the address itself is not stored */
    byAddress: boolean;
    ids: Id[] | null;
    since: Timestamp | null;
    until: Timestamp | null;
  };
  createdAt: Timestamp;
  updatedAt: Timestamp;
};

export type Key = {
  /** public; it grants no access */
  id: string;
  name: string | null;
  scopes: Array<'chat' | 'inbox' | 'settings' | 'deliveries' | 'admin'>;
  createdAt: Timestamp;
};

/** The newest message that agents see and that is not deleted. */
export type LastMessage = {
  author: {
    kind: 'visitor' | 'agent' | 'bot';
    id: string | null;
    name: string | null;
    /** the agent's picture as it is now; null for others */
    avatarUrl: string | null;
  };
  kind: 'message' | 'note';
  /** its beginning as plain text on one line, or the names of its files */
  preview: string;
  /** when it was written, according to the client */
  at: Timestamp;
};

export type ListAgentEmailsQuery = {
  /** the nextCursor of the previous page */
  cursor?: string | undefined;
  /** the maximum number of items to return */
  limit?: number | undefined;
  /** only those with this status */
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
    | 'withdrawn'
    | undefined;
  /** only those about one conversation */
  conversation?: string | undefined;
};

export type ListAgentsQuery = {
  /** the nextCursor of the previous page */
  cursor?: string | undefined;
  /** the maximum number of items to return */
  limit?: number | undefined;
};

export type ListAuditQuery = {
  /** the nextCursor of the previous page */
  cursor?: string | undefined;
  /** the maximum number of items to return */
  limit?: number | undefined;
  /** only this action */
  action?:
    | 'account.created'
    | 'settings.changed'
    | 'agent.put'
    | 'agent.deleted'
    | 'agent.sessionCreated'
    | 'agent.signedIn'
    | 'agent.signedOut'
    | 'key.created'
    | 'key.revoked'
    | 'secret.rotated'
    | 'secret.previousEnded'
    | 'delivery.replayed'
    | 'delivery.dismissed'
    | 'deliveries.replayed'
    | 'deliveries.dismissed'
    | 'agentEmail.replayed'
    | 'inbound.replayed'
    | 'inbound.dismissed'
    | 'inbounds.replayed'
    | 'suppression.added'
    | 'suppression.lifted'
    | 'deployment.paused'
    | 'deployment.resumed'
    | 'job.paused'
    | 'job.resumed'
    | 'job.cancelled'
    | 'conversation.erased'
    | 'conversation.exported'
    | 'visitor.erased'
    | 'replyAddresses.revoked'
    | 'webhook.put'
    | 'webhook.deleted'
    | 'webhook.disabled'
    | 'webhook.tested'
    | 'webhook.secretRotated'
    | 'webhook.previousSecretsEnded'
    | 'webhook.replayed'
    | 'channel.put'
    | 'channel.deleted'
    | undefined;
  /** only those by the key or agent with this id */
  actor?: string | undefined;
  /** only those of the object with this id */
  object?: string | undefined;
  /** at or after this time */
  since?: string | undefined;
  /** before this time */
  until?: string | undefined;
};

export type ListCannedRepliesQuery = {
  /** the nextCursor of the previous page */
  cursor?: string | undefined;
  /** the maximum number of items to return */
  limit?: number | undefined;
};

export type ListConversationsQuery = {
  /** the nextCursor of the previous page, with the same sort */
  cursor?: string | undefined;
  /** the maximum number of items to return */
  limit?: number | undefined;
  /** open, closed, or the state of its forwarding; parked: all in which any delivery is parked */
  state?: 'open' | 'closed' | 'waiting' | 'sending' | 'unknown' | 'parked' | undefined;
  /** the ID of an agent; `none`: nobody; `me`: the agent of the session, which needs the token of an agent's session */
  assignee?: string | undefined;
  /** whether the visitor waits for an answer */
  unanswered?: 'true' | 'false' | undefined;
  /** whether anything is unread for the agent of the session; needs the token of an agent's session */
  unread?: 'true' | 'false' | undefined;
  /** your ID for the visitor */
  visitorId?: string | undefined;
  /** the visitor's email address, in any spelling */
  address?: string | undefined;
  /** what the visitor's address, one that they had before, a word of their name or their ID begins with, in any spelling */
  q?: string | undefined;
  /** lastMessage and created: the newest first; waiting: only those in which the visitor waits, the longest first */
  sort?: 'lastMessage' | 'waiting' | 'created' | undefined;
  /** whether conversations in which nothing was said yet are in the list as well */
  empty?: 'true' | 'false' | undefined;
};

export type ListDeliveriesQuery = {
  /** the nextCursor of the previous page */
  cursor?: string | undefined;
  /** the maximum number of items to return */
  limit?: number | undefined;
  /** only those with this status */
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
    | 'channelNotConnected'
    | 'channelTokenDead'
    | 'channelRestricted'
    | 'recipientUnavailable'
    | 'messagingWindowClosed'
    | 'internal'
    | 'changedWhileUnknown'
    | undefined;
  /** only those of one conversation */
  conversation?: string | undefined;
  /** only those to this address, in any spelling */
  address?: string | undefined;
  /** only those of conversations whose visitor this finds, as in the list of conversations; what finds more than 1,000 is refused */
  q?: string | undefined;
  /** created at or after this time */
  since?: string | undefined;
  /** created before this time */
  until?: string | undefined;
};

export type ListInboundQuery = {
  /** the nextCursor of the previous page */
  cursor?: string | undefined;
  /** the maximum number of items to return */
  limit?: number | undefined;
  /** only those in this state */
  state?: 'new' | 'done' | 'deadLetter' | 'dismissed' | undefined;
  /** only those with this reason */
  reason?:
    | 'badSignature'
    | 'tooLarge'
    | 'unreadable'
    | 'unknownAddress'
    | 'expiredAddress'
    | 'revokedAddress'
    | 'otherAccount'
    | 'erased'
    | 'otherSender'
    | 'tooMany'
    | 'internal'
    | undefined;
  /** only those of this conversation */
  conversation?: string | undefined;
  /** received at or after this time */
  since?: string | undefined;
  /** received before this time */
  until?: string | undefined;
};

export type ListJobsQuery = {
  /** the nextCursor of the previous page */
  cursor?: string | undefined;
  /** the maximum number of items to return */
  limit?: number | undefined;
};

export type ListKeysQuery = {
  /** the nextCursor of the previous page */
  cursor?: string | undefined;
  /** the maximum number of items to return */
  limit?: number | undefined;
};

export type ListMessagesQuery = {
  /** only messages after this seq, and notes written after that message */
  after?: number | undefined;
  /** whose view to return */
  view?: 'agent' | 'visitor' | undefined;
  /** the nextCursor of the previous page */
  cursor?: string | undefined;
  /** the maximum number of items to return */
  limit?: number | undefined;
};

export type ListSuppressionsQuery = {
  /** the nextCursor of the previous page */
  cursor?: string | undefined;
  /** the maximum number of items to return */
  limit?: number | undefined;
  /** only this address, in any spelling */
  address?: string | undefined;
};

export type ListVisitorMessagesQuery = {
  /** only messages after this seq, and notes written after that message */
  after?: number | undefined;
  /** the nextCursor of the previous page */
  cursor?: string | undefined;
  /** the maximum number of items to return */
  limit?: number | undefined;
};

export type ListWebhookFailuresQuery = {
  /** the nextCursor of the previous page */
  cursor?: string | undefined;
  /** the maximum number of items to return */
  limit?: number | undefined;
};

/** a BCP 47 language tag */
export type Locale = string;

export type Me = {
  agent: Agent;
  account: {
    id: Id;
    name: string;
    siteKey: string;
    siteUrl: string | null;
    locale: string;
    /** of visitors whose own is not known */
    timeZone: string;
    /** the settings that say what will become of a reply; only admins may read all settings */
    forwarding: {
      /** what is emailed to a visitor who has left: nothing, the replies they have not read, or the whole conversation */
      emailForwarding: 'nothing' | 'unreadReplies' | 'transcript';
      afterLeavingSeconds: number;
      paused: boolean;
      quietHours: {
        from: string;
        to: string;
      } | null;
      outsideWindow: 'notSent' | 'email';
    };
  };
  preferences: Preferences;
};

export type MergedConversation = {
  id: Id;
  channel: {
    kind: 'web' | 'messenger' | 'instagram';
    pageId: string | null;
    /** only on Messenger and Instagram: what the connected page or account was called when the conversation began, if that was known */
    pageName?: string | undefined;
    recipientId: string | null;
  };
  state: 'open' | 'closed';
  visitor: {
    id: string | null;
    name: string | null;
    email: string | null;
    emailSource: 'contactForm' | 'agent' | 'conversation' | 'identity' | null;
    /** whether a signed identity gave the address */
    emailVerified: boolean;
    /** another address that the visitor wrote, for an agent to adopt */
    suggestedEmail: string | null;
    locale: string | null;
    timeZone: string | null;
    /** only on Instagram, and not of all visitors: their profile is at instagram.com/{username} */
    username?: string | undefined;
    /** only on Messenger and Instagram, and not of all visitors: their picture there, a path of this API that needs no key and expires after a day at the earliest */
    pictureUrl?: string | undefined;
    presence: {
      state: 'here' | 'left';
      activeAt: Timestamp;
      seenAt: Timestamp;
      /** null while they are here */
      leftAt: Timestamp | null;
    };
  };
  page: string | null;
  /** only on Messenger and Instagram: the link or advertisement by which the visitor last came, as the channel names its source, and the parameter of the link */
  cameBy?:
    | {
        source: string | null;
        ref: string | null;
        at: Timestamp;
      }
    | undefined;
  /** only on Messenger and Instagram: when the visitor last wrote, by the channel's clock; replies are possible for a while after that */
  lastVisitorMessageAt?: Timestamp | undefined;
  /** the seq of the last message */
  lastSeq: number;
  /** null while there is none */
  lastMessage: LastMessage | null;
  /** its place in lists: when the last message came, also if it has been deleted since; null while there was none */
  lastMessageAt: Timestamp | null;
  /** since when the visitor waits for an answer of an agent or a bot; null if they do not, and once the conversation is closed */
  waitingSince: Timestamp | null;
  /** only in an agent's session: how many of the visitor's messages that agent has not read; 99 stands for so many or more, and at least 1 for a conversation that they marked as unread */
  unread?: number | undefined;
  /** the ID of the agent who takes care of it; null: nobody */
  assignee: string | null;
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
  /** note: agents wrote it for each other; never in the visitor's view */
  kind: 'message' | 'note';
  /** its position in the conversation; null while held, and for notes */
  seq: number | null;
  /** only on notes: the seq of the conversation's last message when it was written, or 0 */
  afterSeq?: number | undefined;
  /** held: it waits for the contact form */
  state: 'sent' | 'held' | 'deleted';
  /** only on held messages: what they wait for */
  heldFor?: 'contactForm' | undefined;
  author: {
    kind: 'visitor' | 'agent' | 'bot';
    id: string | null;
    name: string | null;
    /** the agent's picture as it is now; null for others */
    avatarUrl: string | null;
  };
  /** empty once the message is deleted */
  text: string;
  /** how the message came here */
  via: 'widget' | 'api' | 'email' | 'messenger' | 'instagram';
  /** when it was written, according to the client */
  at: Timestamp;
  /** when the server received it */
  receivedAt: Timestamp;
  editedAt: Timestamp | null;
  deletedAt: Timestamp | null;
  /** when the visitor read it */
  readAt: Timestamp | null;
  /** where the visitor read it */
  readVia: 'widget' | 'email' | 'channel' | null;
  /** what to know of a message that came by email or on a channel; otherSender: it is not from the visitor's address; unverifiedSender: nothing vouches for its sender: neither DKIM nor SPF passes for the domain that it is from; shortened: it was too long; the email has all of it; attachmentsLeftOut: it had more files, or larger ones, than a message may have; filesNotFetched: the channel did not hand over all of its files; storyReply: it answers a story; storyMention: it mentions the account in a story; unsupported: it is of a kind that the channel does not pass on */
  flags: Array<
    | 'otherSender'
    | 'unverifiedSender'
    | 'shortened'
    | 'attachmentsLeftOut'
    | 'filesNotFetched'
    | 'storyReply'
    | 'storyMention'
    | 'unsupported'
  >;
  /** the email that it came by, not in the visitor's view; agents read it at `…/messages/{messageId}/email` */
  inboundId?: string | undefined;
  /** how the visitor has reacted to it, on Messenger or Instagram */
  reaction?:
    | {
        emoji: string;
        at: Timestamp;
      }
    | undefined;
  attachments: Attachment[];
  /** the emails that carried it as news, and the messages that it was sent as */
  forwardedTo: Array<{
    channel: 'email' | 'messenger' | 'instagram';
    /** the email address, or the visitor's id on their channel */
    address: string;
    at: Timestamp;
    deliveryId: string;
    status: string;
    /** why it did not arrive, in the provider's words */
    reason: string | null;
  }>;
  /** what the agent wanted to happen to it; only on agents' messages, and not in the visitor's view */
  forwarding?: 'auto' | 'now' | 'never' | undefined;
  /** only on agents' messages, and not in the visitor's view */
  outcome?: Outcome | undefined;
};

export type OriginPattern = string;

/** What became of an agent's message, and why. */
export type Outcome = {
  state: 'read' | 'waiting' | 'sending' | 'unknown' | 'mailed' | 'sentDirectly' | 'parked' | 'notMailed';
  reason: Reason | null;
  /** until when it waits, if that is known */
  until: Timestamp | null;
  /** the delivery that carries the message, if any */
  deliveryId: string | null;
};

export type PatchMessage = {
  text: string;
};

export type PatchPreferences = {
  /** the key that sends a message */
  sendWith?: 'enter' | 'ctrlEnter' | undefined;
  /** a sound when a visitor writes */
  sound?: boolean | undefined;
  /** a notification of the browser's when a visitor writes; the browser asks first */
  desktopNotifications?: boolean | undefined;
  /** whether the browser's notifications show the beginning of the message */
  notificationPreview?: boolean | undefined;
  /** an email when a visitor has waited too long for an answer, if `inbox.notifyAgentsAfterSeconds` is set */
  emailNotifications?: boolean | undefined;
  /** how long the inbox may stand open without being used until its agent counts as offline; null: for ever */
  awayAfterMinutes?: number | null | undefined;
  /** the language of the inbox; null: the browser's */
  locale?: Locale | null | undefined;
  colorScheme?: 'system' | 'light' | 'dark' | undefined;
};

export type PatchVisitor = {
  name?: string | null | undefined;
  /** null removes it */
  email?: EmailAddress | null | undefined;
  /** the language of their emails */
  locale?: Locale | null | undefined;
  /** for the times in their emails */
  timeZone?: TimeZone | null | undefined;
  /** who gave the address: the visitor in the form, an agent, or the site's own login */
  source?: 'contactForm' | 'agent' | 'identity' | undefined;
};

export type PlatformId = string;

export type PostContactForm = {
  /** null removes the address */
  email: EmailAddress | null;
  name?: string | null | undefined;
  /** the tab in which it is written; give it only if the page sends heartbeats, because from then on the tab ends when they stop */
  tab?: Id | undefined;
};

export type PostForwarding = {
  /** sendNow emails the waiting replies at once; cancel keeps them out of this and all later emails */
  action: 'sendNow' | 'cancel';
};

export type PostKey = {
  scopes: Array<'chat' | 'inbox' | 'settings' | 'deliveries' | 'admin'>;
  /** what it is for, so that people can tell keys apart */
  name?: string | null | undefined;
};

export type PostMessage = {
  /** a note is for agents alone: visitors never see it, no email shows it, and nothing waits for it; only with an agent's author. message if omitted */
  kind?: 'message' | 'note' | undefined;
  /** chosen by the caller; unique in the conversation */
  id: Id;
  author: {
    kind: 'visitor' | 'agent' | 'bot';
    /** does not have to be a registered agent */
    id?: Id | null | undefined;
    name?: string | null | undefined;
  };
  /** required unless there are attachments */
  text?: string | undefined;
  /** the ids of files that were uploaded to this conversation in the last 24 hours */
  attachments?: Id[] | undefined;
  /** when it was written, if not now; more than 24 hours ago makes it history, which is never emailed as news (in an existing conversation only with `sentAt`; without it, the clock is assumed to be slow) */
  at?: Timestamp | undefined;
  /** the client's clock at the moment of sending: only the time between `at` and this counts, however wrong the clock is */
  sentAt?: Timestamp | undefined;
  /** only with an agent's message: auto follows the rules; now emails it at once, as sendNow does, or as soon as what holds it back has ended (its outcome says what that is); never keeps it in the chat, where later emails show it as context. auto if omitted */
  forwarding?: 'auto' | 'now' | 'never' | undefined;
  /** the visitor who writes this has read up to this seq */
  readUpTo?: number | undefined;
  /** the tab in which a visitor's message was written, if their page sends heartbeats */
  tab?: Id | undefined;
};

export type PostPresence = {
  state: 'here' | 'active' | 'left';
  /** when it happened, if not now */
  at?: Timestamp | undefined;
  /** the client's clock at the moment of sending: only the time between `at` and this counts, however wrong the clock is */
  sentAt?: Timestamp | undefined;
  /** which of the visitor's tabs; the visitor has left once all tabs have */
  tab?: Id | undefined;
};

export type PostRead = {
  /** the seq of the last message read */
  upTo: number;
};

export type PostRestoreLink = {
  /** the public key of your site, printed when the account was created */
  siteKey: string;
  /** the address that the visitor gave in the chat */
  email: EmailAddress;
};

export type PostTestEmail = {
  /** where to; if omitted, to the agent who is signed in */
  to?: EmailAddress | undefined;
};

export type PostTyping = {
  /** who types; an agent's session can leave it out. Without a name, the registered agent's; agents who are `invisible` are not shown typing */
  agent?:
    | {
        id: Id;
        name?: string | null | undefined;
      }
    | undefined;
  /** while somebody types, report it every 3 seconds or so: it counts for 6 seconds; `stopped` ends it sooner, and so does their message */
  state?: 'typing' | 'stopped' | undefined;
};

export type PostVisitorMessage = {
  id: Id;
  /** required unless there are attachments */
  text?: string | undefined;
  /** the ids of files that were uploaded to this conversation in the last 24 hours */
  attachments?: Id[] | undefined;
  at?: Timestamp | undefined;
  /** the client's clock at the moment of sending: only the time between `at` and this counts, however wrong the clock is */
  sentAt?: Timestamp | undefined;
  /** the visitor has read up to this seq */
  readUpTo?: number | undefined;
  /** where the visitor writes it, which is the page of the conversation from then on; an invalid one is ignored and reported in `ignored` */
  page?: string | undefined;
  /** the tab in which it is written; give it only if the page sends heartbeats, because from then on the tab ends when they stop */
  tab?: Id | undefined;
};

export type PostVisitorPresence = PostPresence;

export type PostVisitorSession = {
  /** the public key of your site, printed when the account was created */
  siteKey: string;
  /** signed by the site: a JWT, HS256 with the account's identity secret; claims sub, email, name, exp (at most 1 h) */
  identityToken?: string | undefined;
  /** the last session token, even if it has expired */
  resumeToken?: string | undefined;
  /** what follows `#afterchat=` in the address of the page, if a visitor comes back by the link in an email; it can be used once, within 2 minutes, and takes precedence over `resumeToken` */
  code?: string | undefined;
  /** where the visitor is; page, locale and timeZone are used when the conversation begins, and invalid ones are ignored and reported in `ignored` */
  page?: string | undefined;
  /** a language tag such as fr-CA */
  locale?: string | undefined;
  /** an IANA name such as Europe/Paris */
  timeZone?: string | undefined;
};

export type PostVisitorTyping = {
  /** while somebody types, report it every 3 seconds or so: it counts for 6 seconds; `stopped` ends it sooner, and so does their message */
  state?: 'typing' | 'stopped' | undefined;
};

export type PostWebhookReplay = {
  /** only these events */
  ids?: string[] | undefined;
};

export type PostedVisitorMessage = {
  /** unique in its conversation */
  id: Id;
  conversationId: Id;
  /** note: agents wrote it for each other; never in the visitor's view */
  kind: 'message' | 'note';
  /** its position in the conversation; null while held, and for notes */
  seq: number | null;
  /** only on notes: the seq of the conversation's last message when it was written, or 0 */
  afterSeq?: number | undefined;
  /** held: it waits for the contact form */
  state: 'sent' | 'held' | 'deleted';
  /** only on held messages: what they wait for */
  heldFor?: 'contactForm' | undefined;
  author: {
    kind: 'visitor' | 'agent' | 'bot';
    id: string | null;
    name: string | null;
    /** the agent's picture as it is now; null for others */
    avatarUrl: string | null;
  };
  /** empty once the message is deleted */
  text: string;
  /** how the message came here */
  via: 'widget' | 'api' | 'email' | 'messenger' | 'instagram';
  /** when it was written, according to the client */
  at: Timestamp;
  /** when the server received it */
  receivedAt: Timestamp;
  editedAt: Timestamp | null;
  deletedAt: Timestamp | null;
  /** when the visitor read it */
  readAt: Timestamp | null;
  /** where the visitor read it */
  readVia: 'widget' | 'email' | 'channel' | null;
  /** what to know of a message that came by email or on a channel; otherSender: it is not from the visitor's address; unverifiedSender: nothing vouches for its sender: neither DKIM nor SPF passes for the domain that it is from; shortened: it was too long; the email has all of it; attachmentsLeftOut: it had more files, or larger ones, than a message may have; filesNotFetched: the channel did not hand over all of its files; storyReply: it answers a story; storyMention: it mentions the account in a story; unsupported: it is of a kind that the channel does not pass on */
  flags: Array<
    | 'otherSender'
    | 'unverifiedSender'
    | 'shortened'
    | 'attachmentsLeftOut'
    | 'filesNotFetched'
    | 'storyReply'
    | 'storyMention'
    | 'unsupported'
  >;
  /** the email that it came by, not in the visitor's view; agents read it at `…/messages/{messageId}/email` */
  inboundId?: string | undefined;
  /** how the visitor has reacted to it, on Messenger or Instagram */
  reaction?:
    | {
        emoji: string;
        at: Timestamp;
      }
    | undefined;
  attachments: Attachment[];
  /** the emails that carried it as news, and the messages that it was sent as */
  forwardedTo: Array<{
    channel: 'email' | 'messenger' | 'instagram';
    /** the email address, or the visitor's id on their channel */
    address: string;
    at: Timestamp;
    deliveryId: string;
    status: string;
    /** why it did not arrive, in the provider's words */
    reason: string | null;
  }>;
  /** what the agent wanted to happen to it; only on agents' messages, and not in the visitor's view */
  forwarding?: 'auto' | 'now' | 'never' | undefined;
  /** only on agents' messages, and not in the visitor's view */
  outcome?: Outcome | undefined;
  ignored?: Ignored | undefined;
};

export type Preferences = {
  /** the key that sends a message */
  sendWith: 'enter' | 'ctrlEnter';
  /** a sound when a visitor writes */
  sound: boolean;
  /** a notification of the browser's when a visitor writes; the browser asks first */
  desktopNotifications: boolean;
  /** whether the browser's notifications show the beginning of the message */
  notificationPreview: boolean;
  /** an email when a visitor has waited too long for an answer, if `inbox.notifyAgentsAfterSeconds` is set */
  emailNotifications: boolean;
  /** how long the inbox may stand open without being used until its agent counts as offline; null: for ever */
  awayAfterMinutes: number | null;
  /** the language of the inbox; null: the browser's */
  locale: Locale | null;
  colorScheme: 'system' | 'light' | 'dark';
};

export type PresenceBeacon = {
  /** the session token */
  token: string;
  state: 'here' | 'active' | 'left';
  at?: Timestamp | undefined;
  /** the client's clock at the moment of sending: only the time between `at` and this counts, however wrong the clock is */
  sentAt?: Timestamp | undefined;
  /** which of the visitor's tabs; the visitor has left once all tabs have */
  tab?: Id | undefined;
};

export type PreviewAttachmentQuery = {
  /** when the link expires, in seconds since 1970 */
  expires: number;
  /** signs the rest of the link */
  signature: string;
};

export type PreviewEmailQuery = {
  /** as the setting; if omitted, what is set, or unreadReplies if nothing is emailed */
  emailForwarding?: 'unreadReplies' | 'transcript' | undefined;
  /** as the setting content.body; if omitted, what is set */
  body?: 'full' | 'notice' | undefined;
  /** as the setting brand.color; if omitted, what is set */
  color?: string | undefined;
  /** the reader's language; if omitted, the visitor's, or the setting */
  locale?: string | undefined;
  /** one of your conversations; if omitted, a sample is shown */
  conversation?: string | undefined;
};

/** An RFC 9457 problem document. */
export type Problem = {
  /** stable; for programs to act on */
  type: string;
  /** what went wrong, in general */
  title: string;
  /** the HTTP status */
  status: number;
  /** what to do about it */
  detail?: string | undefined;
  /** with invalid-request: which fields are wrong, and how */
  errors?:
    | Array<{
        /** the field, such as timing.settleSeconds */
        path: string;
        /** which kind of fault it is; stable, for programs to act on */
        code:
          | 'missing'
          | 'empty'
          | 'unknown-field'
          | 'wrong-type'
          | 'wrong-format'
          | 'not-a-choice'
          | 'too-small'
          | 'too-large'
          | 'too-short'
          | 'too-long'
          | 'too-few'
          | 'too-many'
          | 'not-allowed'
          | 'token-refused'
          | 'token-lacks-permission'
          | 'token-of-another'
          | 'invalid';
        /** what may be reached and not passed: with too-small, too-large, too-short, too-long, too-few, too-many */
        limit?: number | undefined;
        /** what is wrong, to be read after the name of the field */
        message: string;
      }>
    | undefined;
  /** with some conflicts: why, as in outcomes */
  reason?: Reason | undefined;
  /** with some conflicts: when this ends at the latest */
  until?: Timestamp | undefined;
};

export type PutAgent = {
  name: string;
  email?: EmailAddress | null | undefined;
  avatarUrl?: WebUrl | null | undefined;
  /** what they may do once they have signed in: `agent` has the scope `inbox`, `admin` every scope; omitted: as it is, and `agent` for a new one */
  role?: 'agent' | 'admin' | undefined;
};

export type PutAssignee = {
  /** null: nobody */
  agentId: Id | null;
};

export type PutCannedReply = {
  /** whose it is; null: all agents share it */
  agentId?: Id | null | undefined;
  /** what an agent types after a slash to find it */
  shortcut: string;
  title: string;
  /** what it says. Placeholders are filled in by the page: `{{visitor.name}}`, `{{visitor.email}}`, `{{agent.name}}`, `{{page}}`, each with words of your own for when it is not known, as in `{{visitor.name|there}}` */
  text: string;
};

export type PutChannel = {
  /** how it was connected at Meta; Messenger only through facebook */
  login: 'facebook' | 'instagram';
  /** the page's token (login facebook) or the Instagram account's long-lived token (login instagram); it is never shown again */
  accessToken: string;
  /** what agents see; the name that Meta has if omitted */
  name?: string | undefined;
};

export type PutConversation = {
  /** fixed at creation; web if omitted */
  channel?:
    | {
        kind: 'web' | 'messenger' | 'instagram';
        pageId?: string | undefined;
        recipientId?: string | undefined;
      }
    | undefined;
  /** an invalid field other than id is ignored and reported in `ignored` */
  visitor?:
    | {
        /** your ID for the visitor; fixed once given */
        id?: string | undefined;
        name?: string | null | undefined;
        /** null removes it */
        email?: string | null | undefined;
        /** the language of their emails, such as fr-CA */
        locale?: string | null | undefined;
        /** for the times in their emails: an IANA name such as Europe/Paris */
        timeZone?: string | null | undefined;
      }
    | undefined;
  /** the page on which the visitor chats, an http or https URL (anything else is ignored and reported in `ignored`); emails link back to it if it is on brand.siteUrl or an allowed origin */
  page?: string | null | undefined;
};

export type PutStatus = {
  status: 'online' | 'offline' | 'invisible';
  /** a lease, after which the agent counts as offline; null or omitted: no lease */
  expiresInSeconds?: number | null | undefined;
};

export type PutSuppression = {
  /** why, in your words, for those who look at it later; without the name of a person */
  detail?: string | null | undefined;
};

export type PutWebhook = {
  /** an https address on the public internet, without a user name or password */
  url: string;
  events: Array<
    | 'message.created'
    | 'message.updated'
    | 'message.deleted'
    | 'conversation.updated'
    | 'conversation.deleted'
    | 'delivery.updated'
    | 'agents.updated'
    | 'alert'
  >;
  /** true if omitted; nothing that happens while it is false is posted */
  enabled?: boolean | undefined;
};

export type ReadState = {
  /** the visitor, or in an agent's session that agent, has read up to this seq */
  readUpTo: number;
  /** only in an agent's session: how many of the visitor's messages that agent has not read; 99 stands for so many or more, and at least 1 for a conversation that they marked as unread */
  unread?: number | undefined;
};

export type Readiness = {
  status: 'ok' | 'unavailable';
  parts: {
    /** `away`: it does not answer; `unfit`: it answers but cannot be used as it is; `paused`: no email is sent */
    mongodb: 'ok' | 'away' | 'unfit' | 'paused';
    /** `away`: it does not answer; `unfit`: it answers but cannot be used as it is; `paused`: no email is sent */
    temporal: 'ok' | 'away' | 'unfit' | 'paused';
    /** `away`: it does not answer; `unfit`: it answers but cannot be used as it is; `paused`: no email is sent */
    provider: 'ok' | 'away' | 'unfit' | 'paused';
    /** `away`: it does not answer; `unfit`: it answers but cannot be used as it is; `paused`: no email is sent */
    indexes: 'ok' | 'away' | 'unfit' | 'paused';
  };
  /** what is wrong and what helps, one sentence each */
  says: string[];
};

/** The reason for a state. */
export type Reason =
  | 'beforeTrigger'
  | 'settling'
  | 'notIdentified'
  | 'earlierParked'
  | 'due'
  | 'deliveryInFlight'
  | 'rateCapped'
  | 'addressLimited'
  | 'quietHours'
  | 'paused'
  | 'retrying'
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
  | 'channelNotConnected'
  | 'channelTokenDead'
  | 'channelRestricted'
  | 'recipientUnavailable'
  | 'messagingWindowClosed'
  | 'internal'
  | 'changedWhileUnknown'
  | 'dismissed'
  | 'forwardingOff'
  | 'deleted'
  | 'cancelledByAgent'
  | 'chatOnly'
  | 'addressSuppressed'
  | 'unsubscribed'
  | 'outsideMessagingWindow'
  | 'tooOld';

export type ReplayRequest = {
  /** also send what the visitor has read in the meantime */
  evenIfRead?: boolean | undefined;
};

export type RotatedSecret = {
  /** identity: signs identity tokens on your site; session: signs visitor sessions here */
  kind: 'identity' | 'session';
  /** the identity secret, shown only this once; null for the session secret, which never leaves the service */
  secret: string | null;
  rotatedAt: Timestamp;
  /** how many older secrets are still accepted until they are revoked */
  previous: number;
};

export type RotatedWebhookSecret = {
  /** the new secret, shown only this once */
  secret: string;
  /** how many older secrets sign as well until they are ended */
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
  /** what is emailed to a visitor who has left: nothing, the replies they have not read, or the whole conversation */
  emailForwarding: 'nothing' | 'unreadReplies' | 'transcript';
  /** when an email is due */
  timing: {
    /** an email is due this long after the visitor has left */
    afterLeavingSeconds: number;
    /** or this long after their last activity */
    afterInactivitySeconds: number;
    /** but not before the agent has been silent for this long, so that several replies make one email */
    settleSeconds: number;
    /** settling lasts at most this long; not less than settleSeconds */
    settleMaxSeconds: number;
    /** a visitor who sends no heartbeat for this long has left */
    silenceSeconds: number;
    /** an email is due once all agents have been offline or invisible for this long, so that an unstable connection triggers no email */
    agentsAwayGraceSeconds: number;
    /** emails that would go out in these hours of the visitor's time zone wait for their end, unless an agent sends them now; null: there are none */
    quietHours: {
      from: string;
      to: string;
    } | null;
  };
  /** what an email contains */
  content: {
    /** how many earlier messages are shown before the first new one */
    contextMessages: number;
    /** a conversation with at most this many messages is emailed as a whole */
    shortConversationMessages: number;
    /** replies older than this are never emailed */
    forwardWithinDays: number;
    /** full: the messages themselves; notice: only a notice that there are new ones */
    body: 'full' | 'notice';
  };
  /** whether visitors without an address are asked for one */
  contactForm: {
    /** while an agent is online */
    online: 'off' | 'optional' | 'required';
    /** while all agents are offline or invisible; required holds messages until the form is filled in */
    offline: 'off' | 'optional' | 'required';
  };
  /** how visitors are identified */
  identity: {
    /** use an email address that the visitor writes in a message */
    captureEmailFromMessages: boolean;
  };
  /** how emails are sent, and what happens when that fails */
  delivery: {
    /** while this is true, nothing is sent to visitors or agents, neither emails nor messages on Messenger and Instagram */
    paused: boolean;
    /** a failing email is retried for this long, then parked */
    retryForSeconds: number;
    /** how long an email whose outcome is unknown waits for the provider's report */
    awaitReportSeconds: number;
    /** what happens to it after that */
    onUnknown: 'resend' | 'park';
    /** the most emails per hour to one conversation */
    maxMailsPerHour: number;
    /** what happens to a reply by email from an address other than the visitor's: flag shows it as a flagged message, reject makes it a dead letter */
    otherSender: 'flag' | 'reject';
  };
  /** answers on Messenger and Instagram */
  channels: {
    /** what happens to an agent's reply on Messenger or Instagram once the platform allows no answer: notSent keeps it until the visitor writes again; email emails it, if the visitor's address is known */
    outsideWindow: 'notSent' | 'email';
  };
  /** who emails are from; required unless emailForwarding is nothing */
  sender: {
    name: string;
    address: EmailAddress;
    /** a domain of yours at which the visitor answers by email; without one, emails say that answers are not read */
    replyDomain: string | null;
  } | null;
  /** the files of messages */
  attachments: {
    /** how many files a message may have */
    maxFiles: number;
    /** how many bytes they may have in all */
    maxBytes: number;
  };
  /** your site, and how emails look */
  brand: {
    /** where emails link to if the conversation has no page, or one on another site */
    siteUrl: WebUrl | null;
    /** the sites that may embed the chat and whose pages emails may link to: https://acme.example, or https://*.acme.example for all its subdomains */
    allowedOrigins: OriginPattern[];
    logoUrl: WebUrl | null;
    /** the colour of the email's button */
    color: string;
  };
  /** the pages on which agents work */
  inbox: {
    /** the sites whose pages may call the API with an agent's session, written as in brand.allowedOrigins */
    allowedOrigins: OriginPattern[];
    /** agents are emailed once a visitor has waited this long for an answer: the assignee, else those who are online, else all; null: nobody is */
    notifyAgentsAfterSeconds: number | null;
  };
  /** for how long emails are kept in full */
  retention: {
    /** for how many days the text of an email is kept as it was sent; longer while it may still be sent or repeated */
    sentMailDays: number;
    /** for how many days a visitor's email is kept as it arrived; the message that it became stays */
    rawInboundDays: number;
    /** for how many days it is kept who did what; of the records that are made from now on */
    auditDays: number;
  };
  /** the time zone of visitors whose own is not known, for quiet hours and the times in their emails */
  timeZone: TimeZone;
  /** the language of emails to visitors whose own is not known */
  locale: Locale;
};

/** A JSON merge patch (RFC 7396). */
export type SettingsPatch = {
  /** what is emailed to a visitor who has left: nothing, the replies they have not read, or the whole conversation */
  emailForwarding?: 'nothing' | 'unreadReplies' | 'transcript' | null | undefined;
  /** when an email is due */
  timing?:
    | {
        /** an email is due this long after the visitor has left */
        afterLeavingSeconds?: number | null | undefined;
        /** or this long after their last activity */
        afterInactivitySeconds?: number | null | undefined;
        /** but not before the agent has been silent for this long, so that several replies make one email */
        settleSeconds?: number | null | undefined;
        /** settling lasts at most this long; not less than settleSeconds */
        settleMaxSeconds?: number | null | undefined;
        /** a visitor who sends no heartbeat for this long has left */
        silenceSeconds?: number | null | undefined;
        /** an email is due once all agents have been offline or invisible for this long, so that an unstable connection triggers no email */
        agentsAwayGraceSeconds?: number | null | undefined;
        /** emails that would go out in these hours of the visitor's time zone wait for their end, unless an agent sends them now; null: there are none */
        quietHours?:
          | {
              from?: string | null | undefined;
              to?: string | null | undefined;
            }
          | null
          | undefined;
      }
    | null
    | undefined;
  /** what an email contains */
  content?:
    | {
        /** how many earlier messages are shown before the first new one */
        contextMessages?: number | null | undefined;
        /** a conversation with at most this many messages is emailed as a whole */
        shortConversationMessages?: number | null | undefined;
        /** replies older than this are never emailed */
        forwardWithinDays?: number | null | undefined;
        /** full: the messages themselves; notice: only a notice that there are new ones */
        body?: 'full' | 'notice' | null | undefined;
      }
    | null
    | undefined;
  /** whether visitors without an address are asked for one */
  contactForm?:
    | {
        /** while an agent is online */
        online?: 'off' | 'optional' | 'required' | null | undefined;
        /** while all agents are offline or invisible; required holds messages until the form is filled in */
        offline?: 'off' | 'optional' | 'required' | null | undefined;
      }
    | null
    | undefined;
  /** how visitors are identified */
  identity?:
    | {
        /** use an email address that the visitor writes in a message */
        captureEmailFromMessages?: boolean | null | undefined;
      }
    | null
    | undefined;
  /** how emails are sent, and what happens when that fails */
  delivery?:
    | {
        /** while this is true, nothing is sent to visitors or agents, neither emails nor messages on Messenger and Instagram */
        paused?: boolean | null | undefined;
        /** a failing email is retried for this long, then parked */
        retryForSeconds?: number | null | undefined;
        /** how long an email whose outcome is unknown waits for the provider's report */
        awaitReportSeconds?: number | null | undefined;
        /** what happens to it after that */
        onUnknown?: 'resend' | 'park' | null | undefined;
        /** the most emails per hour to one conversation */
        maxMailsPerHour?: number | null | undefined;
        /** what happens to a reply by email from an address other than the visitor's: flag shows it as a flagged message, reject makes it a dead letter */
        otherSender?: 'flag' | 'reject' | null | undefined;
      }
    | null
    | undefined;
  /** answers on Messenger and Instagram */
  channels?:
    | {
        /** what happens to an agent's reply on Messenger or Instagram once the platform allows no answer: notSent keeps it until the visitor writes again; email emails it, if the visitor's address is known */
        outsideWindow?: 'notSent' | 'email' | null | undefined;
      }
    | null
    | undefined;
  /** who emails are from; required unless emailForwarding is nothing */
  sender?:
    | {
        name?: string | null | undefined;
        address?: EmailAddress | null | undefined;
        /** a domain of yours at which the visitor answers by email; without one, emails say that answers are not read */
        replyDomain?: string | null | undefined;
      }
    | null
    | undefined;
  /** the files of messages */
  attachments?:
    | {
        /** how many files a message may have */
        maxFiles?: number | null | undefined;
        /** how many bytes they may have in all */
        maxBytes?: number | null | undefined;
      }
    | null
    | undefined;
  /** your site, and how emails look */
  brand?:
    | {
        /** where emails link to if the conversation has no page, or one on another site */
        siteUrl?: WebUrl | null | undefined;
        /** the sites that may embed the chat and whose pages emails may link to: https://acme.example, or https://*.acme.example for all its subdomains */
        allowedOrigins?: OriginPattern[] | null | undefined;
        logoUrl?: WebUrl | null | undefined;
        /** the colour of the email's button */
        color?: string | null | undefined;
      }
    | null
    | undefined;
  /** the pages on which agents work */
  inbox?:
    | {
        /** the sites whose pages may call the API with an agent's session, written as in brand.allowedOrigins */
        allowedOrigins?: OriginPattern[] | null | undefined;
        /** agents are emailed once a visitor has waited this long for an answer: the assignee, else those who are online, else all; null: nobody is */
        notifyAgentsAfterSeconds?: number | null | undefined;
      }
    | null
    | undefined;
  /** for how long emails are kept in full */
  retention?:
    | {
        /** for how many days the text of an email is kept as it was sent; longer while it may still be sent or repeated */
        sentMailDays?: number | null | undefined;
        /** for how many days a visitor's email is kept as it arrived; the message that it became stays */
        rawInboundDays?: number | null | undefined;
        /** for how many days it is kept who did what; of the records that are made from now on */
        auditDays?: number | null | undefined;
      }
    | null
    | undefined;
  /** the time zone of visitors whose own is not known, for quiet hours and the times in their emails */
  timeZone?: TimeZone | null | undefined;
  /** the language of emails to visitors whose own is not known */
  locale?: Locale | null | undefined;
};

export type Status = {
  /** for the emails accepted in the last hour: how long after it was due (or made due by a setting, a person or the end of a pause) an email was accepted; null if there was none */
  dueToAccepted: {
    /** how many emails this is based on; at most the newest 1,000 */
    mails: number;
    p50Seconds: number | null;
    p99Seconds: number | null;
  };
  /** conversations whose workflow is more than a minute late; counted up to 10,000 */
  overdueAlarms: number;
  /** the number of parked deliveries by reason */
  parked: {
    providerBusy: number;
    providerAuth: number;
    outOfCredits: number;
    senderRejected: number;
    contentRejected: number;
    tooLarge: number;
    unknown: number;
    blocked: number;
    channelNotConnected: number;
    channelTokenDead: number;
    channelRestricted: number;
    recipientUnavailable: number;
    messagingWindowClosed: number;
    internal: number;
    changedWhileUnknown: number;
  };
  /** the delivery whose outcome has been unknown the longest */
  oldestUnknown: {
    deliveryId: Id;
    conversationId: Id;
    since: Timestamp;
  } | null;
  /** since the provider last reported on an email; null if it never has */
  secondsSinceLastReport: number | null;
  /** emails, and events of Messenger and Instagram, that come in */
  inbound: {
    /** emails, and events of Messenger and Instagram, that came in and could not be processed; counted up to 10,000 */
    deadLetters: number;
    /** the same, for those whose account is not known; only the command line shows them (afterchat inbound list --of-nobody) */
    deadLettersOfNobody: number;
    /** when the oldest of what waits to be processed came in, in all accounts */
    oldestUnprocessed: Timestamp | null;
  };
  paused: {
    /** the account's own pause, set by `delivery.paused` */
    account: boolean;
    /** set while the operator has paused all accounts (`afterchat deployment pause`) */
    deployment: {
      since: Timestamp;
    } | null;
    /** set while nothing is sent for any account because the provider refuses the key or its credits are used up; it is retried automatically */
    provider: {
      since: Timestamp;
      reason: 'providerAuth' | 'outOfCredits';
      nextProbeAt: Timestamp;
    } | null;
  };
  /** problems that somebody has to solve */
  alerts: Alert[];
};

export type Suppression = {
  /** in lower case, with its host in Punycode; it covers every spelling; null once its conversation was erased: the address stays suppressed, and only a digest of it is kept */
  address: string | null;
  /** it bounced permanently, its owner complained, it cannot exist, its owner chose "This was not me" in an email, or somebody added it by hand */
  reason: 'bounced' | 'complaint' | 'invalid' | 'notMe' | 'manual';
  /** in the words of the receiving server or the provider, or of whoever added it by hand; null if there are none, and once its conversation was erased */
  detail: string | null;
  /** who added it by hand; null if nobody did */
  by: AuditActor | null;
  at: Timestamp;
  /** the conversation whose email caused it */
  conversationId: string | null;
  /** the delivery that led to the suppression */
  deliveryId: string | null;
};

export type TestEmail = {
  to: string;
  /** what the provider said; unknown: it did not answer, so the email may have been sent */
  result: 'accepted' | 'refused' | 'unknown';
  /** why it was refused, in words of the provider or our own */
  detail: string | null;
};

/** an IANA time zone */
export type TimeZone = string;

export type Timestamp = string;

/** What makes an email due: the visitor left, the visitor is inactive, all agents are offline, or an agent asked for it. Written: a message on Messenger or Instagram goes at once. */
export type Trigger = 'left' | 'inactive' | 'agentsOffline' | 'request' | 'written';

export type VisitorConversation = {
  id: Id;
  state: 'open' | 'closed';
  visitor: SessionVisitor;
  page: string | null;
  /** the seq of the last message */
  lastSeq: number;
  /** the visitor has read up to this seq */
  readUpTo: number;
  form: ContactFormState;
  createdAt: Timestamp;
  updatedAt: Timestamp;
};

export type VisitorSession = {
  /** sent as `Authorization: Bearer <token>` */
  token: string;
  visitor: SessionVisitor;
  /** null until the visitor first writes or fills in the form */
  conversation: VisitorConversation | null;
  form: ContactFormState;
  agents: AgentsForVisitors;
  /** how often the page should send a heartbeat, and after how long without one the visitor has left */
  presence: {
    heartbeatSeconds: number;
    silenceSeconds: number;
  };
  ignored?: Ignored | undefined;
};

export type WebUrl = string;

export type Webhook = {
  id: Id;
  url: string;
  events: Array<
    | 'message.created'
    | 'message.updated'
    | 'message.deleted'
    | 'conversation.updated'
    | 'conversation.deleted'
    | 'delivery.updated'
    | 'agents.updated'
    | 'alert'
  >;
  enabled: boolean;
  /** failing: nothing has been taken since `failingSince`; disabled: nothing is posted */
  state: 'ok' | 'failing' | 'disabled';
  failingSince: Timestamp | null;
  /** whether it was disabled by itself, after it had failed for 3 days */
  disabledBecauseFailing: boolean;
  /** since when events may be missing, because too many waited or none could be noted; null once the webhook is saved again */
  missedSince: Timestamp | null;
  /** how many events wait to be posted; counted up to 1,000 */
  waiting: number;
  /** how many events were given up and can be replayed; counted up to 1,000 */
  failed: number;
  /** how many older secrets still sign as well */
  previousSecrets: number;
  createdAt: Timestamp;
  updatedAt: Timestamp;
};

export type WebhookFailure = {
  /** the event's id, which the request had in Afterchat-Event-Id */
  id: string;
  event:
    | 'message.created'
    | 'message.updated'
    | 'message.deleted'
    | 'conversation.updated'
    | 'conversation.deleted'
    | 'delivery.updated'
    | 'agents.updated'
    | 'alert';
  conversationId: Id | null;
  /** failed: given up after a day; replay it */
  state: 'retrying' | 'failed';
  attempts: number;
  lastAttempt: {
    at: Timestamp;
    /** the status of the answer; null if there was none */
    status: number | null;
    /** what went wrong if there was no answer */
    error: 'timeout' | 'notPublic' | 'unreachable' | null;
    /** the beginning of the answer, at most 500 characters */
    answer: string | null;
  } | null;
  /** at the earliest; null if it was given up */
  nextAttemptAt: Timestamp | null;
  createdAt: Timestamp;
};

export type WebhookList = {
  items: Webhook[];
};

export type WebhookReplayed = {
  /** how many events are posted again; at most 1,000 by one request */
  replayed: number;
  /** how many more there are; counted up to 1,000 */
  left: number;
};

export type WebhookTest = {
  /** whether the answer was a 2xx */
  ok: boolean;
  /** the status of the answer; null if there was none */
  status: number | null;
  /** what went wrong if there was no answer */
  error: 'timeout' | 'notPublic' | 'unreachable' | null;
  /** the beginning of the answer, at most 500 characters */
  answer: string | null;
  milliseconds: number;
};

export type WidgetConfiguration = {
  /** the path of the app's module; its name changes with its content */
  app: string;
  /** who the visitor chats with: the sender's name, or else the account's */
  name: string;
  /** colours that go with the brand’s, whatever it is, so that everything is readable */
  colors: {
    light: {
      /** `brand.color`, for areas */
      brand: string;
      /** text on such an area */
      onBrand: string;
      /** text and links: as near to the brand’s as is readable */
      accent: string;
      /** the border of an area in the brand’s colour */
      brandEdge: string;
    };
    dark: {
      /** `brand.color`, for areas */
      brand: string;
      /** text on such an area */
      onBrand: string;
      /** text and links: as near to the brand’s as is readable */
      accent: string;
      /** the border of an area in the brand’s colour */
      brandEdge: string;
    };
  };
  logoUrl: string | null;
  /** the language of visitors whose own is not known */
  locale: string;
  /** how many files a message may have, and how many bytes in all; no files: it has only text */
  attachments: {
    maxFiles: number;
    maxBytes: number;
  };
  agents: AgentsForVisitors;
};
