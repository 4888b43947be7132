/** The fake Meta's own routes (docs/fake-meta.md), as far as the page uses them. */

export type Channel = 'messenger' | 'instagram';

/** A conversation of a visitor with a page. */
export interface Thread {
  readonly pageId: string;
  readonly pageName: string;
  readonly channel: Channel;
  readonly personId: string;
  readonly name: string;
  readonly snippet: string;
  /** ISO-8601. */
  readonly updatedAt: string;
  /** How many of the page's messages the visitor has not read. */
  readonly unread: number;
}

export interface Attachment {
  readonly type: string;
  readonly url: string;
  readonly name: string;
  readonly contentType: string | null;
  readonly bytes: number | null;
}

export interface Message {
  readonly id: string;
  readonly from: 'page' | 'visitor';
  readonly writtenIn: 'app' | 'ownInbox' | 'visitor';
  readonly text: string | null;
  readonly attachments: readonly Attachment[];
  readonly tag: string | null;
  readonly receivedAt: string;
  /** When the other side has read it. */
  readonly readAt: string | null;
  readonly reaction: string | null;
  readonly isUnsent: boolean;
  readonly postback: string | null;
}

export interface WholeThread {
  readonly pageId: string;
  readonly pageName: string;
  readonly channel: Channel;
  readonly personId: string;
  /** Null: they have not written yet. */
  readonly name: string | null;
  /** ISO-8601: until when any answer is let through; null: they have not written yet. */
  readonly windowEndsAt: string | null;
  /** Oldest first. */
  readonly messages: readonly Message[];
  /** How many there are before them. */
  readonly older: number;
}

export type FaultKind = 'answer' | 'reports' | 'webhooks';

export interface Fault {
  readonly mode: string;
  readonly count: number | null;
}

/** What can be chosen; each fault with a sentence that says what it means. */
export interface Choices {
  readonly faults: Readonly<Record<FaultKind, Readonly<Record<string, string>>>>;
  readonly pages: readonly { readonly id: string; readonly name: string; readonly channel: Channel }[];
}

export interface Who {
  readonly channel: Channel;
  readonly pageId: string;
  readonly senderId: string;
  readonly name?: string;
}

export interface SentFile {
  readonly type: string;
  readonly content: string;
  readonly contentType: string;
  readonly filename: string;
}

export type Deed =
  | { readonly text?: string; readonly attachments?: readonly SentFile[]; readonly sticker?: object }
  | { readonly read: true }
  | { readonly unsend: string }
  | { readonly postback: { readonly title: string; readonly payload: string } }
  | { readonly reaction: { readonly mid: string; readonly action: 'react' | 'unreact' } };

export const api = {
  choices: () => call<Choices>('GET', '/api/choices'),
  threads: () => call<{ readonly items: readonly Thread[]; readonly total: number }>('GET', '/api/threads'),
  thread: (pageId: string, personId: string) => call<WholeThread>('GET', `/api/threads/${pageId}/${personId}`),
  act: (who: Who, deed: Deed) => call<unknown>('POST', '/api/direct-messages/incoming', { ...who, ...deed }),
  answerInOwnInbox: (who: Who, text: string) =>
    call<unknown>('POST', '/api/direct-messages/own-inbox', {
      ...{ channel: who.channel, pageId: who.pageId, recipientId: who.senderId, text },
    }),
  deleteAll: () => call<null>('DELETE', '/api/direct-messages'),
  faults: () => call<{ readonly items: readonly Fault[] }>('GET', '/api/faults'),
  putFault: (fault: Fault) => call<unknown>('PUT', '/api/faults', fault),
  clearFaults: () => call<null>('DELETE', '/api/faults'),
};

/** Rejects with a sentence to show. */
async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const answer = await fetch(path, init).catch(() => {
    throw new Error(silent);
  });
  if (answer.status === 204) return null as T;
  const read = await answer.json().catch(() => null);
  if (!answer.ok) throw new Error(sentenceOf(read) ?? `The fake Meta answered ${answer.status}.`);
  return read as T;
}

export const silent = 'The fake Meta does not answer. Is npm start still running?';

function sentenceOf(problem: unknown): string | null {
  if (typeof problem !== 'object' || problem === null) return null;
  const { detail, errors } = problem as { detail?: string; errors?: readonly { path: string; message: string }[] };
  const [first] = errors ?? [];
  return first === undefined ? (detail ?? null) : `${first.path}: ${first.message}`;
}
