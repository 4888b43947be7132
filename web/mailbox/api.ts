/** The fake SendGrid's own routes (docs/fake-sendgrid.md), as far as the page uses them. */

export interface MailAddress {
  readonly email: string;
  readonly name: string | null;
}

/** The emails of one conversation and what was answered to them. */
export interface Thread {
  /** For addresses of the page; the same as long as its first email is kept. */
  readonly id: string;
  readonly subject: string;
  /** Whom the newest email was sent to. */
  readonly to: string;
  /** Of whom the newest email is. */
  readonly from: string;
  readonly snippet: string;
  /** ISO-8601: when the newest email of either direction came. */
  readonly updatedAt: string;
  /** When the newest email to the visitor came. */
  readonly receivedAt: string;
  readonly mails: number;
  readonly replies: number;
  readonly hasAttachments: boolean;
}

export interface Report {
  readonly event: string;
  readonly email: string;
  readonly happenedAt: string;
  readonly said: string | null;
  readonly state: 'waiting' | 'accepted';
}

export interface Mail {
  readonly id: string;
  readonly receivedAt: string;
  readonly from: MailAddress;
  readonly to: readonly MailAddress[];
  readonly replyTo: MailAddress | null;
  readonly subject: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string | null;
  readonly hasHtml: boolean;
  readonly attachments: readonly File[];
  readonly customArgs: Readonly<Record<string, string>>;
  readonly reports: readonly Report[];
}

interface File {
  readonly filename: string;
  readonly type: string;
  readonly size: number;
  readonly contentId?: string;
  readonly url: string;
}

export interface Reply {
  readonly id: string;
  readonly receivedAt: string;
  readonly author: string;
  readonly name: string | null;
  readonly subject: string;
  readonly text: string;
  /** Without what it quotes; null if that is not known. */
  readonly wrote: string | null;
  readonly files: readonly string[];
  readonly bytes: number;
  readonly state: 'waiting' | 'accepted' | 'refused' | 'givenUp' | 'noSetting';
  readonly posts: readonly { readonly at: string; readonly answered: number | null }[];
}

export interface WholeThread {
  readonly mails: readonly Mail[];
  readonly replies: readonly Reply[];
}

export type FaultKind = 'answer' | 'reports' | 'inbound';

export interface Fault {
  readonly mode: string;
  readonly count: number | null;
  readonly to: string | null;
}

/** What can be chosen; each name with a sentence that says what it means. */
export interface Choices {
  readonly clients: Readonly<Record<string, string>>;
  readonly locales: readonly string[];
  readonly charsets: readonly string[];
  readonly kinds: readonly string[];
  readonly faults: Readonly<Record<FaultKind, Readonly<Record<string, string>>>>;
  readonly happenings: Readonly<Record<string, string>>;
  /** The demo site; null if there is none. */
  readonly site: string | null;
}

export interface ReplyRequest {
  readonly client: string;
  readonly kind: string;
  readonly text: string;
  readonly locale: string;
  readonly charset: string;
  readonly authentication: string;
  readonly from?: string;
  readonly attachments: readonly { readonly filename: string; readonly type: string; readonly content: string }[];
}

export const api = {
  choices: () => call<Choices>('GET', '/api/choices'),
  threads: (search: string) =>
    call<{ readonly items: readonly Thread[]; readonly total: number }>(
      'GET',
      `/api/threads?${new URLSearchParams({ search })}`,
    ),
  /** Null: there is none. */
  thread: (id: string) => call<WholeThread | null>('GET', `/api/threads/${encodeURIComponent(id)}`, undefined, null),
  deleteAll: () => call<null>('DELETE', '/api/mails'),
  reply: (id: string, request: ReplyRequest) =>
    call<Reply>('POST', `/api/mails/${encodeURIComponent(id)}/reply`, request),
  happen: (id: string, event: string) =>
    call<unknown>('POST', `/api/mails/${encodeURIComponent(id)}/reports`, { event }),
  faults: () => call<{ readonly items: readonly Fault[] }>('GET', '/api/faults'),
  putFault: (fault: Fault) => call<unknown>('PUT', '/api/faults', fault),
  clearFaults: (to: string | null) =>
    call<null>('DELETE', `/api/faults${to === null ? '' : `?${new URLSearchParams({ to })}`}`),
};

/** Rejects with a sentence to show. */
async function call<T>(method: string, path: string, body?: unknown, ifMissing?: T): Promise<T> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const answer = await fetch(path, init).catch(() => {
    throw new Error('The mailbox does not answer. Is npm start still running?');
  });
  if (answer.status === 204) return null as T;
  if (answer.status === 404 && ifMissing !== undefined) return ifMissing;
  const read = await answer.json().catch(() => null);
  if (!answer.ok) throw new Error(sentenceOf(read) ?? `The mailbox answered ${answer.status}.`);
  return read as T;
}

function sentenceOf(problem: unknown): string | null {
  if (typeof problem !== 'object' || problem === null) return null;
  const { detail, errors } = problem as { detail?: string; errors?: readonly { path: string; message: string }[] };
  const [first] = errors ?? [];
  return first === undefined ? (detail ?? null) : `${first.path}: ${first.message}`;
}
