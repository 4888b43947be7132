import { z } from 'zod';
import type { DirectReport } from '../direct.ts';

const Mid = z.string().min(1).max(500);
const Time = z.int().min(0).max(100_000_000_000_000);

/**
 * One `messaging` entry of a webhook about what a page has sent, as far as it is read (Messenger Platform, "Webhook
 * events": message_echoes, message_deliveries, message_reads; Instagram: `is_echo`, messaging_seen).
 */
const Event = z.union([
  z.object({
    timestamp: Time,
    message: z.object({
      is_echo: z.literal(true),
      mid: Mid,
      metadata: z.string().max(1_000).optional().catch(undefined),
      text: z.string().max(20_000).optional().catch(undefined),
      attachments: z.array(z.unknown()).max(100).optional().catch(undefined),
    }),
  }),
  z.object({ delivery: z.object({ mids: z.array(Mid).max(1_000).default([]), watermark: Time }) }),
  z.object({ read: z.object({ watermark: Time.optional(), mid: Mid.optional() }) }),
]);

export function readReport(given: unknown): DirectReport | null {
  const parsed = Event.safeParse(given);
  if (!parsed.success) return null;
  const event = parsed.data;
  if ('delivery' in event) return { kind: 'delivered', ...event.delivery };
  if ('read' in event) return { kind: 'read', mid: event.read.mid ?? null, watermark: event.read.watermark ?? null };
  const { mid, metadata = null, text = null, attachments = [] } = event.message;
  return { kind: 'echo', mid, metadata, text, attachments: attachments.length, at: event.timestamp };
}
