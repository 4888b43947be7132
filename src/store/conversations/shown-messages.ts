import type { ClientSession } from 'mongodb';
import { maxBytesInMail, maxMessagesInMail, mayBeShown, shownPart } from '../../policy/forwarding/news.ts';
import type { AccountDoc, ConversationDoc, ConversationRef, DeliveryDoc, MessageDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';

/** What one email shows, in the conversation's order. */
export interface Shown {
  readonly messages: readonly MessageDoc[];
  /** The news among them: the oldest of what was requested, as much as fits into one email. */
  readonly newsSeqs: readonly number[];
  /** The messages before which others are left out because they do not fit. */
  readonly afterGap: ReadonlySet<number>;
}

/** What an email may show, as a query; `mayBeShown` decides. */
const shown = { deletedAt: null, cancelledAt: null };
/** So that no more than a few megabytes come at once. */
const batchSize = 100;

/** How much still fits into one email. */
interface Room {
  messages: number;
  bytes: number;
}

const wholeMail: Room = { messages: maxMessagesInMail, bytes: maxBytesInMail };

/**
 * The messages that an email with this news shows (design R3), at most `maxMessagesInMail` with `maxBytesInMail` of
 * text. If the conversation is longer: the news first, then what is shown before it, then the newest of the rest. News
 * that does not fit waits for the next email, and so does what was said after it.
 */
export async function messagesShown(
  store: Store,
  account: AccountDoc,
  conversation: ConversationDoc,
  wanted: readonly number[],
  newest: Newest | null = null,
): Promise<Shown> {
  const ref = { accountId: conversation.accountId, conversationId: conversation.id };
  const before = await shownBefore({ store, ref, newest }, account, conversation);
  const isWhole = before === Number.POSITIVE_INFINITY;
  const read = (seq: Range, order: 1 | -1, room: Room, limit = maxMessagesInMail + 1) =>
    taken(
      (newest && newestIn(newest, seq, order, limit)) ??
        store.messages.find({ ...ref, ...shown, seq }, { sort: { seq: order }, limit, batchSize }),
      room,
    );
  const contextOf = async (first: number, room: Room) =>
    isWhole || before === 0 ? nothing : await read({ $gt: 0, $lt: first }, -1, room, before);

  const room = { ...wholeMail };
  const from = Math.min(...wanted);
  const onward = await read(isWhole ? { $gt: 0 } : { $gte: from }, -1, room);
  if (!onward.isCut) {
    const context = await contextOf(from, room);
    const messages = inOrder(onward, context);
    const newsSeqs = messages.filter(({ seq }) => wanted.includes(seq)).map(({ seq }) => seq);
    return { messages, newsSeqs, afterGap: gaps(messages, { context, restFrom: 0, restBegins: 0 }) };
  }

  const left = { ...wholeMail };
  const news = await read({ $in: wanted.slice(0, maxMessagesInMail) }, 1, left);
  const newsSeqs = news.messages.map(({ seq }) => seq);
  const [first, last] = [newsSeqs[0], newsSeqs.at(-1)];
  if (first === undefined || last === undefined) return { messages: [], newsSeqs, afterGap: new Set() };
  const context = await contextOf(first, left);
  const end = newsSeqs.length < wanted.length ? last : Number.MAX_SAFE_INTEGER;
  const restBegins = isWhole ? 0 : first;
  const rest = await read({ $gt: restBegins, $lt: end, $nin: newsSeqs }, -1, left);
  const restFrom = rest.isCut ? (rest.messages.at(-1)?.seq ?? Number.MAX_SAFE_INTEGER) : 0;
  const messages = inOrder(news, context, rest);
  return { messages, newsSeqs, afterGap: gaps(messages, { context, restFrom, restBegins }) };
}

const inOrder = (...parts: readonly Taken[]) => parts.flatMap(({ messages }) => messages).sort((a, b) => a.seq - b.seq);

/** The newest messages of a conversation that an email may show, the newest first. */
export interface Newest {
  readonly messages: readonly MessageDoc[];
  /** Whether there are no others. */
  readonly isAll: boolean;
}

/** So many are read together with a conversation: most emails show no others. */
const readTogether = 20;

/** For reading them together with the conversation, as stages of a query of the messages. */
export const newestStages = ({ accountId, conversationId }: ConversationRef) => [
  { $match: { accountId, conversationId, ...shown, seq: { $gt: 0 } } },
  { $sort: { seq: -1 } },
  { $limit: readTogether },
];

/** What such stages have found. */
export const newestOf = (messages: readonly MessageDoc[]): Newest => ({
  messages,
  isAll: messages.length < readTogether,
});

interface Range {
  readonly $gt?: number;
  readonly $gte?: number;
  readonly $lt?: number;
  readonly $in?: readonly number[];
  readonly $nin?: readonly number[];
}

/** What a query would find, if the newest messages tell; otherwise null. */
function newestIn({ messages, isAll }: Newest, range: Range, order: 1 | -1, limit: number): MessageDoc[] | null {
  const { $gt = Number.NEGATIVE_INFINITY, $gte = $gt, $lt = Number.POSITIVE_INFINITY, $in, $nin } = range;
  if ($in !== undefined || $nin !== undefined || order === 1) return null;
  const found = messages.filter(({ seq }) => seq > $gt && seq >= $gte && seq < $lt);
  const oldest = messages.at(-1)?.seq ?? Number.NEGATIVE_INFINITY;
  const isKnown = isAll || oldest <= $gte || found.length >= limit;
  return isKnown ? found.slice(0, limit) : null;
}

/** Where messages are counted. */
interface Counted {
  readonly store: Store;
  readonly ref: ConversationRef;
  readonly newest: Newest | null;
}

/** How many messages are shown before the news: all in a transcript and in a short conversation. */
async function shownBefore(
  { store, ref, newest }: Counted,
  { settings }: AccountDoc,
  { lastSeq }: Pick<ConversationDoc, 'lastSeq'>,
) {
  const { before } = shownPart(lastSeq, settings);
  if (before === Number.POSITIVE_INFINITY) return before;
  const known = newest?.messages.length ?? 0;
  if (newest?.isAll || known > settings.content.shortConversationMessages) return shownPart(known, settings).before;
  // There are at most as many as the last one's place; counting only finds how many of them are not shown.
  const limit = settings.content.shortConversationMessages + 1;
  const count = await store.messages.countDocuments({ ...ref, ...shown, seq: { $gt: 0 } }, { limit });
  return shownPart(count, settings).before;
}

interface Taken {
  readonly messages: readonly MessageDoc[];
  readonly isCut: boolean;
}
const nothing: Taken = { messages: [], isCut: false };

/** Reads until there is no more room. */
async function taken(found: AsyncIterable<MessageDoc> | readonly MessageDoc[], room: Room): Promise<Taken> {
  const messages: MessageDoc[] = [];
  for await (const message of found) {
    const bytes = Buffer.byteLength(message.text);
    if (room.messages === 0 || bytes > room.bytes) return { messages, isCut: true };
    room.messages -= 1;
    room.bytes -= bytes;
    if (mayBeShown(message)) messages.push(message);
  }
  return { messages, isCut: false };
}

/**
 * Where something is left out: before the context if that was cut, and in the rest between its oldest message and its
 * beginning. (A place that only had deleted messages counts too.)
 */
function gaps(
  messages: readonly MessageDoc[],
  { context, restFrom, restBegins }: { context: Taken; restFrom: number; restBegins: number },
): ReadonlySet<number> {
  const found = new Set<number>();
  let previous = 0;
  for (const { seq } of messages) {
    if (seq <= restFrom && previous >= restBegins && seq > previous + 1) found.add(seq);
    previous = seq;
  }
  const [oldest] = messages;
  if (context.isCut && oldest !== undefined) found.add(oldest.seq);
  return found;
}

/** The messages that a delivery carries as news, in order. */
export function newsMessages(
  store: Store,
  { accountId, conversationId, newsSeqs }: DeliveryDoc,
  session?: ClientSession,
): Promise<MessageDoc[]> {
  return store.messages
    .find(
      { accountId, conversationId, seq: { $in: [...newsSeqs] } },
      { sort: { seq: 1 }, ...(session ? { session } : {}) },
    )
    .toArray();
}
