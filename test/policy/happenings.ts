import type { ReplyForwarding } from '../../src/contract/messages.ts';
import type { ForwardingChoice } from '../../src/contract/settings.ts';
import type { AgentPresence } from '../../src/policy/facts.ts';
import { neverNewsOf } from '../../src/policy/forwarding/news.ts';
import { cancel, type Requested, sendNow } from '../../src/policy/forwarding/request.ts';
import { withDeleted, withNewReply, withRead } from '../../src/policy/pending.ts';
import { timeOfMessage } from '../../src/policy/visitor/clocks.ts';
import { reportedBy, returned } from '../../src/policy/visitor/presence.ts';
import { minutes } from './facts.ts';
import { choose, type Happening, type StoredMessage, type World } from './world.ts';

/** What can happen to a conversation and its account, each at a time in minutes. */

const happening = (at: number, change: (world: World) => World): Happening => ({ at: minutes(at), change });

export const agentSays = (at: number, forwarding: ReplyForwarding = 'auto') =>
  happening(at, (world) => withMessage(world, 'agent', forwarding));
export const botSays = (at: number) => happening(at, (world) => withMessage(world, 'bot'));
export const visitorWrites = (at: number) =>
  happening(at, (world) => {
    const { conversation, account, now } = withMessage(world, 'visitor');
    const { actedAt } = timeOfMessage(world.clocks.visitors(now), true, now);
    const presence = returned(conversation.presence, actedAt, account.settings.timing.silenceSeconds);
    return { ...withMessage(world, 'visitor'), conversation: { ...conversation, presence } };
  });

export const answersByEmail = (at: number) =>
  happening(at, (world) => {
    const { conversation, mails, messages, now } = withMessage(world, 'visitor');
    const emailed = mails.flatMap(({ news }) => news);
    const read = messages.map((message) =>
      emailed.includes(message.seq) && message.readAt === null ? { ...message, readAt: now } : message,
    );
    return {
      ...withMessage(world, 'visitor'),
      messages: read,
      conversation: { ...conversation, answeredByMailAt: now },
    };
  });
export const answersFromAnotherAddress = (at: number) => happening(at, (world) => withMessage(world, 'visitor'));

export const heartbeat = (at: number, tab = 'a') => reports(at, 'here', tab);
export const active = (at: number, tab = 'a') => reports(at, 'active', tab);
export const leaves = (at: number, tab = 'a') => reports(at, 'left', tab);

export const reads = (at: number, upTo = Number.POSITIVE_INFINITY) =>
  happening(at, (world) => {
    const { conversation, now } = world;
    const messages = world.messages.map((message) =>
      message.seq <= upTo && message.readAt === null ? { ...message, readAt: now } : message,
    );
    const pending = withRead(conversation.pending, upTo, now);
    return { ...world, messages, conversation: { ...conversation, pending } };
  });

export const deletes = (at: number, seq: number) =>
  happening(at, (world) => {
    const { conversation, messages, now } = world;
    const pending = withDeleted(conversation.pending, seq);
    return {
      ...world,
      messages: messages.map((message) => (message.seq === seq ? { ...message, deletedAt: now } : message)),
      conversation: { ...conversation, pending },
    };
  });

export const asksToSendNow = (at: number) =>
  happening(at, (world) => requested(world, sendNow(world.conversation, world.account, world.now)));

export const cancels = (at: number) =>
  happening(at, (world) => requested(world, cancel(world.conversation, world.account, [], world.now)));

export const closes = (at: number) =>
  happening(at, (world) => ({ ...world, conversation: { ...world.conversation, closedAt: world.now } }));

export const addressBecomes = (at: number, email: string | null) =>
  happening(at, (world) => ({ ...world, conversation: { ...world.conversation, visitor: { email } } }));

type Agents = readonly AgentPresence[];
export const agentsBecome = (at: number, agents: (now: number, before: Agents) => Agents) =>
  happening(at, ({ account, ...world }) => ({
    ...world,
    account: { ...account, agents: agents(world.now, account.agents) },
  }));

export const accountChooses = (at: number, choice: ForwardingChoice) => happening(at, (world) => choose(world, choice));

export const accountPauses = (at: number, paused: boolean) =>
  happening(at, (world) => {
    const { account } = world;
    const delivery = { ...account.settings.delivery, paused };
    return { ...world, account: { ...account, settings: { ...account.settings, delivery } } };
  });

function requested(world: World, answer: Requested): World {
  if (answer.kind !== 'pending') return world;
  const { pending } = answer;
  const cancelledAt = (seq: number) => (pending.find((reply) => reply.seq === seq)?.isCancelled ? world.now : null);
  const messages = world.messages.map((message) => ({ ...message, cancelledAt: cancelledAt(message.seq) }));
  return { ...world, messages, conversation: { ...world.conversation, pending } };
}

function reports(at: number, state: 'here' | 'active' | 'left', tab: string): Happening {
  return happening(at, (world) => {
    const { conversation, account, clocks, now } = world;
    const report = { state, tab, ...clocks.visitors(now) };
    const presence = reportedBy(conversation.presence, report, account.settings.timing.silenceSeconds, now);
    return { ...world, conversation: { ...conversation, presence } };
  });
}

function withMessage(world: World, author: StoredMessage['author'], forwarding: ReplyForwarding = 'auto'): World {
  const { conversation, account, messages, now } = world;
  const seq = messages.length + 1;
  const isHistory = author === 'agent' && timeOfMessage(world.clocks.agents(now), true, now).isHistory;
  const neverNews = author === 'agent' ? neverNewsOf({ forwarding, isHistory }, account.settings) : null;
  const isForwardable = author === 'agent' && neverNews === null;
  const message = {
    author,
    seq,
    receivedAt: now,
    readAt: null,
    deletedAt: null,
    cancelledAt: null,
    neverNews,
  } as const;
  return {
    ...world,
    messages: [...messages, message],
    conversation: {
      ...conversation,
      closedAt: null,
      lastMessageAt: now,
      lastAgentAt: author === 'agent' ? now : conversation.lastAgentAt,
      pending: isForwardable
        ? withNewReply(conversation.pending, { seq, isAsked: forwarding === 'now', now })
        : conversation.pending,
    },
  };
}
