import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Id } from '../../contract/primitives.ts';
import type { Received } from '../../policy/delivery/received.ts';

const maxDetail = 1_000;
const maxRaw = 2_000;

const short = z.string().min(1).max(200);

/** An event of SendGrid's Event Webhook, as far as we read it; our custom arguments stand next to its own fields. */
const Event = z.object({
  event: z.string().min(1).max(64),
  sg_event_id: short.optional(),
  sg_message_id: short.optional(),
  'smtp-id': z.string().min(1).max(998).optional().catch(undefined),
  email: z.string().min(3).max(320).optional().catch(undefined),
  /** Seconds since 1970. */
  timestamp: z.int().min(0).max(100_000_000_000),
  /** For a bounce: `blocked` if it is not about the address. */
  type: z.string().optional().catch(undefined),
  reason: z.string().optional().catch(undefined),
  response: z.string().optional().catch(undefined),
});

/** The custom arguments of all our emails. */
const OfOurMail = z.object({
  account: Id,
  delivery: Id,
  attempt: z
    .string()
    .regex(/^[1-9]\d{0,5}$/)
    .transform(Number),
});

/** In `deferred` events, `attempt` is SendGrid's own count, which replaces ours. */
const OfDeferredMail = OfOurMail.extend({ attempt: z.unknown().transform(() => null) });

/** Reads one event of a batch; one that cannot be read is kept, without addresses: nobody knows whose it is. */
export function readReport(given: unknown): Received {
  const text = textOf(given);
  const parsed = Event.safeParse(given);
  if (!parsed.success)
    return { kind: 'unreadable', id: sha256(text), raw: textOf(given, withoutAddress).slice(0, maxRaw).toWellFormed() };
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
  // The provider leaves its own id out of late bounces; a bounce that has it concerns somebody else's email.
  const to = sg_message_id === undefined ? (parsed.data.email ?? null) : null;
  return smtpId === null && to === null ? { kind: 'other', report } : { kind: 'unkeyed', report, smtpId, to };
}

/** JSON.stringify fails only on extremely deep nesting. */
function textOf(given: unknown, replacer?: (name: string, value: unknown) => unknown): string {
  try {
    return JSON.stringify(given, replacer) ?? String(given);
  } catch (error) {
    return String(error);
  }
}

const withoutAddress = (_: string, value: unknown) =>
  typeof value === 'string' && value.includes('@') ? '(with an address)' : value;

function eventName({ event, type }: z.infer<typeof Event>): string {
  return event === 'bounce' && type !== undefined && type !== 'bounce' ? 'blocked' : event;
}

/** The id that the email got when it was accepted: without the name of the server that handled it. */
const mailId = (messageId: string) => messageId.replace(/\.(?:filter|recv|p3|ismtpd).*$/s, '');

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
