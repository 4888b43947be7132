import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { longestSessionMs } from '../store/accounts/agent-sessions.ts';

/**
 * The cookie of an agent who has signed in to the inbox: an opaque id that no script can read, for this host alone. The
 * prefix `__Host-` keeps other hosts of the domain from setting it (RFC 6265bis section 4.1.3.2); it needs HTTPS, or a
 * loopback address, which browsers trust as well. Lax, because an agent follows links to the inbox from emails.
 */
const name = 'afterchat';
export const cookieName = `__Host-${name}`;

const attributes = { prefix: 'host', path: '/', secure: true, httpOnly: true, sameSite: 'Lax' } as const;

export const readCookie = (c: Context): string | undefined => getCookie(c, name, 'host');

/** When the session ends is known to the server alone; the cookie lasts as long as a session ever may. */
export const writeCookie = (c: Context, value: string): void =>
  setCookie(c, name, value, { ...attributes, maxAge: longestSessionMs / 1_000 });

export const removeCookie = (c: Context): void => void deleteCookie(c, name, attributes);
