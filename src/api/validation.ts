import type { Hook } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ApiEnv } from './env.ts';
import { invalidRequest } from './invalid-request.ts';
import { problem } from './problems.ts';

/** 10,000 characters of text, each escaped as JSON allows, fit in. */
export const maxBytesOfJson = 256 * 1_024;

/** What does not fit its schema is answered with the paths of the fields; a body that is left out is not an empty one. */
export const defaultHook: Hook<unknown, ApiEnv, string, unknown> = (result, c) => {
  if (result.target === 'json' && c.req.header('content-type') === undefined) throw problem('bodyMissing');
  if (!result.success) throw invalidRequest(result.error, result.target === 'json' ? 'body' : result.target);
};

export function limitBody(maxBytes = maxBytesOfJson): MiddlewareHandler {
  const onError = () => {
    throw problem('tooLarge', maxBytes);
  };
  const counted = bodyLimit({ maxSize: maxBytes, onError });
  return async (c, next) => {
    // It has no body, whatever its headers say.
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return next();
    // A socket's body is as long as it says (RFC 9112 section 6.3); to touch its stream costs more than to parse it.
    const length = c.req.header('content-length');
    if (length === undefined || c.req.header('transfer-encoding') !== undefined) return counted(c, next);
    if (Number(length) > maxBytes) onError();
    await next();
  };
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * A body that is not UTF-8 would be stored with replacement characters, for good. Its bytes are looked at once, while they
 * become the text that the schemas and the beacon then read.
 */
export function utf8Only(): MiddlewareHandler {
  return async (c, next) => {
    if (c.req.method === 'GET' || c.req.method === 'HEAD' || !mayHaveBody(c.req.raw.headers)) return next();
    const bytes = await c.req.arrayBuffer();
    try {
      // Hono keeps promises there, whatever its types say; made of the bytes by itself the text would cost a Response.
      c.req.bodyCache.text = Promise.resolve(utf8.decode(bytes)) as unknown as string;
    } catch {
      throw problem('notUtf8');
    }
    await next();
  };
}

/** A body that does not say that it is JSON would pass unseen by the schemas. */
export function jsonOnly(): MiddlewareHandler {
  return async (c, next) => {
    const type = c.req.header('content-type') ?? '';
    if (!/^application\/([\w.+-]+\+)?json\b/i.test(type) && hasBody(c.req.raw)) throw problem('notJson');
    await next();
  };
}

/** By its headers first (RFC 9112 section 6.3): from a socket even a DELETE without a body has a stream. */
const hasBody = ({ headers, body }: Request) => mayHaveBody(headers) && body !== null;

function mayHaveBody(headers: Headers): boolean {
  if (headers.get('content-length') === '0') return false;
  return ['content-length', 'transfer-encoding', 'content-type'].some((name) => headers.has(name));
}
