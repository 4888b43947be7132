import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Everything that `/metrics` shows. Labels name kinds, so that their number is bounded; the one id is that of accounts (design P8). */
export const registry = new Registry();
collectDefaultMetrics({ register: registry });

const registers = [registry];
const requestSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Design P6 promises a median under 1 s and a p99 under 5 s; R9 an hour. */
const forwardingSeconds = [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3_600];

/** Set by the process, which knows its version. */
export const buildInfo = new Gauge({
  name: 'afterchat_build_info',
  help: 'Always 1; its labels are the version of afterchat and of Node.',
  labelNames: ['version', 'node'],
  registers,
});

export const partUp = new Gauge({
  name: 'afterchat_part_up',
  help: 'Whether a part that this process needs (mongodb, temporal, provider, indexes) is well, as it last saw it: 1 or 0.',
  labelNames: ['part'],
  registers,
});

export const httpRequests = new Histogram({
  name: 'afterchat_http_request_duration_seconds',
  help: 'HTTP requests by route (the pattern, never the path); for a stream, the time until it begins.',
  labelNames: ['method', 'route', 'status'],
  buckets: requestSeconds,
  registers,
});

export const eventStreams = new Gauge({
  name: 'afterchat_event_streams',
  help: 'Streams of events that are open in this process, by client: visitor, agent, key.',
  labelNames: ['client'],
  registers,
});

export const eventStreamsOpened = new Counter({
  name: 'afterchat_event_streams_opened_total',
  help: 'Streams of events that were opened, by client and by how they began: new, resumed, or reset because what was missed cannot be sent any more.',
  labelNames: ['client', 'began'],
  registers,
});

export const messagesStored = new Counter({
  name: 'afterchat_messages_stored_total',
  help: 'Messages stored, by kind of author; a repeated message is counted once.',
  labelNames: ['author'],
  registers,
});

export const wakes = new Counter({
  name: 'afterchat_wakes_total',
  help: 'Signals to workflows by source (api, fanOut, sweeper), name, and whether Temporal accepted them.',
  labelNames: ['source', 'signal', 'result'],
  registers,
});

export const looks = new Histogram({
  name: 'afterchat_look_duration_seconds',
  help: 'Looks by answer (deliver, sleep, idle, done, failed) and state of the conversation.',
  labelNames: ['answer', 'state'],
  buckets: requestSeconds,
  registers,
});

export const mailAttempts = new Histogram({
  name: 'afterchat_mail_attempt_duration_seconds',
  help: 'Calls to the email provider by end (accepted, refused, rejected, unknown) and reason.',
  labelNames: ['end', 'reason'],
  buckets: requestSeconds.concat(20),
  registers,
});

export const reportsReceived = new Counter({
  name: 'afterchat_reports_total',
  help: 'Provider events by kind (other: an unknown kind) and what became of them: stored, known, ignored, unreadable.',
  labelNames: ['event', 'result'],
  registers,
});

export const inboundReceived = new Counter({
  name: 'afterchat_inbound_received_total',
  help: 'Emails that the provider posted, by what was done at once: stored, badSignature, tooLarge.',
  labelNames: ['result'],
  registers,
});

export const channelEventsReceived = new Counter({
  name: 'afterchat_channel_events_total',
  help: 'Events that Meta posted, by channel and by what was done at once: stored, known, tooLarge, unconfirmed, unknownPage, ignored, unreadable.',
  labelNames: ['channel', 'result'],
  registers,
});

export const inboundProcessed = new Histogram({
  name: 'afterchat_inbound_processing_seconds',
  help: 'Time from when an email or an event of a channel was posted (or replayed) until it was processed, by end (message, recorded, taken, duplicate, deadLetter) and reason.',
  labelNames: ['end', 'reason'],
  buckets: forwardingSeconds,
  registers,
});

export const deliveriesEnded = new Counter({
  name: 'afterchat_deliveries_ended_total',
  help: 'Deliveries that ended: accepted, withdrawn, or parked with a reason, whether by an attempt, a look or a report.',
  labelNames: ['end', 'reason'],
  registers,
});

export const accountEmails = new Counter({
  name: 'afterchat_account_emails_total',
  help: "Emails to visitors by account and event: accepted, or the provider's bounce, blocked, dropped, spamreport.",
  labelNames: ['account', 'event'],
  registers,
});

export const dueToAccepted = new Histogram({
  name: 'afterchat_due_to_accepted_seconds',
  help: 'Time from when an email was due (or made due by a setting, a person or the end of a pause) until the provider accepted it.',
  buckets: forwardingSeconds,
  registers,
});
