import { maxUnread } from '../contract/conversations.ts';

/** How far each agent has read, and what is unread for them. */
export interface ReadByAgents {
  readonly lastSeq: number;
  /** Its place among others: when its last message came, or was written if that is history. */
  readonly listedAt?: number;
  /** What the visitor wrote besides imported history: how many messages, and the place of the newest. */
  readonly fromVisitor?: FromVisitor;
  /** How far agents have read; the one who read last is the last. */
  readonly readBy?: readonly AgentRead[];
}

interface FromVisitor {
  readonly count: number;
  readonly lastSeq: number;
}

interface AgentRead {
  readonly agentId: string;
  /** Everything up to this place. */
  readonly upTo: number;
  /** How many of the visitor's messages these are. */
  readonly count: number;
  /** The agent wants to see it as unread. */
  readonly isMarked?: true;
}

/** Of how many agents a conversation remembers how far they have read: of those who read last. */
const maxReaders = 50;

const none: FromVisitor = { count: 0, lastSeq: 0 };

/** The conversation after the visitor's newest message, or several, took their places up to `lastSeq`. */
export function withFromVisitor<C extends ReadByAgents>(conversation: C, lastSeq: number, count = 1): C {
  const { fromVisitor = none } = conversation;
  return { ...conversation, fromVisitor: { count: fromVisitor.count + count, lastSeq } };
}

/** The conversation without one of the visitor's messages, which is unread for nobody any more. */
export function withoutFromVisitor<C extends ReadByAgents>(conversation: C, seq: number): C {
  const { fromVisitor = none, readBy = [] } = conversation;
  const less = (count: number) => Math.max(0, count - 1);
  return {
    ...conversation,
    fromVisitor: { ...fromVisitor, count: less(fromVisitor.count) },
    readBy: readBy.map((read) => (read.upTo >= seq ? { ...read, count: less(read.count) } : read)),
  };
}

/**
 * The conversation once an agent has read up to a place; never back, never past the last message. The same object if
 * that changes nothing.
 * @param after how many of the visitor's messages come after that place; not looked at if it is the last of them
 */
export function withReadByAgent<C extends ReadByAgents>(conversation: C, agentId: string, upTo: number, after = 0): C {
  const { fromVisitor = none } = conversation;
  const before = readOf(conversation, agentId);
  const seq = Math.max(before.upTo, Math.min(upTo, conversation.lastSeq));
  if (seq === before.upTo && before.isMarked === undefined && before !== unknown) return conversation;
  const count = seq >= fromVisitor.lastSeq ? fromVisitor.count : Math.max(before.count, fromVisitor.count - after);
  return withRead(conversation, { agentId, upTo: seq, count });
}

/** The conversation as an agent wants to see it again; the same object if they marked it before. */
export function withMarkedUnread<C extends ReadByAgents>(conversation: C, agentId: string): C {
  const { upTo, count, isMarked } = readOf(conversation, agentId);
  return isMarked ? conversation : withRead(conversation, { agentId, upTo, count, isMarked: true });
}

const unknown: Omit<AgentRead, 'agentId'> = { upTo: 0, count: 0 };

/** Up to where an agent has read. */
export const readUpTo = (conversation: ReadByAgents, agentId: string) => readOf(conversation, agentId).upTo;

const readOf = ({ readBy = [] }: ReadByAgents, agentId: string) =>
  readBy.find((read) => read.agentId === agentId) ?? unknown;

function withRead<C extends ReadByAgents>(conversation: C, read: AgentRead): C {
  const others = (conversation.readBy ?? []).filter(({ agentId }) => agentId !== read.agentId);
  return { ...conversation, readBy: [...others, read].slice(-maxReaders) };
}

/**
 * How many of the visitor's messages an agent has not read, at most `maxUnread`; at least 1 if they marked it. What was
 * said before they became an agent is not unread.
 */
export function unreadOf(
  conversation: ReadByAgents,
  { id, createdAt }: { readonly id: string; readonly createdAt: number },
): number {
  const { fromVisitor = none, listedAt = 0 } = conversation;
  const read = readOf(conversation, id);
  if (read === unknown && listedAt < createdAt) return 0;
  return Math.min(maxUnread, Math.max(fromVisitor.count - read.count, read.isMarked ? 1 : 0));
}
