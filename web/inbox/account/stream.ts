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

/**
 * Follows the account until the signal aborts: one stream for the whole page, which goes on where it was when the
 * connection breaks. Resolves once it is open for the first time, after which nothing is missed.
 */
export function followAccount(signal: AbortSignal): Promise<void> {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  void (async () => {
    let lastEventId: string | undefined;
    while (!signal.aborted) {
      const onConnection = (now: 'open' | 'lost') => {
        connection.value = now;
        if (now === 'open') open();
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
  return opened;
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
