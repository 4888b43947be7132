import { errors, type JWTPayload, type JWTVerifyOptions, jwtVerify } from 'jose';

/**
 * The content of a JWT that was signed with one of these secrets, and which one; the first is the current one. Throws
 * jose's error; if none of them signed it, that its signature is wrong.
 */
export async function verifiedByOneOf(
  secrets: readonly string[],
  token: string,
  options: JWTVerifyOptions,
): Promise<{ readonly payload: JWTPayload; readonly secret: string }> {
  for (const secret of secrets) {
    try {
      const { payload } = await jwtVerify(token, new TextEncoder().encode(secret), options);
      return { payload, secret };
    } catch (error) {
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw error;
    }
  }
  throw new errors.JWSSignatureVerificationFailed();
}
