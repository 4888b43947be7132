import { z } from 'zod';

/** The faults of the answer to a send, each with a sentence for people. */
const answerModes = {
  throttled: 'Meta says that this account sends too fast (613).',
  appThrottled: 'Meta says that the app has made too many calls (4).',
  userThrottled: 'Meta says that the owner of the token has made too many calls (17).',
  unknownError: 'Meta fails with 500 and an unknown error (1), and does not take the message.',
  unavailable: 'Meta is not available for a while (2), and does not take the message.',
  temporary: 'Meta cannot send the message for the moment (1200).',
  500: 'Meta answers 500 with a page instead of JSON, and does not take the message.',
  502: 'Meta’s gateway answers 502, and the message is not taken.',
  timeoutBeforeAccept: 'Meta does not take the message and never answers.',
  timeoutAfterAccept: 'Meta takes the message but never answers, so the sender cannot know.',
  reset: 'Meta takes the message, then the connection breaks before it answers.',
  resetBeforeAccept: 'The connection breaks before Meta takes the message.',
  tokenDead: 'The access token is dead: Meta refuses every call (190).',
  noPermission: 'The app may not send for this page any more (200).',
  restricted: 'Meta does not let the page send for a while (10/1893063).',
  blocked: 'Meta has blocked the account from messaging (100/2534029).',
  accountRestricted: 'Meta has restricted the account’s messaging (100/2534122).',
  messagesOff: 'The owner has switched direct messages off for apps (200/2534041).',
  notReceiving: 'The person does not receive messages of this page (551/1545041).',
  noUser: 'There is no such person any more.',
  windowClosed: 'The time in which the person may be answered is over.',
} as const;

/** What is told of a message that Meta took. */
const reportModes = {
  noEchoes: 'Meta takes the message and never echoes it.',
  lateEchoes: 'Meta takes the message and echoes it late.',
  noDeliveries: 'Meta takes the message and never tells that it was delivered.',
} as const;

/** How webhooks are posted. */
const webhookModes = {
  duplicateWebhooks: 'An event is posted three times.',
  parallelWebhooks: 'An event is posted four times at once.',
  unorderedWebhooks: 'Events are held back and then posted together, the newest first.',
  batchedWebhooks: 'Events are held back and then posted together in one batch.',
  wrongSignature: 'An event is posted with a wrong signature; if it is refused, it is posted again as it should be.',
  unsigned: 'An event is posted without a signature; if it is refused, it is posted again as it should be.',
  truncatedWebhooks: 'Only the first half of an event is posted; if it is refused, it is posted again as it should be.',
  noWebhooks: 'An event is never posted.',
} as const;

type AnswerMode = `${keyof typeof answerModes}`;
type ReportMode = keyof typeof reportModes;
type WebhookMode = keyof typeof webhookModes;

export const faultKinds = { answer: answerModes, reports: reportModes, webhooks: webhookModes };
export type FaultKind = keyof typeof faultKinds;
const faultModes = { ...answerModes, ...reportModes, ...webhookModes };
export const modeNames = Object.keys(faultModes);

/** The body of `PUT /api/faults`. */
export const FaultRequest = z.strictObject({
  mode: z
    .union([z.string(), z.int().transform(String)], 'must be the name of a mode')
    .refine((mode) => mode === 'none' || Object.hasOwn(faultModes, mode), {
      error: `must be none or one of ${modeNames.join(', ')}`,
    }),
  /** How many of the next sends or events; 0: clears the fault; null: until it is cleared. */
  count: z.int().min(0).nullable().default(1),
  /** Only what is sent to this person, and what this person does; null: everybody. */
  to: z.string().max(64).nullable().default(null),
  /** Only this page; null: all. */
  pageId: z.string().max(64).nullable().default(null),
  /** For lateEchoes, unorderedWebhooks and batchedWebhooks: how long what is told is held back at most. */
  seconds: z.number().min(0).max(129_600).optional(),
  /** For throttling: what X-Business-Use-Case-Usage tells; Meta counts in minutes. */
  regainMinutes: z.int().min(0).max(1_440).default(0),
});
export type FaultRequest = z.infer<typeof FaultRequest>;

interface Standing extends Omit<FaultRequest, 'mode' | 'count'> {
  /** How many more it concerns; null: until it is cleared. */
  readonly count: number | null;
}
export type AnswerFault = Standing & { readonly mode: AnswerMode };
export type ReportFault = Standing & { readonly mode: ReportMode };
export type WebhookFault = Standing & { readonly mode: WebhookMode };
export type Fault = AnswerFault | ReportFault | WebhookFault;

export type Faults = ReturnType<typeof createFaults>;

/**
 * The active faults: one of each kind for each page, each person, each person of a page, and for all. The narrowest goes
 * first, so that tests do not disturb each other.
 */
export function createFaults() {
  const standing: Readonly<Record<FaultKind, Map<string, Fault>>> = {
    answer: new Map(),
    reports: new Map(),
    webhooks: new Map(),
  };
  const keyOf = (pageId: string | null, to: string | null) => JSON.stringify([pageId, to]);
  const kindOf = (mode: string) =>
    (Object.keys(faultKinds) as FaultKind[]).find((kind) => Object.hasOwn(faultKinds[kind], mode)) ?? 'answer';

  function take<F extends Fault>(kind: FaultKind, pageId: string, to: string): F | null {
    const keys = [keyOf(pageId, to), keyOf(null, to), keyOf(pageId, null), keyOf(null, null)];
    const faults = standing[kind];
    const key = keys.find((one) => faults.has(one));
    const fault = key === undefined ? undefined : faults.get(key);
    if (key === undefined || fault === undefined) return null;
    if (fault.count === 1) faults.delete(key);
    else if (fault.count !== null) faults.set(key, { ...fault, count: fault.count - 1 });
    return fault as F;
  }

  return {
    /** Replaces the fault of the same kind, page and person; `none` and a count of 0 clear those of page and person. */
    set(request: FaultRequest): void {
      const key = keyOf(request.pageId, request.to);
      if (request.mode === 'none' && request.pageId === null && request.to === null)
        for (const faults of Object.values(standing)) faults.clear();
      else if (request.mode === 'none') for (const faults of Object.values(standing)) faults.delete(key);
      else if (request.count === 0) standing[kindOf(request.mode)].delete(key);
      else standing[kindOf(request.mode)].set(key, request as Fault);
    },
    list: (): readonly Fault[] => Object.values(standing).flatMap((faults) => [...faults.values()]),
    /** The fault of the answer to a send. */
    takeAnswer: (pageId: string, to: string) => take<AnswerFault>('answer', pageId, to),
    /** The fault of what is told of an accepted message. */
    takeReports: (pageId: string, to: string) => take<ReportFault>('reports', pageId, to),
    /** The fault of the post of an event. */
    takeWebhook: (pageId: string, person: string) => take<WebhookFault>('webhooks', pageId, person),
    /** Whether a page's token is refused, for a call that sends nothing; does not count. */
    isTokenDead: (page: string): boolean =>
      [...standing.answer.values()].some(
        ({ mode, to, pageId }) => mode === 'tokenDead' && to === null && (pageId === null || pageId === page),
      ),
  };
}
