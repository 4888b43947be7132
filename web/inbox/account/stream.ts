import { signal } from '@preact/signals';
import type { ChatEvent } from '../../../packages/client/src/index.ts';
import { client } from './session.ts';

/** Whether what happens reaches this page. */
export const connection = signal<'connecting' | 'open' | 'lost'>('connecting');

type Listener = (event: ChatEvent) => void;
const listeners = new Set<Listener>();

/** Calls back with everything that happens in the account; returns what ends it. After `reset`, load again what you show. */
export function onEvent(listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** The client gives up when asking again is no use by itself, as during a deployment that went wrong. */
const afterRefusalMs = 20_000;

/** A page is shown after this long although nothing can be followed yet. */
const patienceMs = 1_000;

/**
 * Follows the account until the signal aborts: one stream for the whole page, which goes on where it was when the
 * connection breaks. Resolves once it is open: nothing is missed of what is loaded after that. If it takes too long it
 * resolves before, and once the stream is open, what was loaded meanwhile is loaded again.
 */
export function followAccount(signal: AbortSignal): Promise<void> {
  let isLate = false;
  let ready = () => {};
  const begun = new Promise<void>((resolve) => {
    ready = resolve;
  });
  const open = () => {
    ready();
    if (isLate) tell({ id: '', type: 'reset', data: {} });
    isLate = false;
  };
  const waiting = setTimeout(() => {
    isLate = true;
    ready();
  }, patienceMs);
  void (async () => {
    let lastEventId: string | undefined;
    while (!signal.aborted) {
      const onConnection = (now: 'open' | 'lost') => {
        connection.value = now;
        if (now !== 'open') return;
        clearTimeout(waiting);
        open();
      };
      try {
        const from = lastEventId === undefined ? {} : { lastEventId };
        for await (const event of client.events({ signal, onConnection, ...from })) {
          lastEventId = event.id;
          tell(event);
        }
      } catch {
        connection.value = 'lost';
        await new Promise((resolve) => setTimeout(resolve, afterRefusalMs));
      }
    }
  })();
  return begun;
}

function tell(event: ChatEvent): void {
  for (const listener of listeners) {
    try {
      listener(event);
    } catch (error) {
      // One part that fails must not keep the others from what happens.
      reportError(error);
    }
  }
}
