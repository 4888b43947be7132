import type { Context } from 'hono';

/**
 * The network address that a request came from; behind a proxy of ours, the last one that the proxy wrote into
 * X-Forwarded-For (what stands before it, anyone can write).
 */
export function clientAddress(c: Context, trustProxy: boolean): string {
  const forwarded = trustProxy ? c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined;
  if (forwarded) return forwarded;
  const { incoming } = (c.env ?? {}) as { incoming?: { socket?: { remoteAddress?: string } } };
  return incoming?.socket?.remoteAddress ?? 'unknown';
}
