import { decodeJwt, errors, SignJWT } from 'jose';
import { z } from 'zod';
import { findAccount } from '../../store/accounts/accounts.ts';
import { secretId, sessionSecretsOf } from '../../store/accounts/secrets.ts';
import { hasEnded } from '../../store/conversations/ended-sessions.ts';
import { isStillOpen } from '../../store/conversations/visitors.ts';
import type { AccountDoc } from '../../store/mongo/documents.ts';
import { sha256 } from '../../store/mongo/ids.ts';
import type { Store } from '../../store/mongo/store.ts';
import { verifiedByOneOf } from './signature.ts';

/** How long a session lasts after its last renewal, and how much longer it can be resumed with its token. */
const lifetimeSeconds = 30 * 86_400;
const resumableSeconds = 150 * 86_400;

/** For how long a token that is made now can be used in any way. */
export const usableSeconds = lifetimeSeconds + resumableSeconds;

/** What a visitor's token contains. Until the conversation has begun, this includes what it will begin with. */
const Claims = z.object({
  accountId: z.string(),
  visitorId: z.string(),
  conversationId: z.string(),
  /** The same in all tokens that are renewed from each other: what ends when the visitor logs out. */
  sessionId: z.string(),
  /** Whether the site's signature identified this visitor. */
  isIdentified: z.boolean(),
  /** Whether the conversation existed when the token was made: if it does not exist now, it was erased. */
  hasBegun: z.boolean(),
  /**
   * A digest of the address to which the link was sent that the session came by; null if it did not. Missing in older
   * tokens.
   */
  linkAddress: z.string().nullable().default(null),
  email: z.string().nullable(),
  name: z.string().nullable(),
  page: z.string().nullable(),
  locale: z.string().nullable(),
  timeZone: z.string().nullable(),
});
export type SessionClaims = z.infer<typeof Claims>;

export interface ReadSession {
  readonly claims: SessionClaims;
  readonly account: AccountDoc;
  /** When the token was made, in epoch milliseconds. */
  readonly issuedAt: number;
  /** Which secret signed it; it may be an older one. */
  readonly signedBy: { readonly id: string; readonly isPresent: boolean };
}

export async function sessionToken(
  store: Store,
  account: AccountDoc,
  claims: SessionClaims,
  now: number,
): Promise<string> {
  const issuedAt = Math.floor(now / 1_000);
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + lifetimeSeconds)
    .sign(new TextEncoder().encode((await sessionSecretsOf(store, account))[0]));
}

/**
 * The content of one of our tokens; null for any other, for one that has expired (to resume: too long ago), and after the
 * visitor has logged out.
 */
export async function readSessionToken(
  store: Store,
  token: string,
  now: number,
  use: 'act' | 'resume',
): Promise<ReadSession | null> {
  try {
    const { accountId } = decodeJwt(token);
    if (typeof accountId !== 'string') return null;
    const account = await findAccount(store, accountId);
    if (account === null) return null;
    const secrets = await sessionSecretsOf(store, account);
    const { payload, secret } = await verifiedByOneOf(secrets, token, {
      algorithms: ['HS256'],
      currentDate: new Date(now),
      requiredClaims: ['iat', 'exp'],
      clockTolerance: use === 'resume' ? resumableSeconds : 0,
    });
    // Older tokens have none; what is renewed from one keeps what it gets here.
    const claims = Claims.parse({ sessionId: sha256(token).slice(0, 32), ...payload });
    if (await hasEnded(store, claims)) return null;
    return {
      claims,
      account,
      issuedAt: (payload.iat as number) * 1_000,
      signedBy: { id: secretId(secret), isPresent: secret === secrets[0] },
    };
  } catch (error) {
    if (isTokenError(error)) return null;
    throw error;
  }
}

/** Whether a token with these claims, signed with this secret, still opens its conversation. */
export async function isAccepted(store: Store, claims: SessionClaims, signedBy: string): Promise<boolean> {
  const account = await findAccount(store, claims.accountId);
  if (account === null) return false;
  const isSigned = (await sessionSecretsOf(store, account)).some((secret) => secretId(secret) === signedBy);
  return isSigned && (claims.linkAddress === null || (await isStillOpen(store, claims)));
}

/** Whether the token is at fault, and not, for example, the database. */
const isTokenError = (error: unknown) => error instanceof z.ZodError || error instanceof errors.JOSEError;
