import { z } from 'zod';
import type { DirectReport } from '../direct.ts';
import { metaEventOf } from './event.ts';
import { kindOf } from './posted-events.ts';

const Event = z.looseObject({ timestamp: z.number().min(0).max(100_000_000_000_000).optional().catch(undefined) });

/** What one `messaging` entry of a webhook tells of what a page has sent; null if it is about something else. */
export function readReport(given: unknown): DirectReport | null {
  const parsed = Event.safeParse(given);
  const kind = parsed.success ? kindOf(parsed.data) : null;
  if (!parsed.success || kind === null) return null;
  const event = metaEventOf(kind, given);
  switch (event?.kind) {
    case 'echo': {
      const { mid, metadata, text, attachments } = event;
      const { timestamp: at } = parsed.data;
      return at === undefined ? null : { kind: 'echo', mid, metadata, text: text || null, attachments, at };
    }
    case 'delivered':
      return { kind: 'delivered', mids: event.mids, watermark: event.upTo ?? 0 };
    case 'read':
      return { kind: 'read', mid: event.mid, watermark: event.upTo };
    default:
      return null;
  }
}
