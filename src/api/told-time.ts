import type { ToldTime } from '../policy/visitor/clocks.ts';

/** Converts a client's times to what the rules expect. */
export function toldTimeOf({
  at,
  sentAt,
}: {
  readonly at?: string | undefined;
  readonly sentAt?: string | undefined;
}): ToldTime {
  return { at: at === undefined ? null : Date.parse(at), sentAt: sentAt === undefined ? null : Date.parse(sentAt) };
}
