import { z } from 'zod';
import { parkedReasons } from './deliveries.ts';
import type { ParkedReason } from './outcomes.ts';
import { Id, Timestamp } from './primitives.ts';

/** What an operator has to do something about, each with what is wrong and what to do. */
export const alertMessages = {
  providerAuth:
    'The provider refuses the key, so no mail is sent: put a valid key with the scope mail.send into SENDGRID_API_KEY and restart; sending goes on by itself. What was not attempted waits; replay what was parked as providerAuth before.',
  outOfCredits:
    "The provider account's credits are used up, so no mail is sent; the key is good. Buy more at the provider, or wait for the next month: sending is tried again after 1, 2, 4 … 16 minutes, and goes on by itself.",
  providerDrops:
    "The provider took mails and dropped them for its own reasons: the account's quota, or what it holds for spam. See their reports (afterchat deliveries list --status dropped), then the provider's quota or spam settings; replay them afterwards.",
  alarmsOverdue:
    'Mails are due that nobody looks at or sends: see that a worker is ready (GET /readyz on its operating port says what it lacks), then look for failed workflow tasks in Temporal UI (afterchat doctor).',
  pauseForgotten:
    'The account has paused its sending for over a day, so its mail waits: set delivery.paused to false, or keep in mind that visitors are told nothing by mail until then.',
  unknownPilingUp:
    'Many mails were sent without an answer: the provider, or the way to it, is ill. Each waits for its report and is then resent once or parked, as the settings say.',
  reportsMissing:
    "The provider accepted mails and told nothing of them: turn on its event webhook, signed, for this API's /webhooks/sendgrid/events (afterchat doctor).",
} as const;
export type AlertKind = keyof typeof alertMessages;
const alertKinds = Object.keys(alertMessages) as [AlertKind, ...AlertKind[]];

export const Alert = z
  .object({
    kind: z.enum(alertKinds),
    since: Timestamp,
    endedAt: Timestamp.nullable().describe('null while it lasts; a status shows only what lasts'),
    message: z.string().describe('what is wrong, and what to do'),
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
        mails: count.describe('how many this was taken from, the newest 1,000 at most'),
        p50Seconds: seconds.nullable(),
        p99Seconds: seconds.nullable(),
      })
      .describe(
        'of the mails accepted in the last hour, how long after it was due, or replayed, one was; null if none was',
      ),
    overdueAlarms: count.describe('conversations whose workflow is over a minute late; at most 10,000 are counted'),
    parked: z.object(parkedCounts).describe('how many deliveries are parked, by reason'),
    oldestUnknown: z
      .object({ deliveryId: Id, conversationId: Id, since: Timestamp })
      .nullable()
      .describe('the delivery that has waited longest for word of its end'),
    secondsSinceLastReport: seconds.nullable().describe('since the provider last told of a mail; null if it never did'),
    paused: z.object({
      account: z.boolean().describe("the account's own pause, a setting"),
      provider: z
        .object({ since: Timestamp, reason: z.enum(['providerAuth', 'outOfCredits']), nextProbeAt: Timestamp })
        .nullable()
        .describe(
          'nothing is sent for anybody, since the provider refuses the key, or its credits are used up; it is tried again by itself',
        ),
    }),
    alerts: z.array(Alert),
  })
  .meta({ id: 'Status' });
export type Status = z.infer<typeof Status>;
