import type { InboundDoc } from '../../store/mongo/documents.ts';

/** After this long, and this many tries, what cannot be processed is left to a person. */
const triedForMs = 3_600_000;
export const triedTimes = 20;

/**
 * How often processing it has begun, if that has been for an hour or more. Counted before each try, because one that
 * ends the process must not be repeated for ever.
 */
export function timesFailed({ tries }: Pick<InboundDoc, 'tries'>, now: number): number {
  return tries !== undefined && tries.since <= now - triedForMs ? tries.count : 0;
}
