import type { Fetch } from '../../packages/client/src/options.ts';
import type { Message, VisitorConversation, VisitorSession } from '../../packages/client/src/types.ts';

type Rule = 'off' | 'optional' | 'required';

interface Talk {
  readonly id: string;
  visitorId: string;
  email: string | null;
  hasBegun: boolean;
  readUpTo: number;
  readonly messages: Message[];
}

export interface FakeService {
  readonly fetch: Fetch;
  /** Each request as `POST /v1/visitor/messages`. */
  readonly requests: string[];
  /** The bodies of what was posted there. */
  bodies(path: string): Record<string, unknown>[];
  readonly talks: readonly Talk[];
  openStreams(): number;
  agentSays(text: string): void;
  /** They have answered the email that carried what agents had said. */
  readByEmail(): void;
  /** The streams have missed what they cannot catch up with. */
  reset(): void;
  erase(): void;
  /** No token is valid any more, and none can be resumed. */
  endSessions(): void;
  /** Answers the next request to this path so. */
  next(
    path: string,
    status: number,
    slug: string,
    more?: { readonly retryAfter?: number; readonly field?: string },
  ): void;
  /** Answers to this path wait until the returned function is called. */
  hold(path: string): () => void;
  isDown: boolean;
  /** Messages are stored, but no answer comes. */
  losesAnswers: boolean;
  /** Each answer to a visitor's request has a newer token of the session. */
  renewsTokens: boolean;
  rule: Rule;
}

