import { ProblemError } from '../../../../packages/client/src/problem-error.ts';
import type { PostVisitorSession, VisitorSession } from '../../../../packages/client/src/types.ts';
import type { Core } from './core.ts';
import { subjectOf } from './identity.ts';
import type { KeptSession } from './kept.ts';
import { troubleOf } from './trouble.ts';

export interface Sessions {
  /** Begins one if there is none. */
  need(): Promise<void>;
  /**
   * Begins again with what is known now (who is signed in, the page), and goes on with the same conversation. Resolves
   * to false if that is no longer there; then there is no session.
   */
  resume(): Promise<boolean>;
  current(): KeptSession | null;
  /** The conversation has begun. */
  begun(conversationId: string): void;
  /** Whom the site says the visitor is; null: nobody. */
  identity(): string | null;
  identify(token: string | null): void;
  /** The code of a link in an email, for the next session. */
  comeBack(code: string): void;
  /** Another tab has renewed the token. */
  take(session: KeptSession): void;
  /**
   * Ends here what is shown of the visitor, and what is kept: nothing of it if that is somebody else's by now; what they
   * have not yet sent stays if only the session is over.
   */
  drop(what: 'shown' | 'session' | 'all'): void;
}

export interface SessionEvents {
  /** `isOther`: what is shown belongs to somebody else, or to another conversation. */
  onBegun(session: VisitorSession, isOther: boolean): void;
  onDropped(): void;
}

export function sessions(core: Core, locale: () => string, { onBegun, onDropped }: SessionEvents): Sessions {
  const { siteKey, api, kept, browser, state } = core;
  let current: KeptSession | null = null;
  let identityToken: string | null = null;
  let code: string | null = null;
  let beginning: Promise<boolean> | null = null;

  function begin(mustBeKnown: boolean): Promise<boolean> {
    if (beginning !== null) return beginning;
    const begun = core
      .alone('session', () => open(mustBeKnown))
      .finally(() => {
        if (beginning === begun) beginning = null;
      });
    beginning = begun;
    return begun;
  }

  async function open(mustBeKnown: boolean): Promise<boolean> {
    const signal = core.life();
    if (state.connection.value === 'idle') state.connection.value = 'connecting';
    const before = kept.session();
    const answer = await answered(before, mustBeKnown, signal);
    signal.throwIfAborted();
    if (answer === null) {
      state.connection.value = 'idle';
      return false;
    }
    const { session, byCode } = answer;
    const isOther = before !== null && !isSame(before, session);
    if (byCode && before?.conversationId !== session.conversation?.id) {
      // Anybody may have sent the link: the browser keeps what it had, and nothing waiting to be sent goes to them.
      core.endLife('anew');
      kept.stayInTab();
    } else if (isOther && identityToken === null) {
      drop('session');
      if (mustBeKnown) return false;
    } else if (isOther) kept.forget('all');
    take({
      token: session.token,
      who: session.visitor.id,
      isIdentified: isIdentified(session.visitor.id, before),
      conversationId: session.conversation?.id ?? null,
    });
    onBegun(session, isOther);
    return true;
  }

  /** Without what the service refuses of it: nobody is kept from writing by an old link or signature. */
  async function answered(
    before: KeptSession | null,
    mustBeKnown: boolean,
    signal: AbortSignal,
  ): Promise<{ readonly session: VisitorSession; readonly byCode: boolean } | null> {
    if (mustBeKnown && before === null && identityToken === null && code === null) return null;
    const body: PostVisitorSession = {
      ...{ siteKey, page: browser.page(), locale: locale(), timeZone: browser.timeZone },
      resumeToken: before?.token,
      identityToken: identityToken ?? undefined,
      code: code ?? undefined,
    };
    try {
      const session = await api.session(body, { signal });
      code = null;
      return { session, byCode: body.code !== undefined };
    } catch (error) {
      const slug = error instanceof ProblemError ? error.slug : null;
      if (slug === 'code-not-valid') code = null;
      else if (slug === 'identity-not-valid') identityToken = null;
      else {
        if (state.connection.value === 'connecting')
          state.connection.value = troubleOf(error).kind === 'offline' ? 'offline' : 'unavailable';
        throw error;
      }
      core.failed(error);
      return answered(before, mustBeKnown, signal);
    }
  }

  const isIdentified = (who: string, before: KeptSession | null) =>
    (identityToken !== null && subjectOf(identityToken) === who) ||
    (before?.isIdentified === true && before.who === who);

  /** An anonymous visitor who had not yet written is whoever they turn out to be. */
  const isSame = (before: KeptSession, { visitor, conversation }: VisitorSession) =>
    before.who === visitor.id ||
    (before.conversationId === null ? !before.isIdentified : before.conversationId === conversation?.id);

  function take(session: KeptSession): void {
    current = session;
    api.use(session.token);
    kept.keep(session);
  }

  function drop(what: 'shown' | 'session' | 'all'): void {
    current = null;
    beginning = null;
    api.use(undefined);
    if (what !== 'shown') kept.forget(what);
    onDropped();
  }

  return {
    need: async () => {
      // Another call may have asked only whether the earlier one is still there.
      while (current === null) await begin(false);
    },
    resume: () => begin(true),
    current: () => current,
    begun: (conversationId) => {
      if (current !== null && current.conversationId !== conversationId) take({ ...current, conversationId });
    },
    identity: () => identityToken,
    identify: (token) => {
      identityToken = token;
      // Until the service has said whose conversation it is, nobody sees that of the one before.
      const before = kept.session();
      if (token !== null && before?.isIdentified && before.who !== subjectOf(token)) drop('all');
    },
    comeBack: (given) => {
      code = given;
    },
    take,
    drop,
  };
}
