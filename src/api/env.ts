import type { Logger } from 'pino';
import type { Role } from '../contract/agents.ts';
import type { Scope } from '../store/accounts/keys.ts';
import type { Clock } from '../store/mongo/clock.ts';
import type { AccountDoc, ConversationRef, SessionHolder } from '../store/mongo/documents.ts';
import type { Store } from '../store/mongo/store.ts';
import type { ProblemContent } from './problem-error.ts';
import type { SessionClaims } from './visitor/session-token.ts';

/** What nearly everything in the API works with. */
export interface BasicDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  /** The base of the links to files, without a trailing slash; without it they are paths. */
  readonly publicUrl?: string | undefined;
}

/** Who makes a request: a key, or an agent's session, which acts only as that agent. */
export interface Principal {
  /** The hash under which the key or the session is stored. */
  readonly id: string;
  readonly accountId: string;
  readonly scopes: readonly Scope[];
  /** Null for a key. */
  readonly agentId: string | null;
  /** The agent's; null for a key. */
  readonly role: Role | null;
  /** Null for a key. */
  readonly heldBy: SessionHolder | null;
  /** When an agent's session ends; null for a key. */
  readonly expiresAt: number | null;
}

/** The visitor who makes a request, and the one conversation that their token opens (design P5). */
export interface VisitorOfRequest extends ConversationRef {
  readonly account: AccountDoc;
  readonly claims: SessionClaims;
  /** The id of the secret that signed the token. */
  readonly signedBy: string;
}

/** What middleware passes on to a request's handler. */
export interface ApiEnv {
  Variables: {
    key: Principal;
    /** Set for requests to /v1/visitor/, which have no key. */
    visitor: VisitorOfRequest;
    /** Whether the visitor's session has ended with this request: its token is not renewed. */
    hasLoggedOut?: boolean;
    /** Set as soon as somebody asks for it (operator/request-log.ts). */
    requestId?: string;
    /** Why the request is refused, for the log. */
    problem?: Pick<ProblemContent, 'slug' | 'reason'>;
    /** Whether the answer is a stream, which lasts as long as the client listens. */
    isStream?: boolean;
  };
}
