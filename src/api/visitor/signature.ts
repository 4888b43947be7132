import { errors, type JWTPayload, type JWTVerifyOptions, jwtVerify } from 'jose';

/**
 * What a JWT says that one of these secrets signed, and which one of them; the first is the present one. Throws jose's
 * error: of a token that none signed, that its signature is wrong.
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
