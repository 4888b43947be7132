import { type Arrived, arrivedAt } from './arrived.ts';
import { differences } from './compare.ts';
import { play } from './play.ts';
import type { Row } from './row.ts';
import type { Stage } from './stage.ts';

/** The result of playing one row. */
export type Verdict = { readonly row: Row } & (
  | { readonly kind: 'ok'; readonly arrived: Arrived }
  | { readonly kind: 'differs'; readonly arrived: Arrived; readonly differences: readonly string[] }
  | { readonly kind: 'error'; readonly message: string }
);

const behindWorthSaying = 0.5;

/** Plays one row and compares. Never rejects: an error is a verdict, so that the other rows continue. */
export async function verdictOn(row: Row, stage: Stage, lateSeconds: number, stop: AbortSignal): Promise<Verdict> {
  try {
    const played = await play(row, stage, lateSeconds, stop);
    const arrived = await arrivedAt(row, stage, played);
    const found = differences(row, arrived, lateSeconds);
    if (found.length === 0) return { row, kind: 'ok', arrived };
    const behind = played.behindSeconds;
    const slow = behind < behindWorthSaying ? [] : [`(requests of this row were up to ${behind.toFixed(1)} s late)`];
    return { row, kind: 'differs', arrived, differences: [...found, ...slow] };
  } catch (error) {
    return { row, kind: 'error', message: errorInWords(error) };
  }
}

/** An error in one line, with its cause, because `fetch failed` alone says nothing. */
export function errorInWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? `: ${error.cause.message || error.cause.name}` : '';
  return `${error.message}${cause}`.split('\n')[0] ?? '';
}
