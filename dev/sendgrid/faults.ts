import { z } from 'zod';

/** What a send can be told to meet, and what becomes of the mail. */
export const faultModes = {
  '400': 'refused as invalid',
  '401': 'refused: the key is dead; GET /v3/scopes says so too',
  '403': 'refused: the sender is not verified',
  '413': "refused as too large, with nginx's page",
  '429': 'refused: too many requests, with X-RateLimit-Reset',
  '500': 'not accepted',
  '502': "not accepted, with nginx's page",
  '503': 'not accepted',
  timeoutBeforeAccept: 'not accepted, no answer',
  timeoutAfterAccept: 'accepted, no answer',
  reset: 'accepted, then the connection is reset without an answer',
} as const;
export type FaultMode = keyof typeof faultModes;

/** Modes that need the provider's reports, which this server does not post yet. */
export const laterModes: readonly string[] = [
  'bounce',
  'drop',
  'defer',
  'blocked',
  'spamReport',
  'duplicateReports',
  'lateReports',
  'noReports',
];

export const modeNames = Object.keys(faultModes) as FaultMode[];

/** The body of `PUT /api/faults`. */
export const FaultRequest = z.strictObject({
  mode: z
    .union([z.string(), z.int().transform(String)], 'must be the name of a mode')
    .refine((mode) => mode === 'none' || Object.hasOwn(faultModes, mode) || laterModes.includes(mode), {
      error: `must be none or one of ${modeNames.join(', ')}`,
    }),
  /** How many of the next sends; 0 clears, null is until cleared. */
  count: z.int().min(0).nullable().default(1),
  /** Only mails to this address; null is every mail. */
  to: z.email().nullable().default(null),
  /** For 429: how far ahead X-RateLimit-Reset is; null leaves it out, as SendGrid sometimes does. */
  rateLimitResetSeconds: z.int().min(0).max(3_600).nullable().default(1),
});
export type FaultRequest = z.infer<typeof FaultRequest>;

export interface Fault {
  readonly mode: FaultMode;
  /** Sends left to meet it; null is until cleared. */
  readonly count: number | null;
  readonly to: string | null;
  readonly rateLimitResetSeconds: number | null;
}

export type Faults = ReturnType<typeof createFaults>;

/** The faults that stand: at most one for each address and one for every mail, so that tests do not disturb others. */
export function createFaults() {
  const faults = new Map<string | null, Fault>();
  const use = (to: string | null): Fault | null => {
    const fault = faults.get(to);
    if (fault === undefined) return null;
    if (fault.count === 1) faults.delete(to);
    else if (fault.count !== null) faults.set(to, { ...fault, count: fault.count - 1 });
    return fault;
  };

  return {
    /** Replaces the fault of the same address. */
    set: (fault: Fault): void => void faults.set(fault.to?.toLowerCase() ?? null, fault),
    /** Ends the fault of one address; with null all. */
    clear: (to: string | null): void => (to === null ? faults.clear() : void faults.delete(to.toLowerCase())),
    list: (): Fault[] => [...faults.values()],
    /** The fault that a mail to these addresses meets: that of an address first. */
    takeFor(addresses: readonly string[]): Fault | null {
      const to = addresses.map((address) => address.toLowerCase()).find((address) => faults.has(address));
      return use(to ?? null);
    },
    /** True if the key is dead for a call that sends nothing; it counts as one, so that a counted fault ends. */
    takeDeadKey: (): boolean => faults.get(null)?.mode === '401' && use(null) !== null,
  };
}
