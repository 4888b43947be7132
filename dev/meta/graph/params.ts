import type { Context } from 'hono';
import { z } from 'zod';

export interface Params {
  readonly values: Readonly<Record<string, unknown>>;
  /** What was uploaded as `filedata`. */
  readonly file: File | null;
}

/**
 * What a call says, in its address and in its body: JSON, or a form whose objects are JSON. Null: the body is neither.
 */
export async function readParams(c: Context): Promise<Params | null> {
  const query = Object.fromEntries(Object.entries(c.req.query()).map(([name, text]) => [name, decoded(text)]));
  if (c.req.method === 'GET') return { values: query, file: null };
  const type = (c.req.header('content-type') ?? '').toLowerCase();
  if (type.startsWith('application/json')) {
    const text = await c.req.text();
    const body = text === '' ? {} : parsed(text);
    if (typeof body !== 'object' || body === null || Array.isArray(body)) return null;
    return { values: { ...query, ...body }, file: null };
  }
  if (type !== '' && !/^(application\/x-www-form-urlencoded|multipart\/form-data)/.test(type)) return null;
  const form: Record<string, unknown> = type === '' ? {} : await c.req.parseBody().catch(() => ({}));
  const { filedata, ...fields } = form;
  const texts = Object.entries(fields).map(([name, value]) => [name, decoded(String(value))] as const);
  return { values: { ...query, ...Object.fromEntries(texts) }, file: filedata instanceof File ? filedata : null };
}

/** Objects and lists in a form are JSON; everything else is a text. */
const decoded = (text: string): unknown => (/^[{[]/.test(text) ? (parsed(text) ?? text) : text);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What is wrong with a parameter, as Meta puts it. */
export function problemOf(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) return 'Invalid parameter';
  const [first, ...rest] = issue.path.map(String);
  const param = first === undefined ? null : `${first}${rest.map((key) => `[${key}]`).join('')}`;
  if (issue.code === 'unrecognized_keys')
    return param === null
      ? `Invalid parameter ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}`
      : `Invalid keys ${issue.keys.map((key) => JSON.stringify(key)).join(', ')} were found in param "${param}".`;
  if (issue.code === 'invalid_type' && issue.input === undefined) return `The parameter ${param} is required.`;
  if (issue.code === 'invalid_value') return `Param ${param} must be one of {${issue.values.map(String).join(', ')}}`;
  if (issue.code === 'invalid_type')
    return `Param ${param} must be ${issue.expected === 'object' || issue.expected === 'record' ? 'a JSON object' : `a ${issue.expected}`}.`;
  return issue.message;
}

/** `fields=a,b`, or a list. */
export const Names = z.union([
  z.string().transform((text) => text.split(',').map((name) => name.trim())),
  z.array(z.string()),
]);
