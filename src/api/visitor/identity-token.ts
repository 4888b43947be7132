import { errors, type JWTPayload } from 'jose';
import { EmailAddress } from '../../contract/primitives.ts';
import type { AccountDoc } from '../../store/documents.ts';
import { identitySecretsOf } from '../../store/secrets.ts';
import type { SignedIdentity } from '../../store/visitors.ts';
import { ProblemError } from '../problems.ts';
import { verifiedByOneOf } from './signature.ts';

const longestSeconds = 3_600;
/** Hosts' clocks differ. */
const toleranceSeconds = 60;

/**
 * Who the visitor is by the site's signature: a JWT, HS256 by the account's identity secret, with the claims sub, exp
 * (at most an hour ahead), email and name. Throws the 401 that says what is wrong with it.
 */
export async function signedIdentity(token: string, account: AccountDoc, now: number): Promise<SignedIdentity> {
  const { sub, exp = 0, email, name } = await verified(token, account, now);
  if (exp * 1_000 > now + (longestSeconds + toleranceSeconds) * 1_000)
    throw refused('Its exp is more than an hour ahead; sign a new token for each page instead.');
  if (typeof sub !== 'string' || sub === '' || sub.length > 200 || /\p{Cc}/u.test(sub))
    throw refused('Its sub must be a text of 1 to 200 characters: your id of the visitor.');
  if (email !== undefined && email !== null && !EmailAddress.safeParse(email).success)
    throw refused('Its email is not an email address.');
  if (name !== undefined && name !== null && (typeof name !== 'string' || name.length > 200))
    throw refused('Its name must be a text of at most 200 characters.');
  return { id: sub, email: (email as string | null | undefined) ?? null, name: (name as string | undefined) || null };
}

async function verified(token: string, account: AccountDoc, now: number): Promise<JWTPayload> {
  const options = { algorithms: ['HS256'], currentDate: new Date(now), requiredClaims: ['sub', 'exp'] };
  try {
    return (await verifiedByOneOf(identitySecretsOf(account), token, options)).payload;
  } catch (error) {
    if (error instanceof errors.JOSEError) throw refused(whyRefused(error));
    throw error;
  }
}

function whyRefused(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return 'It has run out: its exp is in the past.';
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return "Its signature is not made with the account's identity secret.";
  if (error instanceof errors.JOSEAlgNotAllowed) return 'It must be signed with HS256.';
  if (error instanceof errors.JWTClaimValidationFailed) return `Its claim ${error.claim} is missing or not right.`;
  return 'It is not a JWT.';
}

const refused = (why: string) => new ProblemError(401, 'identity-not-valid', 'The identity token is not valid', why);
