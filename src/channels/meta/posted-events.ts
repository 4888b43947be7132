import { z } from 'zod';
import type { ChannelEventKind } from '../../contract/channel-events.ts';
import { type MetaChannelKind, PlatformId } from '../../contract/channels.ts';

/** One event of a post, as far as it has to be read before it is stored. */
export interface PostedEvent {
  readonly channel: MetaChannelKind;
  readonly pageId: string;
  readonly kind: ChannelEventKind;
  /** The id by which the page knows the visitor; null if that cannot be read. */
  readonly visitorId: string | null;
  /** When it happened, by Meta's clock, in epoch milliseconds; null if it does not say. */
  readonly at: number | null;
  /** All of it, in JSON. */
  readonly raw: string;
}

export interface PostedEvents {
  /** All are of one channel; null if that cannot be read. */
  readonly channel: MetaChannelKind | null;
  readonly events: readonly PostedEvent[];
  /** How many are of a kind that nothing is done with. */
  readonly ignored: number;
  /** How many parts are not as Meta describes them. */
  readonly unreadable: number;
}

/** Ids are digits; as numbers, those that JSON can carry exactly are taken too. */
const Digits = z.union([PlatformId, z.int().positive().transform(String)]);
const Person = z.looseObject({ id: Digits }).optional().catch(undefined);

const Post = z.looseObject({
  object: z.enum(['page', 'instagram']),
  entry: z.array(z.unknown()),
});

const List = z.array(z.unknown()).optional().catch(undefined);
const Entry = z.looseObject({
  id: Digits,
  messaging: List,
  /** What comes while another app answers the visitor (Messenger Platform, Conversation routing). */
  standby: List,
  /** Instagram's other form. */
  changes: List,
});

/** An event of `changes`; other fields are comments and the like. */
const Change = z.looseObject({ field: z.string(), value: z.unknown() });
const changeFields = ['messages', 'messaging_postbacks', 'messaging_seen', 'message_reactions', 'messaging_referral'];

/** Milliseconds; some samples have seconds. */
const Moment = z.coerce
  .number()
  .positive()
  .max(100_000_000_000_000)
  .transform((time) => Math.floor(time < 100_000_000_000 ? time * 1_000 : time))
  .nullish()
  .catch(null);

const Event = z.looseObject({ sender: Person, recipient: Person, timestamp: Moment });

/** By which of its fields an event is recognised (Messenger Platform and Instagram Platform, Webhook events). */
const fields = [
  ['postback', 'postback'],
  ['read', 'read'],
  ['delivery', 'delivered'],
  ['reaction', 'reaction'],
  ['message_edit', 'edit'],
  ['referral', 'referral'],
] as const satisfies readonly (readonly [string, ChannelEventKind])[];

const Flags = z.looseObject({
  is_echo: z.boolean().optional().catch(undefined),
  is_deleted: z.boolean().optional().catch(undefined),
});

/**
 * Splits what Meta posted, which may have up to a thousand events of several pages. Never throws, except for bytes that
 * are not JSON: SyntaxError.
 */
export function postedEvents(text: string): PostedEvents {
  const post = Post.safeParse(JSON.parse(text));
  if (!post.success) return { channel: null, events: [], ignored: 0, unreadable: 1 };
  const channel = post.data.object === 'page' ? 'messenger' : 'instagram';
  const read = post.data.entry.map((entry) => ofEntry(channel, entry));
  return {
    channel,
    events: read.flatMap(({ events }) => events),
    ignored: sum(read.map(({ ignored }) => ignored)),
    unreadable: sum(read.map(({ unreadable }) => unreadable)),
  };
}

const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count, 0);

function ofEntry(channel: MetaChannelKind, given: unknown): Omit<PostedEvents, 'channel'> {
  const entry = Entry.safeParse(given);
  if (!entry.success) return { events: [], ignored: 0, unreadable: 1 };
  const { id: pageId, messaging = [], standby = [], changes = [] } = entry.data;
  const found = [...messaging, ...standby, ...changes.map(eventIn)].map((one) => ofEvent({ channel, pageId }, one));
  return {
    events: found.filter((one) => typeof one === 'object'),
    ignored: found.filter((one) => one === 'ignored').length,
    unreadable: found.filter((one) => one === 'unreadable').length,
  };
}

/** An empty object is of no known kind. */
function eventIn(given: unknown): unknown {
  const change = Change.safeParse(given);
  return change.success && changeFields.includes(change.data.field) ? change.data.value : {};
}

function ofEvent(
  { channel, pageId }: Pick<PostedEvent, 'channel' | 'pageId'>,
  given: unknown,
): PostedEvent | 'ignored' | 'unreadable' {
  const event = Event.safeParse(given);
  if (!event.success) return 'unreadable';
  const kind = kindOf(event.data);
  if (kind === null) return 'ignored';
  const { sender, recipient, timestamp = null } = event.data;
  const [from, to] = [sender?.id ?? null, recipient?.id ?? null];
  const visitorId = kind === 'echo' || from === pageId ? to : from;
  const raw = textOf(given);
  if (raw === null) return 'unreadable';
  return { channel, pageId, kind, visitorId: visitorId === pageId ? null : visitorId, at: timestamp, raw };
}

/** By what it has; null: it is of no known kind. */
export function kindOf(event: Record<string, unknown>): ChannelEventKind | null {
  const message = Flags.safeParse(event.message);
  if (message.success) {
    if (message.data.is_deleted) return 'unsend';
    return message.data.is_echo ? 'echo' : 'message';
  }
  return fields.find(([field]) => field in event)?.[1] ?? null;
}

/** JSON.stringify fails only on extremely deep nesting. */
function textOf(given: unknown): string | null {
  try {
    return JSON.stringify(given);
  } catch {
    return null;
  }
}
