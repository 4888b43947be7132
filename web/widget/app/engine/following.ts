import { eventsAt, type VisitorEvent } from '../../../../packages/client/src/events.ts';
import type { Message, VisitorConversation } from '../../../../packages/client/src/types.ts';
import type { Core } from './core.ts';
import { sharedStream } from './shared-stream.ts';
import { oldestSeq, reloaded, withMessages } from './transcript.ts';
import { isSessionOver, troubleOf } from './trouble.ts';

/** So many messages are loaded at first, and each time the visitor goes further back. */
const pageSize = 50;

/** What is not about the conversation's messages. */
export type OtherEvent = Exclude<VisitorEvent, { type: `message.${string}` | 'conversation.updated' | 'reset' }>;

export interface FollowingEvents {
  onConversation(conversation: VisitorConversation): void;
  onMessage(message: Message, isNew: boolean): void;
  onEvent(event: OtherEvent): void;
  /** The session is no longer valid. */
  onOver(): void;
}

export interface Follower {
  /** Tells the other tabs, which would otherwise hear of it a moment later. */
  tell(event: VisitorEvent): void;
  loadEarlier(): void;
  check(): void;
  restart(): void;
  stop(): void;
}

/** Keeps what is shown of this visitor's conversation as it is on the service, until it is stopped. */
export function following(core: Core, who: string, on: FollowingEvents): Follower {
  const { api, state, kept } = core;

  async function load(): Promise<void> {
    const signal = core.life();
    try {
      const conversation = await api.conversation({ signal });
      if (conversation === null) return;
      on.onConversation(conversation);
      const items = await pages(Math.max(0, conversation.lastSeq - pageSize), signal);
      signal.throwIfAborted();
      state.transcript.value = reloaded(state.transcript.value, items);
      state.earlier.value = oldestSeq(state.transcript.value) > 1 ? 'some' : 'none';
    } catch (error) {
      if (!signal.aborted) failed(error);
    }
  }

  /** What comes after this seq; what was held comes last. */
  async function pages(after: number, signal: AbortSignal, upTo = Number.POSITIVE_INFINITY): Promise<Message[]> {
    const { items, nextCursor } = await api.messages({ after, limit: 200 }, { signal });
    const last = items.at(-1)?.seq ?? upTo;
    return nextCursor === null || last >= upTo ? items : [...items, ...(await pages(last, signal, upTo))];
  }

  async function loadEarlier(): Promise<void> {
    if (state.earlier.value !== 'some') return;
    const signal = core.life();
    state.earlier.value = 'loading';
    const oldest = oldestSeq(state.transcript.value);
    try {
      const items = await pages(Math.max(0, oldest - 1 - pageSize), signal, oldest - 1);
      signal.throwIfAborted();
      const older = items.filter(({ seq }) => seq !== null && seq < oldest);
      state.transcript.value = withMessages(state.transcript.value, older);
      state.earlier.value = oldest > pageSize + 1 ? 'some' : 'none';
    } catch (error) {
      if (signal.aborted) return;
      state.earlier.value = 'some';
      failed(error);
    }
  }

  function failed(error: unknown): void {
    if (isSessionOver(error)) on.onOver();
    else core.failed(error);
  }

  function take(event: VisitorEvent): void {
    switch (event.type) {
      case 'message.created':
      case 'message.updated':
      case 'message.deleted': {
        const isNew = !state.transcript.value.has(event.data.id);
        state.transcript.value = withMessages(state.transcript.value, [event.data]);
        on.onMessage(event.data, isNew && event.type === 'message.created');
        return;
      }
      case 'conversation.updated':
        on.onConversation(event.data);
        return;
      case 'reset':
        void load();
        // They came with the session too. If this fails, the next change tells.
        api.widget({ siteKey: core.siteKey }).then(
          ({ agents }) => on.onEvent({ type: 'agents.updated', id: '', data: agents }),
          () => {},
        );
        return;
      default:
        on.onEvent(event);
    }
  }

  let why: 'connecting' | 'offline' | 'unavailable' = 'connecting';
  const send: typeof api.send = (...call) =>
    api.send(...call).catch((error) => {
      why = troubleOf(error).kind === 'offline' ? 'offline' : 'unavailable';
      throw error;
    });

  const { tell, check, restart, stop } = sharedStream({
    who,
    name: `${kept.key}:stream`,
    tabs: core.tabs(),
    open: (options) => eventsAt(send, { baseUrl: core.apiUrl }, '/v1/visitor/events', options),
    onEvent: take,
    onConnection: (now, hasMissed) => {
      state.connection.value = now === 'open' ? 'online' : now;
      if (now !== 'open') return;
      why = 'connecting';
      const { kind } = state.trouble.value ?? {};
      if (kind === 'offline' || kind === 'unavailable') state.trouble.value = null;
      if (hasMissed) void load();
    },
    lost: () => why,
    onEnd: failed,
  });
  return { tell, check, restart, stop, loadEarlier: () => void loadEarlier() };
}
