import type { Agent } from '../../../packages/client/src/index.ts';

/** How an open inbox keeps its agent's status: by a lease, which lapses when the browser is gone. */

export type StatusName = NonNullable<Agent['status']>['status'];

/** Twice as long as the browser may put off what it does once a minute in a tab that nobody looks at, and a bit. */
export const leaseSeconds = 180;
export const renewEveryMs = 60_000;

interface Use {
  /** What the agent has chosen to be. */
  readonly wish: StatusName;
  /** When they used the inbox last, in any tab; epoch milliseconds like `now`. */
  readonly activeAt: number;
  /** Null: they are never away by themselves. */
  readonly awayAfterMinutes: number | null;
  readonly now: number;
}

export interface ToldStatus {
  readonly status: StatusName;
  readonly expiresInSeconds: number | null;
}

/**
 * What to tell the service. Offline by choice has no lease, unlike offline because the inbox was not used, which another
 * browser of the same agent may overrule.
 */
export function statusToTell({ wish, activeAt, awayAfterMinutes, now }: Use): ToldStatus {
  if (wish === 'offline') return { status: 'offline', expiresInSeconds: null };
  const isAway = awayAfterMinutes !== null && now - activeAt >= awayAfterMinutes * 60_000;
  return { status: isAway ? 'offline' : wish, expiresInSeconds: leaseSeconds };
}

/** Whether it has to be told: offline stays as it is by itself. */
export const isToBeTold = (next: ToldStatus, last: StatusName | null): boolean =>
  next.status !== 'offline' || next.status !== last;

type Status = NonNullable<Agent['status']>;

/** What the agent has chosen elsewhere, such as on their phone; null if they have chosen nothing. */
export function chosenElsewhere(now: Status | null, before: Status | null): StatusName | null {
  if (now === null || now.status === before?.status) return null;
  const hasLapsed = now.since === before?.expiresAt;
  return now.status === 'offline' && (now.expiresAt !== null || hasLapsed) ? null : now.status;
}
