import { signal } from '@preact/signals';
import type { Status } from '../../../packages/client/src/index.ts';
import { serviceNow } from '../account/clock.ts';
import { client } from '../account/session.ts';
import { onEvent } from '../account/stream.ts';

/** The status as it was at a time, in epoch milliseconds. */
export interface Known {
  readonly at: number;
  readonly status: Status;
}

interface History {
  /** The oldest first. */
  readonly known: readonly Known[];
  readonly hasFailed: boolean;
}

/** An hour of it. */
const maxKnown = 360;
const askEveryMs = 10_000;

/** What the status was since this page was opened; it is kept nowhere else. */
export const history = signal<History>({ known: [], hasFailed: false });

export async function askStatus(): Promise<void> {
  try {
    const status = await client.status();
    const known = [...history.peek().known, { at: serviceNow(), status }].slice(-maxKnown);
    history.value = { known, hasFailed: false };
  } catch {
    history.value = { ...history.peek(), hasFailed: true };
  }
}

/** Asks again and again while somebody looks, and at once when an alert is told; returns what ends it. */
export function followStatus(): () => void {
  void askStatus();
  const timer = setInterval(() => document.visibilityState === 'visible' && void askStatus(), askEveryMs);
  const stop = onEvent(({ type }) => (type === 'alert' || type === 'reset') && void askStatus());
  return () => {
    clearInterval(timer);
    stop();
  };
}
