import { z } from 'zod';

/** The faults of a send's answer, each with a sentence for people. */
const answerModes = {
  '400': 'SendGrid refuses the email as invalid.',
  '401': 'The API key is revoked: SendGrid refuses every call.',
  noCredits: 'The credits are used up: SendGrid refuses to send, and every other call still works.',
  '403': 'SendGrid refuses the email because its sender is not verified.',
  '413': 'SendGrid refuses the email as too large.',
  '429': 'SendGrid says that there are too many requests, and when to try again.',
  '500': 'SendGrid fails with 500 and does not take the email.',
  '502': 'SendGrid’s gateway answers 502 and the email is not taken.',
  '503': 'SendGrid is not available and does not take the email.',
  timeoutBeforeAccept: 'SendGrid does not take the email and never answers.',
  timeoutAfterAccept: 'SendGrid takes the email but never answers, so the sender cannot know.',
  reset: 'SendGrid takes the email, then the connection breaks before it answers.',
} as const;

/** What becomes of an accepted email, and what is reported about it. */
const reportModes = {
  bounce: 'The address does not exist: the email bounces, and later ones to the address are dropped.',
  asyncBounce: 'The email is delivered and bounces long after, reported without saying which email it was.',
  drop: 'SendGrid drops the email, as if the address had bounced before.',
  defer: 'The recipient’s server defers the email a few times, then it is delivered.',
  blocked: 'The recipient’s server blocks the email. The address itself is fine.',
  spamReport: 'The recipient marks the email as spam, and later ones to the address are dropped.',
  duplicateReports: 'The email is delivered. Its reports come several times and in the wrong order.',
  lateReports: 'The email is delivered, and SendGrid reports it late.',
  noReports: 'The email is delivered, and SendGrid never reports it.',
} as const;

/** How an email from the visitor is posted, which the parse setting's URL receives. */
const inboundModes = {
  inboundTwice: 'The visitor’s reply is posted again although it was accepted.',
  inboundInParallel: 'The visitor’s reply is posted four times at once.',
  inboundWrongSignature: 'The visitor’s reply is posted with a signature by another key.',
  inboundUnsigned: 'The visitor’s reply is posted without a signature.',
  inboundTruncated: 'Only the first half of the visitor’s reply is posted.',
  inboundBrokenOff: 'The connection breaks while the visitor’s reply is posted; then it is posted again.',
} as const;

type AnswerMode = keyof typeof answerModes;
type ReportMode = keyof typeof reportModes;
type InboundMode = keyof typeof inboundModes;
export type FaultMode = AnswerMode | ReportMode | InboundMode;

export const faultKinds = { answer: answerModes, reports: reportModes, inbound: inboundModes };
const faultModes = { ...answerModes, ...reportModes, ...inboundModes };
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
