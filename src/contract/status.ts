import { z } from 'zod';
import { parkedReasons } from './deliveries.ts';
import type { ParkedReason } from './outcomes.ts';
import { Id, Timestamp } from './primitives.ts';

/** What an operator has to act on: what is wrong and what to do about it. */
export const alertMessages = {
  providerAuth:
    'The provider refuses the key, so no email is sent. Put a valid key with the scope mail.send into SENDGRID_API_KEY and restart; sending then resumes by itself. Emails that have not been attempted wait; replay those that were parked as providerAuth earlier.',
  outOfCredits:
    "The provider account's credits are used up, so no email is sent; the key is valid. Buy more credits, or wait for the next month. Sending is retried after 1, 2, 4 … 16 minutes and resumes by itself.",
  providerDrops:
    "The provider accepted emails and then dropped them for reasons of its own, such as the account's quota or suspected spam. See their reports (afterchat deliveries list --status dropped), correct the provider's quota or spam settings, and replay them.",
  alarmsOverdue:
    'Emails are due, but nothing is processing or sending them. Run afterchat doctor, check that a worker is ready (GET /readyz on its operating port says what it lacks), then look for failed workflow tasks in Temporal UI.',
  deploymentPaused:
    'The operator has paused sending for all accounts, so emails and messages on Messenger and Instagram are waiting. It goes on once the operator resumes it (afterchat deployment resume).',
  pauseForgotten:
    'The account has paused sending for over a day, so its emails and messages on Messenger and Instagram are waiting. Set delivery.paused to false; until then its visitors receive none.',
  unknownPilingUp:
    'Many emails were sent but not answered by the provider: it or the network is failing. Each waits for its report and is then resent once or parked, depending on the settings.',
  reportsMissing:
    "The provider accepted emails but has not reported on them. Turn on its signed event webhook for this API's /webhooks/sendgrid/events (afterchat doctor checks it).",
  inboundWaiting:
    'Emails or events of Messenger and Instagram that came in have waited for over ten minutes to be processed. Nothing is lost. Run afterchat doctor, check that a worker is ready, then look for workflows named inbound in Temporal UI.',
  inboundBadSignature:
    "Emails came in at the right address, but not signed with a known key; none of them was processed. Compare INBOUND_PARSE_PUBLIC_KEYS with the security policy of SendGrid's Inbound Parse, then read and replay what is genuine and dismiss the rest (afterchat inbound list --reason badSignature).",
  inboundDeadLetters:
    'Emails or events of Messenger and Instagram that came in could not be processed. See why (afterchat inbound list --state deadLetter), remove the cause, then replay or dismiss them.',
  webhookDisabled:
    'A webhook was disabled by itself, because its endpoint took nothing for three days. Mend the endpoint, save the webhook again, and replay what it missed.',
  channelTokenDead:
    'Meta refuses the token of a Messenger or Instagram connection, or it has ended, so nothing is sent there. Create another token at Meta and replace it (Settings > Channels).',
  channelRestricted:
    "Meta restricts a connected page, so nothing is sent there. See the page's support inbox at Meta; sending is tried again once a day has passed.",
  channelTokenExpiring:
    'The token of an Instagram connection ends within a week, and could not be renewed. Run afterchat doctor, or create another token at Meta and replace it (Settings > Channels).',
  webhookMissedEvents:
    'A webhook may have missed events: too many waited for its endpoint, or they could not be noted in time. Compare what its receiver has with the API, then save the webhook again.',
} as const;
export type AlertKind = keyof typeof alertMessages;
const alertKinds = Object.keys(alertMessages) as [AlertKind, ...AlertKind[]];

export const Alert = z
  .object({
    kind: z.enum(alertKinds),
    since: Timestamp,
    endedAt: Timestamp.nullable().describe('null while it lasts; the status lists only alerts that still last'),
    message: z.string().describe('what is wrong and what to do about it'),
  })
  .meta({ id: 'Alert' });
export type Alert = z.infer<typeof Alert>;

const count = z.int().min(0);
const seconds = z.number().min(0);

const parkedCounts = Object.fromEntries(parkedReasons.map((reason) => [reason, count])) as Record<
  ParkedReason,
  typeof count
>;

export const Status = z
  .object({
    dueToAccepted: z
      .object({
        mails: count.describe('how many emails this is based on; at most the newest 1,000'),
        p50Seconds: seconds.nullable(),
        p99Seconds: seconds.nullable(),
      })
      .describe(
        'for the emails accepted in the last hour: how long after it was due (or made due by a setting, a person or the end of a pause) an email was accepted; null if there was none',
      ),
    overdueAlarms: count.describe('conversations whose workflow is more than a minute late; counted up to 10,000'),
    parked: z.object(parkedCounts).describe('the number of parked deliveries by reason'),
    oldestUnknown: z
      .object({ deliveryId: Id, conversationId: Id, since: Timestamp })
      .nullable()
      .describe('the delivery whose outcome has been unknown the longest'),
    secondsSinceLastReport: seconds
      .nullable()
      .describe('since the provider last reported on an email; null if it never has'),
    inbound: z
      .object({
        deadLetters: count.describe(
          'emails, and events of Messenger and Instagram, that came in and could not be processed; counted up to 10,000',
        ),
        deadLettersOfNobody: count.describe(
          'the same, for those whose account is not known; only the command line shows them (afterchat inbound list --of-nobody)',
        ),
        oldestUnprocessed: Timestamp.nullable().describe(
          'when the oldest of what waits to be processed came in, in all accounts',
        ),
      })
      .describe('emails, and events of Messenger and Instagram, that come in'),
    paused: z.object({
      account: z.boolean().describe("the account's own pause, set by `delivery.paused`"),
      deployment: z
        .object({ since: Timestamp })
        .nullable()
        .describe('set while the operator has paused all accounts (`afterchat deployment pause`)'),
      provider: z
        .object({ since: Timestamp, reason: z.enum(['providerAuth', 'outOfCredits']), nextProbeAt: Timestamp })
        .nullable()
        .describe(
          'set while nothing is sent for any account because the provider refuses the key or its credits are used up; it is retried automatically',
        ),
    }),
    alerts: z.array(Alert).describe('problems that somebody has to solve'),
  })
  .meta({ id: 'Status' });
export type Status = z.infer<typeof Status>;
