import { z } from 'zod';

/** The faults of a send's answer, and what each does with the email. */
const answerModes = {
  '400': 'refused as invalid',
  '401': 'refused: the key is revoked; every other call is refused too',
  noCredits: 'refused with 401: the credits are used up; every other call still works',
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

/** What becomes of an accepted email, and what is reported about it. */
const reportModes = {
  bounce: "bounced; the address is then on SendGrid's bounce list",
  asyncBounce:
    "delivered, and bounced long after that, reported without the email's custom arguments and id; the address is then on the bounce list",
  drop: 'dropped as if the address were on the bounce list',
  defer: 'deferred a few times, then delivered',
  blocked: 'bounced as blocked; the address is then on the list of blocks, which drops nothing',
  spamReport: 'delivered, then reported as spam; the address is then on that list',
  duplicateReports: 'delivered; reported before processed, each twice in a post, and the post twice',
  lateReports: 'delivered, reported later',
  noReports: 'delivered, never reported',
} as const;

/** How an email from the visitor is posted, which the parse setting's URL receives. */
const inboundModes = {
  inboundTwice: 'posted again after it was accepted',
  inboundInParallel: 'posted four times at once',
  inboundWrongSignature: 'signed with another key',
  inboundUnsigned: 'not signed, although the security policy demands it',
  inboundTruncated: 'posted without its second half, with a signature that fits',
  inboundBrokenOff: 'the connection breaks in the middle of the body; then posted again',
} as const;

type AnswerMode = keyof typeof answerModes;
type ReportMode = keyof typeof reportModes;
type InboundMode = keyof typeof inboundModes;
export type FaultMode = AnswerMode | ReportMode | InboundMode;

export const faultModes = { ...answerModes, ...reportModes, ...inboundModes };
export const modeNames = Object.keys(faultModes) as FaultMode[];

/** The body of `PUT /api/faults`. */
export const FaultRequest = z.strictObject({
  mode: z
    .union([z.string(), z.int().transform(String)], 'must be the name of a mode')
    .refine((mode) => mode === 'none' || Object.hasOwn(faultModes, mode), {
      error: `must be none or one of ${modeNames.join(', ')}`,
    }),
  /** How many of the next sends; 0: clears the fault; null: until it is cleared. */
  count: z.int().min(0).nullable().default(1),
  /** Only emails to this address, and those that this address writes; null: all emails. */
  to: z.email().nullable().default(null),
  /** For 429: how far ahead X-RateLimit-Reset is; null omits it, as SendGrid sometimes does. */
  rateLimitResetSeconds: z.int().min(0).max(3_600).nullable().default(1),
  /**
   * For lateReports, and for the bounce of asyncBounce: the delay; by default longer than the embedded default waits
   * for a report.
   */
  seconds: z.number().min(0).max(259_200).default(30),
  /** For defer: how many times the email is deferred before it is delivered. */
  deferrals: z.int().min(1).max(50).default(2),
});
export type FaultRequest = z.infer<typeof FaultRequest>;

interface Standing extends Omit<FaultRequest, 'mode' | 'count'> {
  /** How many more sends meet it; null: until it is cleared. */
  readonly count: number | null;
}
export type AnswerFault = Standing & { readonly mode: AnswerMode };
export type ReportFault = Standing & { readonly mode: ReportMode };
export type InboundFault = Standing & { readonly mode: InboundMode };
export type Fault = AnswerFault | ReportFault | InboundFault;

export type Faults = ReturnType<typeof createFaults>;

/**
 * The active faults. For each address, and for all emails, there can be one fault of the answer, one of the reports and
 * one of the visitor's emails: so tests do not disturb each other, and an email that is accepted without an answer can
 * also lack reports.
 */
export function createFaults() {
  const answers = standing<AnswerFault>();
  const reports = standing<ReportFault>();
  const inbound = standing<InboundFault>();

  return {
    /** Replaces the fault of the same kind and address. */
    set(fault: Fault): void {
      if (isOf<ReportFault>(reportModes, fault)) reports.set(fault);
      else if (isOf<InboundFault>(inboundModes, fault)) inbound.set(fault);
      else answers.set(fault as AnswerFault);
    },
    /** Clears the faults of one address; null: all. */
    clear(to: string | null): void {
      answers.clear(to);
      reports.clear(to);
      inbound.clear(to);
    },
    list: (): Fault[] => [...answers.list(), ...reports.list(), ...inbound.list()],
    /**
     * The fault of the answer to a send to these addresses; one of an address takes precedence over one of all emails.
     */
    takeAnswer: answers.take,
    /** The fault of the reports of an accepted email to these addresses. */
    takeReports: reports.take,
    /** The fault of the post of an email from this address. */
    takeInbound: (from: string): InboundFault | null => inbound.take([from]),
    /** Whether the key is refused, for a call that sends nothing; does not count as a send. */
    isKeyDead: (): boolean => answers.list().some(({ mode, to }) => mode === '401' && to === null),
  };
}

function standing<F extends Fault>() {
  const faults = new Map<string | null, F>();
  return {
    set: (fault: F): void => void faults.set(fault.to?.toLowerCase() ?? null, fault),
    clear: (to: string | null): void => (to === null ? faults.clear() : void faults.delete(to.toLowerCase())),
    list: (): F[] => [...faults.values()],
    take(addresses: readonly string[]): F | null {
      const to = addresses.map((address) => address.toLowerCase()).find((address) => faults.has(address)) ?? null;
      const fault = faults.get(to);
      if (fault === undefined) return null;
      if (fault.count === 1) faults.delete(to);
      else if (fault.count !== null) faults.set(to, { ...fault, count: fault.count - 1 });
      return fault;
    },
  };
}

function isOf<F extends Fault>(modes: Readonly<Record<F['mode'], string>>, fault: Fault): fault is F & Fault {
  return Object.hasOwn(modes, fault.mode);
}
