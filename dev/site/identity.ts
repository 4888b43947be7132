import { SignJWT } from 'jose';
import type { Customer } from './goods.ts';

/** The token by which the chat knows a customer who is logged in (docs/integrate.md, Identity). */
export function identityToken({ id, name, email }: Customer, secret: string): Promise<string> {
  return new SignJWT({ email, name })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(`customer-${id}`)
    .setExpirationTime('10 min')
    .sign(new TextEncoder().encode(secret));
}
