import { z } from 'zod';
import { Id } from '../../contract/primitives.ts';
import type { Received } from '../../store/deliveries/reports.ts';
import { sha256 } from '../../store/mongo/ids.ts';

const maxDetail = 1_000;
const maxRaw = 2_000;

const short = z.string().min(1).max(200);

/** An event of SendGrid's Event Webhook, as far as we read it; our custom arguments stand beside its own fields. */
const Event = z.object({
  event: z.string().min(1).max(64),
  sg_event_id: short.optional(),
  sg_message_id: short.optional(),
  'smtp-id': z.string().min(1).max(998).optional().catch(undefined),
  email: z.string().min(3).max(320).optional().catch(undefined),
  /** Seconds since 1970. */
  timestamp: z.int().min(0).max(100_000_000_000),
  /** Of a bounce: `blocked` when it is not about the address. */
  type: z.string().optional().catch(undefined),
  reason: z.string().optional().catch(undefined),
  response: z.string().optional().catch(undefined),
});

/** What every mail of ours carries. */
const OfOurMail = z.object({
  account: Id,
  delivery: Id,
  attempt: z
    .string()
    .regex(/^[1-9]\d{0,5}$/)
    .transform(Number),
});

/** Of a deferred mail SendGrid counts its own attempts, under the name that ours has. */
const OfDeferredMail = OfOurMail.extend({ attempt: z.unknown().transform(() => null) });

/** What one event of a batch tells; one that cannot be read is kept as it is. */
export function readEvent(given: unknown): Received {
  const text = textOf(given);
  const parsed = Event.safeParse(given);
  if (!parsed.success) return { kind: 'unreadable', id: sha256(text), raw: text.slice(0, maxRaw).toWellFormed() };
  const { sg_event_id, sg_message_id, timestamp, reason, response } = parsed.data;
  const ours = (parsed.data.event === 'deferred' ? OfDeferredMail : OfOurMail).safeParse(given);
  const attempt = ours.success ? ours.data.attempt : null;
  const report = {
    id: sg_event_id ?? sha256(text),
    event: eventName(parsed.data),
    at: timestamp * 1_000,
    attempt,
    mail: sg_message_id === undefined ? `attempt ${attempt ?? 1}` : mailId(sg_message_id),
    detail: (reason ?? response)?.slice(0, maxDetail).toWellFormed() ?? null,
  };
  const smtpId = parsed.data['smtp-id'] ?? null;
  if (ours.success)
    return { kind: 'report', accountId: ours.data.account, deliveryId: ours.data.delivery, report, smtpId };
  const isLateBounce = report.event === 'bounce' || report.event === 'blocked';
  if (!isLateBounce) return { kind: 'other', report };
  // The provider leaves its own id out of bounces that come back late; one that has it is of somebody else's mail.
  const to = sg_message_id === undefined ? (parsed.data.email ?? null) : null;
  return smtpId === null && to === null ? { kind: 'other', report } : { kind: 'unkeyed', report, smtpId, to };
}

/** Only what is nested beyond reason cannot be written again. */
function textOf(given: unknown): string {
  try {
    return JSON.stringify(given);
  } catch (error) {
    return String(error);
  }
}

function eventName({ event, type }: z.infer<typeof Event>): string {
  return event === 'bounce' && type !== undefined && type !== 'bounce' ? 'blocked' : event;
}

/** Without the name of the server that handled it: the id that the mail got when it was taken, where that is known. */
const mailId = (messageId: string) => messageId.replace(/\.(?:filter|recv|p3|ismtpd).*$/s, '');