/** As much of the API as a visitor's page sees, in memory. */
export function fakeService(): FakeService {
  const talks: Talk[] = [];
  const streams = new Set<{ readonly talk: Talk; readonly send: (type: string, data: unknown) => void }>();
  const planned = new Map<string, Response>();
  const holds = new Map<string, Promise<void>>();
  /** As the service compares what comes again. */
  const digests = new Map<string, string>();
  const posted: { readonly path: string; readonly body: Record<string, unknown> }[] = [];
  const tokens = new Map<string, Talk>();
  let made = 0;

  const newTalk = (visitorId = `visitor-${++made}`): Talk => {
    const talk = { id: `talk-${++made}`, visitorId, email: null, hasBegun: false, readUpTo: 0, messages: [] };
    talks.push(talk);
    return talk;
  };
  const tell = (talk: Talk, type: string, data: unknown) => {
    for (const stream of streams) if (stream.talk === talk) stream.send(type, data);
  };

  function session({ resumeToken, identityToken, code }: Record<string, unknown>): Response {
    if (code !== undefined && code !== 'good') return problem(401, 'code-not-valid');
    const before = code === 'good' ? talks[0] : tokens.get(String(resumeToken));
    const who = identityToken === undefined ? null : JSON.parse(atob(String(identityToken).split('.')[1] ?? '')).sub;
    const isFree = before !== undefined && (!before.visitorId.startsWith('customer') || before.visitorId === who);
    let talk =
      who === null ? before : isFree && before.hasBegun ? before : talks.findLast((one) => one.visitorId === who);
    talk ??= newTalk(who ?? undefined);
    if (who !== null) talk.visitorId = who;
    const token = `token-${++made}`;
    tokens.set(token, talk);
    const begun: VisitorSession = {
      token,
      visitor: visitorView(talk),
      conversation: talk.hasBegun ? view(talk) : null,
      form: formOf(talk),
      agents: { online: true, contactForm: service.rule, people: [] },
      presence: { heartbeatSeconds: 30, silenceSeconds: 90 },
    };
    return Response.json(begun);
  }

  const visitorView = ({ visitorId, email }: Talk): VisitorSession['visitor'] => ({
    ...{ id: visitorId, name: null, email, emailVerified: false, locale: null, timeZone: null },
    emailSource: email === null ? null : 'contactForm',
  });
  const formOf = ({ email }: Talk): VisitorSession['form'] => ({
    state: email !== null ? 'done' : service.rule === 'off' ? 'notNeeded' : service.rule,
    fields: ['email', 'name'],
  });
  const lastSeq = (talk: Talk) => Math.max(0, ...talk.messages.map(({ seq }) => seq ?? 0));
  const view = (talk: Talk): VisitorConversation => ({
    ...{ id: talk.id, state: 'open', visitor: visitorView(talk), page: null, lastSeq: lastSeq(talk) },
    ...{ readUpTo: talk.readUpTo, form: formOf(talk), createdAt: '', updatedAt: '' },
  });

  function add(talk: Talk, kind: 'visitor' | 'agent', id: string, text: string): Message {
    const found = talk.messages.find((message) => message.id === id);
    if (found !== undefined) return found;
    talk.hasBegun = true;
    const isHeld = kind === 'visitor' && formOf(talk).state === 'required';
    const at = new Date().toISOString();
    const message: Message = {
      kind: 'message',
      ...{ id, conversationId: talk.id, seq: isHeld ? null : lastSeq(talk) + 1, state: isHeld ? 'held' : 'sent', text },
      ...{ author: { kind, id: null, name: kind === 'agent' ? 'Ada' : null, avatarUrl: null }, via: 'widget', at },
      ...{ receivedAt: at, editedAt: null, deletedAt: null, readAt: null, readVia: null, flags: [], attachments: [] },
      forwardedTo: [],
    };
    talk.messages.push(message);
    tell(talk, 'message.created', message);
    return message;
  }

  function fillIn(talk: Talk, email: string): Response {
    talk.email = email;
    talk.hasBegun = true;
    const released = talk.messages.filter(({ state }) => state === 'held');
    for (const message of released) Object.assign(message, { state: 'sent', seq: lastSeq(talk) + 1 });
    return Response.json({ conversation: view(talk), form: formOf(talk), released });
  }

  function stream(talk: Talk, signal: AbortSignal): Response {
    const body = new ReadableStream({
      start: (controller) => {
        const write = (text: string) => controller.enqueue(new TextEncoder().encode(text));
        const send = (type: string, data: unknown) =>
          write(`id: ${++made}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
        const one = { talk, send };
        streams.add(one);
        signal.addEventListener('abort', () => {
          if (!streams.delete(one)) return;
          controller.error(signal.reason);
        });
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  }

  function answer(method: string, path: string, query: URLSearchParams, init: RequestInit): Response {
    const body: Record<string, unknown> = typeof init.body === 'string' ? JSON.parse(init.body) : {};
    if (init.body !== undefined) posted.push({ path, body });
    const plan = planned.get(path);
    if (plan !== undefined) {
      planned.delete(path);
      return plan;
    }
    if (path === '/v1/visitor/sessions') return session(body);
    // Whoever does not ask past what the browser keeps is told what the page was told when it was loaded.
    if (path === '/v1/visitor/widget')
      return Response.json({
        agents: { online: init.cache !== 'no-store', contactForm: service.rule, people: [] },
      });
    if (path === '/v1/visitor/restore-link') return new Response(null, { status: 202 });
    const headers = init.headers as Record<string, string>;
    const token = headers.authorization?.replace('Bearer ', '') ?? String(body.token);
    const talk = tokens.get(token);
    if (talk === undefined) return problem(401, 'session-unknown');
    switch (`${method} ${path.replace('/v1/visitor/', '')}`) {
      case 'GET conversation':
        return Response.json(talk.hasBegun ? view(talk) : null);
      case 'GET messages': {
        const after = Number(query.get('after'));
        return Response.json({ items: talk.messages.filter(({ seq }) => (seq ?? 1e9) > after), nextCursor: null });
      }
      case 'POST messages': {
        const digest = JSON.stringify([body.text, body.at, body.attachments]);
        const key = `${talk.id} ${body.id}`;
        if ((digests.get(key) ?? digest) !== digest) return problem(409, 'id-taken');
        digests.set(key, digest);
        return Response.json(add(talk, 'visitor', String(body.id), String(body.text)));
      }
      case 'POST contact-form':
        return fillIn(talk, String(body.email));
      case 'POST read':
        talk.readUpTo = Math.max(talk.readUpTo, Number(body.upTo));
        tell(talk, 'conversation.updated', view(talk));
        return Response.json({ readUpTo: talk.readUpTo });
      case 'GET events':
        return stream(talk, init.signal as AbortSignal);
      case 'DELETE session':
        tokens.delete(token);
        return new Response(null, { status: 204 });
      default:
        return new Response(null, { status: 204 });
    }
  }

  const service: FakeService = {
    requests: [],
    talks,
    isDown: false,
    losesAnswers: false,
    renewsTokens: false,
    hold: (path) => {
      let release = () => {};
      holds.set(path, new Promise((resolve) => (release = resolve)));
      return () => {
        holds.delete(path);
        release();
      };
    },
    rule: 'off',
    bodies: (path) => posted.filter((one) => one.path === path).map(({ body }) => body),
    openStreams: () => streams.size,
    fetch: async (url, init) => {
      const { pathname, searchParams } = new URL(url);
      service.requests.push(`${init.method} ${pathname}`);
      if (service.isDown) throw new TypeError('Failed to fetch');
      const given = answer(init.method ?? 'GET', pathname, searchParams, init);
      const shown = tokens.get(new Headers(init.headers).get('authorization')?.replace('Bearer ', '') ?? '');
      if (service.renewsTokens && shown !== undefined) {
        const newer = `token-${++made}`;
        tokens.set(newer, shown);
        given.headers.set('x-session-token', newer);
      }
      if (holds.has(pathname)) await holds.get(pathname);
      init.signal?.throwIfAborted();
      if (service.losesAnswers && pathname === '/v1/visitor/messages') throw new TypeError('Failed to fetch');
      return given;
    },
    agentSays: (text) => void add(talks[0] as Talk, 'agent', `answer-${++made}`, text),
    readByEmail: () => {
      const talk = talks[0] as Talk;
      for (const message of talk.messages.filter(({ author }) => author.kind === 'agent')) {
        Object.assign(message, { readAt: new Date().toISOString(), readVia: 'email' });
        tell(talk, 'message.updated', message);
      }
    },
    reset: () => tell(talks[0] as Talk, 'reset', {}),
    endSessions: () => tokens.clear(),
    erase: () => {
      const talk = talks.shift() as Talk;
      for (const [token, one] of tokens) if (one === talk) tokens.delete(token);
      tell(talk, 'conversation.deleted', { id: talk.id });
    },
    next: (path, status, slug, more) => void planned.set(path, problem(status, slug, more)),
  };
  return service;
}

function problem(status: number, slug: string, { retryAfter, field }: { retryAfter?: number; field?: string } = {}) {
  return Response.json(
    { type: `urn:afterchat:problem:${slug}`, title: slug, status, errors: field && [{ path: field, message: '' }] },
    { status, headers: retryAfter === undefined ? {} : { 'retry-after': `${retryAfter}` } },
  );
}
