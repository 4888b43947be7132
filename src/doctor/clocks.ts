import { type Finding, failed, ok } from './check.ts';

/** Another host's clock, read between two readings of ours; epoch milliseconds. */
export interface Reading {
  readonly askedAt: number;
  readonly answeredAt: number;
  readonly theirs: number;
}

/**
 * Whether this host's clock agrees with another's (design section 6: hosts keep time within 1 s).
 * @param toleranceMs in addition to the time that the answer took
 */
export function clockFinding(whose: string, { askedAt, answeredAt, theirs }: Reading, toleranceMs: number): Finding {
  const check = `clock compared with ${whose}`;
  const [behind, ahead] = [theirs - answeredAt, askedAt - theirs];
  const off = Math.max(behind, ahead, 0);
  if (off <= toleranceMs) return ok(check, `within ${toleranceMs / 1_000} s`);
  return failed(
    check,
    `this host is ${(off / 1_000).toFixed(1)} s ${behind > ahead ? 'behind' : 'ahead'}`,
    `synchronise both hosts by NTP: when emails are due depends on their clocks`,
  );
}
