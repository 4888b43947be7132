import { type Answer, type Meaning, meaningOf } from './answers.ts';
import { type ConnectionsOptions, providerConnections } from './provider-connections.ts';
import { type SendGridAccess, sendGridClient } from './sendgrid-client.ts';
import { watchedTransport } from './watched-transport.ts';

export interface SendGridOptions extends SendGridAccess {
  /** For the whole exchange, from looking up the host to the answer's last byte. */
  readonly timeoutMs: number;
}

/** The result of an attempt, with what a person needs to understand it. */
export type SendResult = Meaning & {
  readonly status: number | null;
  /** The system's name of a network error, such as ECONNREFUSED. */
  readonly code: string | null;
  /** Safe to log: contains no address and no text (design P8). */
  readonly message: string;
  /** The provider's own words, which may quote an address; so they are stored but never logged. */
  readonly detail: string | null;
};

export interface MailSender {
  /** Sends exactly this request body, once. Never throws because of the provider or the network. */
  send(body: string): Promise<SendResult>;
}

/**
 * Hands emails to SendGrid through its own client, with the bytes exactly as they are stored. Emails that follow each other
 * share connections; one that surely did not leave on such a connection is sent at once on a new one.
 */
export function sendGrid({ timeoutMs, continueWithinMs, ...access }: SendGridOptions & ConnectionsOptions): MailSender {
  const connections = providerConnections(continueWithinMs === undefined ? {} : { continueWithinMs });
  const handOver = async (body: string, signal: AbortSignal, which: 'any' | 'new') => {
    const transport = watchedTransport(connections, which);
    const client = sendGridClient(access, signal, transport);
    const result = await client.request({ method: 'POST', url: '/v3/mail/send', body }).then(
      ([{ statusCode, headers }]) => answered(statusCode, headers, null),
      (error) => {
        const answer = answerIn(error);
        if (answer !== null) return answered(answer.status, answer.headers, answer.body);
        return notAnswered(error, { mayHaveLeft: transport.mayHaveLeft(), isTimeUp: signal.aborted });
      },
    );
    // Whatever was answered before the email had left does not concern it.
    return { result, isUnsent: transport.wasOnKept() && !transport.mayHaveLeft() };
  };
  return {
    send: async (body) => {
      const signal = AbortSignal.timeout(timeoutMs);
      const { result, isUnsent } = await handOver(body, signal, 'any');
      return isUnsent && !signal.aborted ? (await handOver(body, signal, 'new')).result : result;
    },
  };
}

/** What the provider says about the key itself; null if it could not be asked. */
export type KeyVerdict = 'taken' | 'refused' | null;

/** Asks whether the provider accepts the key, without sending an email. Never throws. */
export function keyProbe({ timeoutMs, ...access }: SendGridOptions): () => Promise<KeyVerdict> {
  return async () => {
    const client = sendGridClient(access, AbortSignal.timeout(timeoutMs));
    return client.request({ method: 'GET', url: '/v3/scopes' }).then(
      ([{ statusCode }]) => (statusCode === 200 ? 'taken' : null),
      (error) => (answerIn(error)?.status === 401 ? 'refused' : null),
    );
  };
}

function answered(status: number, headers: unknown, body: unknown): SendResult {
  const detail = detailOf(body);
  const answer: Answer = { kind: 'answered', status, headers: plainHeaders(headers), detail };
  const message = `the provider answered ${status}`;
  return { ...meaningOf(answer, Date.now()), status, code: null, message, detail };
}

function notAnswered(error: unknown, end: { readonly mayHaveLeft: boolean; readonly isTimeUp: boolean }): SendResult {
  const meaning = meaningOf({ kind: end.mayHaveLeft ? 'noAnswer' : 'notConnected' }, Date.now());
  const code = end.isTimeUp ? 'ETIMEDOUT' : codeOf(error);
  const what = end.mayHaveLeft ? 'no answer from the provider' : 'no connection to the provider';
  const message = code === null ? what : `${what} (${code})`;
  return { ...meaning, status: null, code, message, detail: null };
}

/** For a status of 400 or more the client rejects with `{code, response}`, for other statuses with axios's error. */
function answerIn(error: unknown): { status: number; headers: unknown; body: unknown } | null {
  if (!isRecord(error) || !isRecord(error.response)) return null;
  const { response } = error;
  const status = typeof response.status === 'number' ? response.status : error.code;
  return typeof status === 'number' ? { status, headers: response.headers, body: response.body } : null;
}

function plainHeaders(headers: unknown): Readonly<Record<string, string>> {
  if (!isRecord(headers)) return {};
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name.toLowerCase(), value] as const] : [],
    ),
  );
}

const detailLength = 200;

/**
 * SendGrid's `{errors: [{field, message}]}` on one line; other bodies (a proxy's HTML) contain nothing worth keeping.
 */
function detailOf(body: unknown): string | null {
  if (!isRecord(body) || !Array.isArray(body.errors)) return null;
  const errors = body.errors.filter(isRecord).map(({ field, message }) => {
    return typeof field === 'string' ? `${field}: ${String(message)}` : String(message);
  });
  return errors.length === 0 ? null : errors.join('; ').slice(0, detailLength);
}

function codeOf(error: unknown): string | null {
  return isRecord(error) && typeof error.code === 'string' ? error.code : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
