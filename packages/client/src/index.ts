import { agentEmails } from './agent-emails.ts';
import { agents } from './agents.ts';
import { attachments } from './attachments.ts';
import { audit } from './audit.ts';
import { beaconOf } from './beacon.ts';
import { cannedReplies } from './canned-replies.ts';
import { channels } from './channels.ts';
import { conversations } from './conversations.ts';
import { deliveries } from './deliveries.ts';
import { type EventsOptions, events } from './events.ts';
import { heldToken } from './held-token.ts';
import { inbound } from './inbound.ts';
import { jobs } from './jobs.ts';
import { answering } from './json.ts';
import { keys } from './keys.ts';
import { messages } from './messages.ts';
import type { CallOptions, ClientOptions } from './options.ts';
import { secrets } from './secrets.ts';
import { sender } from './send.ts';
import { settings } from './settings.ts';
import { suppressions } from './suppressions.ts';
import type { Status } from './types.ts';
import { visitor } from './visitor.ts';
import { webhooks } from './webhooks.ts';

export type { UploadOptions } from './attachments.ts';
export type { ChatEvent, EventsOptions, StreamOptions, Typing, VisitorEvent } from './events.ts';
export type { CannedReplyValues, FilledReply } from './fill-canned-reply.ts';
export { fillCannedReply } from './fill-canned-reply.ts';
export type { CallOptions, ClientOptions, Fetch } from './options.ts';
export type { Page } from './page.ts';
export { ProblemError } from './problem-error.ts';
export { takeReturnCode } from './return-code.ts';
export type { Call, Query } from './send.ts';
export { TimeoutError } from './timeout-error.ts';
export type * from './types.ts';

export type Client = ReturnType<typeof createClient>;

/**
 * The client of the API, for Node and browsers. Temporary failures are retried. A call rejects with a ProblemError if
 * the answer is an error, and with a TimeoutError if there is no answer in time.
 */
export function createClient(options: ClientOptions) {
  const token = heldToken(options);
  const send = sender(options, token);
  const answer = answering(send);
  return {
    /** Scope `chat`, unless a call says otherwise. */
    conversations: conversations(answer),
    /** Scope `chat`, unless a call says otherwise. */
    messages: messages(answer, send),
    /** The files of messages. Scope `chat`. */
    attachments: attachments(answer, send),
    agents: agents(answer),
    /** What agents answer again and again. Scope `inbox`; shared ones are changed with `settings`. */
    cannedReplies: cannedReplies(answer),
    /** Scope `settings`. */
    settings: settings(answer, send),
    /** Emails, sent or parked. Scope `deliveries`. */
    deliveries: deliveries(answer, send),
    /** Emails that came in, and dead letters among them. Scope `deliveries`. */
    inbound: inbound(answer, send),
    /** Replays of many deliveries. Scope `deliveries`. */
    jobs: jobs(answer),
    /** Scope `deliveries`. */
    suppressions: suppressions(answer),
    agentEmails: agentEmails(answer),
    /** Scope `admin`. */
    audit: audit(answer),
    keys: keys(answer),
    /** Where the account's events are posted. Scope `admin`. */
    webhooks: webhooks(answer),
    /** Pages of Messenger and Instagram accounts. Scope `settings`. */
    channels: channels(answer),
    /** The secrets that sign identities and sessions. Scope `admin`. */
    secrets: secrets(answer),
    /** What a visitor's page calls, without a key, in a session that it begins. */
    visitor: visitor({ answer, send, beacon: beaconOf(options, token), token, options }),
    /** How email delivery is doing, and what needs attention. Scope `deliveries`. */
    status: (options?: CallOptions) => answer<Status>('GET', '/v1/status', options),
    /** What happens in the account, or in one conversation, as it happens. Scope `inbox`. */
    events: (which: EventsOptions = {}) => events(send, options, which),
    /** Calls a route that has no method here. */
    call: answer,
  };
}
