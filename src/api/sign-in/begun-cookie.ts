import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import type { Begun } from './provider.ts';

/** Binds a sign-in to the browser in which it began: another's cannot be finished there. */

const name = 'afterchat-sign-in';
const lifetimeSeconds = 600;
// Lax, because it is the provider's site that leads back here.
const attributes = { prefix: 'host', path: '/', secure: true, httpOnly: true, sameSite: 'Lax' } as const;

const Kept = z.strictObject({ state: z.string(), nonce: z.string(), verifier: z.string(), to: z.string() });

export function keepBegun(c: Context, begun: Begun): void {
  const value = Buffer.from(JSON.stringify(begun)).toString('base64url');
  setCookie(c, name, value, { ...attributes, maxAge: lifetimeSeconds });
}

/** Null if nothing began here in the last 10 minutes. Each is finished once. */
export function takeBegun(c: Context): Begun | null {
  const value = getCookie(c, name, 'host');
  deleteCookie(c, name, attributes);
  if (value === undefined) return null;
  try {
    return Kept.parse(JSON.parse(Buffer.from(value, 'base64url').toString()));
  } catch {
    return null;
  }
}
