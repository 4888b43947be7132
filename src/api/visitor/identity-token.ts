import { errors, type JWTPayload } from 'jose';
import { z } from 'zod';
import { type Ignored, ifGoodText, separated } from '../../contract/ignored.ts';
import { EmailAddress, PersonName, VisitorId } from '../../contract/primitives.ts';
import { identitySecretsOf } from '../../store/accounts/secrets.ts';
import type { SignedIdentity } from '../../store/conversations/visitors.ts';
import type { AccountDoc } from '../../store/mongo/documents.ts';
import { withoutOwn } from '../own-address.ts';
import { problem } from '../problems.ts';
import { verifiedByOneOf } from './signature.ts';

const longestSeconds = 3_600;
/** The clocks of hosts differ. */
const toleranceSeconds = 60;

/**
 * Who the visitor is according to the site: a JWT, signed with HS256 and the account's identity secret, with the claims
 * sub, exp (at most an hour ahead), email and name. An invalid email or name is left out and reported in `ignored`.
 * Throws the 401 that says what is wrong with the token.
 */
export async function signedIdentity(
  token: string,
  account: AccountDoc,
  now: number,
): Promise<{ readonly identity: SignedIdentity; readonly ignored: Ignored }> {
  const { sub, exp = 0, email, name } = await verified(token, account, now);
  if (exp * 1_000 > now + (longestSeconds + toleranceSeconds) * 1_000)
    throw refused('Its exp is more than an hour ahead. Sign a new token for each page instead.');
  const id = VisitorId.safeParse(sub);
  if (!id.success) throw refused('Its sub must be your ID for the visitor, of 1 to 200 characters.');
  const { taken, ignored } = separated({ identityToken: Person.parse({ email, name }) });
  const own = withoutOwn(taken.identityToken.email ?? null, 'identityToken.email', account.settings);
  return {
    identity: { id: id.data, email: own.email ?? null, name: taken.identityToken.name ?? null },
    ignored: [...ignored, ...own.ignored],
  };
}

/** What a token says about a person that the chat can do without. */
const Person = z.object({ email: ifGoodText(EmailAddress).nullish(), name: ifGoodText(PersonName).nullish() });

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
  if (error instanceof errors.JWTExpired) return 'It has expired: its exp is in the past.';
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return "Its signature is not made with the account's identity secret.";
  if (error instanceof errors.JOSEAlgNotAllowed) return 'It must be signed with HS256.';
  if (error instanceof errors.JWTClaimValidationFailed) return `Its claim ${error.claim} is missing or wrong.`;
  return 'It is not a JWT.';
}

const refused = (why: string) => problem('identityNotValid', why);
