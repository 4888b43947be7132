import type { DoneAct } from '../../chaos/acts.ts';
import type { Evidence } from '../../chaos/evidence.ts';
import { marksIn, type ShownDirect } from '../../chaos/shown-direct.ts';
import type { Conversation } from '../../src/contract/conversations.ts';
import type { Delivery } from '../../src/contract/deliveries.ts';
import type { Message } from '../../src/contract/messages.ts';

export interface DirectCase {
  readonly acts: readonly DoneAct[];
  readonly evidence: Evidence;
  /** Epoch milliseconds. */
  readonly startedAt: number;
}

const startedAt = Date.parse('2026-11-27T12:00:00.000Z');
const atSecond = (seconds: number) => startedAt + seconds * 1_000;
const stamp = (seconds: number) => new Date(atSecond(seconds)).toISOString();

export const part = (id: string, text: string, seconds: number): ShownDirect => ({
  ...{ id, acceptedAt: atSecond(seconds), conversation: 'm1', text },
  marks: marksIn(text),
});

/**
 * A conversation on Messenger that went well, as a run would find it: the visitor writes, an agent answers in two parts,
 * somebody writes in Meta's own inbox, and the agent answers once more.
 */
export function directCase(): DirectCase {
  const first = 'm1-a1: it comes m1-a1.1: tomorrow or\nm1-a1.2: in two days';
  const acts = [
    act({ kind: 'writeDirect', messageId: 'm1-v1', text: 'm1-v1: hello' }, 0, { inboundId: 'mid-v1' }),
    act({ kind: 'begin', email: null }, 1),
    posted('m1-a1', first, 2, 2),
    act({ kind: 'ownInbox', messageId: 'm1-o1', text: 'm1-o1: me too' }, 4, { inboundId: 'mid-o1' }),
    posted('m1-a2', 'm1-a2: all right', 4, 6),
  ];
  const messages = [
    message({ id: 'messenger-1', seq: 1, text: 'm1-v1: hello', by: 'visitor' }),
    message({ id: 'm1-a1', seq: 2, text: first, by: 'agent', deliveryId: 'd1' }),
    message({ id: 'messenger-2', seq: 3, text: 'm1-o1: me too', by: 'ownInbox' }),
    message({ id: 'm1-a2', seq: 4, text: 'm1-a2: all right', by: 'agent', deliveryId: 'd2' }),
  ];
  const deliveries = [delivery('d1', 2, [3, 5]), delivery('d2', 4, [9])];
  return {
    acts,
    startedAt,
    evidence: {
      conversations: new Map([['m1', { id: 'm1', readUpTo: 0, visitor: { email: null } } as unknown as Conversation]]),
      messages: new Map([['m1', messages]]),
      deliveries: new Map(deliveries.map((one) => [one.id, one])),
      ...{ mails: [], reports: [], acceptedReplies: new Set<string>(), echoes: [] },
      directs: [
        part('mid-1', 'm1-a1: it comes m1-a1.1: tomorrow or', 4),
        part('mid-2', 'm1-a1.2: in two days', 6),
        part('mid-3', 'm1-a2: all right', 10),
      ],
    },
  };
}

function act(what: DoneAct['act'], seconds: number, more: Partial<DoneAct> = {}): DoneAct {
  const times = { sentAt: atSecond(seconds), acknowledgedAt: atSecond(seconds) + 500 };
  const how = { seq: null, upTo: null, tries: 1, unanswered: 0, refused: null };
  return { conversation: 'm1', act: what, ...times, ...how, ...more };
}

function posted(messageId: string, text: string, seq: number, seconds: number): DoneAct {
  const author = { kind: 'agent', id: 'ada' } as const;
  return act({ kind: 'post', messageId, author, text, reads: false }, seconds, { seq });
}

interface Written {
  readonly id: string;
  readonly seq: number;
  readonly text: string;
  readonly by: 'visitor' | 'agent' | 'ownInbox';
  readonly deliveryId?: string;
}

function message({ id, seq, text, by, deliveryId = undefined }: Written): Message {
  const via = by === 'agent' ? 'api' : 'messenger';
  const author = { kind: by === 'visitor' ? 'visitor' : 'agent' };
  const outcome = { state: 'sentDirectly', reason: null, until: null, deliveryId: deliveryId ?? null };
  return { id, seq, text, author, via, state: 'sent', ...(by === 'visitor' ? {} : { outcome }) } as unknown as Message;
}

function delivery(id: string, seq: number, attempts: readonly number[]): Delivery {
  return {
    ...{
      id,
      conversationId: 'm1',
      channel: 'messenger',
      status: 'accepted',
      reason: null,
      newsSeqs: [seq],
      reports: [],
    },
    parts: attempts.map((seconds) => ({ kind: 'text', acceptedAt: stamp(seconds + 1) })),
    attempts: attempts.map((seconds, index) => ({
      ...{ at: stamp(seconds), end: 'accepted', result: 'the platform answered 200', part: index + 1 },
    })),
  } as unknown as Delivery;
}
