import type { Context } from 'hono';
import type { z } from 'zod';
import { problemResponse } from './problem.ts';

/** The parsed body, or the problem with it. */
export async function readBody<T extends z.ZodType>(
  c: Context,
  schema: T,
  wanted: string,
): Promise<z.infer<T> | Response> {
  let body: unknown;
  try {
    body = JSON.parse(await c.req.text());
  } catch {
    return problemResponse({ type: 'not-json', title: 'Not JSON', status: 400, detail: 'The body must be JSON.' });
  }
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  return problemResponse({ type: 'invalid-input', title: 'Invalid input', status: 422, detail: wanted, errors });
}
