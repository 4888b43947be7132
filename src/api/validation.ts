import type { Hook } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ApiEnv } from './env.ts';
import { invalidRequest } from './invalid-request.ts';
import { problem } from './problems.ts';

/** Enough for 10,000 characters of text, even if each is escaped. */
export const maxBytesOfJson = 256 * 1_024;

/** Answers an invalid request with the paths of its wrong fields; a missing body is not the same as an empty one. */
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
    // These have no body, whatever their headers say.
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return next();
    // A body is as long as Content-Length says (RFC 9112 section 6.3); touching its stream costs more than parsing it.
    const length = c.req.header('content-length');
    if (length === undefined || c.req.header('transfer-encoding') !== undefined) return counted(c, next);
    if (Number(length) > maxBytes) onError();
    await next();
  };
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Refuses a body that is not UTF-8, because it would be stored with replacement characters for good. The check happens
 * while the bytes are decoded to the text that the schemas and the beacon then read.
 */
export function utf8Only(): MiddlewareHandler {
  return async (c, next) => {
    if (c.req.method === 'GET' || c.req.method === 'HEAD' || !mayHaveBody(c.req.raw.headers)) return next();
    const bytes = await c.req.arrayBuffer();
    try {
      // Hono keeps promises there, whatever its types say. If Hono made the text from the bytes, it would cost a
      // Response.
      c.req.bodyCache.text = Promise.resolve(utf8.decode(bytes)) as unknown as string;
    } catch {
      throw problem('notUtf8');
    }
    await next();
  };
}

/** Refuses a body that is not declared as JSON, because the schemas would not see it. */
export function jsonOnly(): MiddlewareHandler {
  return async (c, next) => {
    const type = c.req.header('content-type') ?? '';
    if (!/^application\/([\w.+-]+\+)?json\b/i.test(type) && hasBody(c.req.raw)) throw problem('notJson');
    await next();
  };
}

/** The headers decide first (RFC 9112 section 6.3): from a socket, even a DELETE without a body has a stream. */
const hasBody = ({ headers, body }: Request) => mayHaveBody(headers) && body !== null;

function mayHaveBody(headers: Headers): boolean {
  if (headers.get('content-length') === '0') return false;
  return ['content-length', 'transfer-encoding', 'content-type'].some((name) => headers.has(name));
}
