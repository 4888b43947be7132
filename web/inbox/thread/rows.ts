import type { Conversation, Message } from '../../../packages/client/src/index.ts';
import { say } from '../words/language.ts';
import { channelNames } from './channel-names.ts';

/** What stands in a thread, from top to bottom: messages, days, and lines about what happened around them. */
export type ThreadRow =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | {
      readonly kind: 'message';
      readonly key: string;
      readonly message: Message;
      /** Whether somebody else wrote before, or the same long ago: then it says who. */
      readonly isFirst: boolean;
    }
  | { readonly kind: 'left'; readonly key: string; readonly at: number }
  | {
      readonly kind: 'emailed';
      readonly key: string;
      readonly at: number;
      readonly address: string;
      /** How many messages the email brought. */
      readonly count: number;
    };

type Line = Extract<ThreadRow, { readonly kind: 'left' | 'emailed' }>;

/** Messages of one author within this time stand together. */
const togetherMs = 5 * 60_000;

/**
 * @param messages in their order
 * @param hasOlder whether there are messages before these: what happened before them belongs to those
 */
export function threadRows(
  messages: readonly Message[],
  { visitor, channel }: Pick<Conversation, 'visitor' | 'channel'>,
  hasOlder: boolean,
): readonly ThreadRow[] {
  const left = channel.kind === 'web' ? leaving(visitor.presence) : [];
  const lines = [...emails(messages), ...left].sort((one, other) => one.at - other.at);
  const oldest = messages[0];
  const shown = hasOlder && oldest !== undefined ? lines.filter(({ at }) => at >= timeOf(oldest)) : lines;
  return withDays(merged(messages, shown));
}

const timeOf = ({ receivedAt }: Message) => Date.parse(receivedAt);

/** Each email that was sent, once, however many messages it brought. */
function emails(messages: readonly Message[]): Line[] {
  const byDelivery = new Map<string, Line & { readonly kind: 'emailed' }>();
  for (const { forwardedTo } of messages)
    for (const { channel, deliveryId, at, address } of forwardedTo) {
      if (channel !== 'email') continue;
      const count = (byDelivery.get(deliveryId)?.count ?? 0) + 1;
      byDelivery.set(deliveryId, { kind: 'emailed', key: `mail ${deliveryId}`, at: Date.parse(at), address, count });
    }
  return [...byDelivery.values()];
}

function leaving({ state, leftAt }: Conversation['visitor']['presence']): Line[] {
  return state === 'left' && leftAt !== null ? [{ kind: 'left', key: 'left', at: Date.parse(leftAt) }] : [];
}

/** Messages keep their order; a line stands before the first message that came after it. */
function merged(messages: readonly Message[], lines: readonly Line[]): ThreadRow[] {
  const rows: ThreadRow[] = [];
  let next = 0;
  let before: Message | null = null;
  for (const message of messages) {
    for (let line = lines[next]; line !== undefined && line.at < timeOf(message); line = lines[next]) {
      rows.push(line);
      next += 1;
      before = null;
    }
    rows.push({ kind: 'message', key: message.id, message, isFirst: before === null || !isTogether(before, message) });
    before = message;
  }
  return [...rows, ...lines.slice(next)];
}

const isTogether = (one: Message, other: Message) =>
  one.author.kind === other.author.kind &&
  one.author.id === other.author.id &&
  one.via === other.via &&
  one.kind === other.kind &&
  labelOf(one) === labelOf(other) &&
  Date.parse(other.at) - Date.parse(one.at) < togetherMs;

/** Where the newest email brought a message, or on which channel it was sent; null if it is only in the chat. */
export function labelOf({ forwardedTo }: Message): string | null {
  const last = forwardedTo.at(-1);
  if (last === undefined) return null;
  return last.channel === 'email'
    ? say('thread.forwardedTo', { address: last.address })
    : say('thread.sentTo', { channel: channelNames[last.channel] });
}

function withDays(rows: readonly ThreadRow[]): readonly ThreadRow[] {
  let day = '';
  return rows.flatMap((row) => {
    const at = row.kind === 'message' ? Date.parse(row.message.at) : row.at;
    const itsDay = new Date(at).toDateString();
    if (itsDay === day) return [row];
    day = itsDay;
    const first = row.kind === 'message' ? { ...row, isFirst: true } : row;
    return [{ kind: 'day', key: `day ${row.key}`, at } as const, first];
  });
}
