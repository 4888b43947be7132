import { z } from 'zod';
import {
  type DescribedAnswer,
  type OpenApiDocument,
  operationsOf,
  type Placed,
  type Schema,
} from '../../src/api/documentation/open-api.ts';

/** Has the form of an app's own `request`. */
export type Send = (path: string, init?: RequestInit) => Response | Promise<Response>;

export interface Conforming {
  /** Sends a request, and throws if the answer is not as the document says. */
  readonly request: (path: string, init?: RequestInit) => Promise<Response>;
  /** The documented answers that have occurred: "putConversation 201". */
  readonly met: ReadonlySet<string>;
}

/**
 * Compares every answer of an API with its own /openapi.json: status, media type, headers and body, with neither a
 * missing nor a surplus field. A request that was accepted must be one that the document allows.
 */
export async function conforming(send: Send): Promise<Conforming> {
  const document = (await (await send('/openapi.json')).json()) as OpenApiDocument;
  const check = checker(document);
  const met = new Set<string>();
  return {
    met,
    request: async (path, init = {}) => {
      const response = await send(path, init);
      met.add(await check(init, path, response.clone()));
      return response;
    },
  };
}

const compiled = new WeakMap<object, Map<string, z.ZodType>>();

/** How a value violates a schema of the document; null if it does not. */
export function misfit(document: Pick<OpenApiDocument, 'components'>, schema: Schema, value: unknown): string | null {
  const ofDocument = compiled.get(document.components) ?? new Map<string, z.ZodType>();
  compiled.set(document.components, ofDocument);
  const name = JSON.stringify(schema);
  const known = ofDocument.get(name) ?? compile(document, schema);
  ofDocument.set(name, known);
  const result = known.safeParse(value);
  return result.success ? null : z.prettifyError(result.error);
}

function compile({ components }: Pick<OpenApiDocument, 'components'>, schema: Schema): z.ZodType {
  const whole = JSON.stringify({ $defs: namedIn(schema, components.schemas), ...schema });
  return z.fromJSONSchema(withoutDefaults(JSON.parse(whole.replaceAll('"#/components/schemas/', '"#/$defs/'))));
}

/** The named schemas that one refers to, and those that they refer to: zod reads all that it is given, each time. */
function namedIn(schema: Schema, schemas: Readonly<Record<string, Schema>>): Record<string, Schema> {
  const found: Record<string, Schema> = {};
  const add = (referring: Schema) => {
    for (const [, name = ''] of JSON.stringify(referring).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      const named = schemas[name];
      if (named === undefined || Object.hasOwn(found, name)) continue;
      found[name] = named;
      add(named);
    }
  };
  add(schema);
  return found;
}

/** Without defaults, which would let a missing field pass. */
function withoutDefaults(schema: unknown): z.core.JSONSchema.JSONSchema {
  return JSON.parse(JSON.stringify(schema), (_, part) => {
    const isSchema = typeof part === 'object' && part !== null && ['type', 'anyOf', '$ref'].some((key) => key in part);
    if (!isSchema) return part;
    const { default: _default, ...rest } = part;
    return rest;
  });
}

function checker(document: OpenApiDocument) {
  const operations = operationsOf(document).map((placed) => ({ placed, pattern: patternOf(placed.path) }));

  return async (init: RequestInit, path: string, response: Response): Promise<string> => {
    const method = (init.method ?? 'GET').toUpperCase();
    const called = path.split('?')[0] as string;
    // A path with fewer parameters takes precedence: /v1/deliveries/replay over /v1/deliveries/{id}.
    const found = operations
      .filter(({ placed, pattern }) => placed.method === method && pattern.test(called))
      .sort((a, b) => a.placed.path.split('{').length - b.placed.path.split('{').length)[0]?.placed;
    if (found === undefined) throw new Error(`${method} ${called} is not documented`);
    await checkAnswer(document, found, response);
    if (response.ok) checkRequest(document, found, init);
    return `${found.operation.operationId} ${response.status}`;
  };
}

const patternOf = (path: string) => new RegExp(`^${path.replaceAll(/[.]/g, '\\.').replaceAll(/\{[^}]+\}/g, '[^/]+')}$`);

async function checkAnswer(document: OpenApiDocument, { method, path, operation }: Placed, response: Response) {
  const name = `${method} ${path} ${response.status}`;
  const answer: DescribedAnswer | undefined = operation.responses[String(response.status)];
  if (answer === undefined) throw new Error(`${name} is not documented: ${await response.text()}`);
  for (const [header, { required }] of Object.entries(answer.headers ?? {}))
    if (required && !response.headers.has(header)) throw new Error(`${name} has no header ${header}`);
  const type = response.headers.get('content-type')?.split(';')[0] ?? null;
  if (answer.content === undefined) {
    const text = await response.text();
    if (text !== '') throw new Error(`${name} is documented without a body, and came with ${text}`);
    return;
  }
  const media = type === null ? undefined : (answer.content[type] ?? answer.content['*/*']);
  if (media === undefined) throw new Error(`${name} is not documented as ${type}`);
  if (!type?.endsWith('json')) return void response.body?.cancel();
  const wrong = misfit(document, media.schema, await response.json());
  if (wrong !== null) throw new Error(`${name} is not as documented:\n${wrong}`);
}

function checkRequest(document: OpenApiDocument, { method, path, operation }: Placed, init: RequestInit): void {
  if (typeof init.body !== 'string' || init.body === '') return;
  const type = new Headers(init.headers).get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  const { content = {} } = operation.requestBody ?? {};
  const media = content[type] ?? content['application/json'];
  if (media === undefined) throw new Error(`${method} ${path} is documented without a body, and took one`);
  const wrong = misfit(document, media.schema, JSON.parse(init.body.replace(/^\uFEFF/, '')));
  if (wrong !== null) throw new Error(`${method} ${path} took a body that is not as documented:\n${wrong}`);
}
