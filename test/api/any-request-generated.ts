import fc from 'fast-check';
import type { MediaType, OpenApiDocument, Placed } from '../../src/api/documentation/open-api.ts';
import type { AnyRequest, AnyRequestStage } from './any-request-stage.ts';
import { bent, mutated, oddValues } from './mutations.ts';
import { valuesOf } from './values-of-schema.ts';

type Secrets = Readonly<Record<'siteKey' | 'token' | 'resumeToken', string>>;

const oddTexts = fc.oneof(
  fc.constantFrom(...oddValues.map(textOf)),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
);

const mostly = <Value>(usual: fc.Arbitrary<Value>, odd: fc.Arbitrary<Value>, weight = 4): fc.Arbitrary<Value> =>
  fc.oneof({ weight, arbitrary: usual }, { weight: 1, arbitrary: odd });

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Every field of the query in its turn, as described or not, also twice and among unknown ones. */
function queriesOf(document: OpenApiDocument, { operation }: Placed): fc.Arbitrary<AnyRequest['query']> {
  const fields = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query');
  const named = fields.map(({ name, schema }) =>
    fc.tuple(fc.constant(name), mostly(valuesOf(document, schema).map(textOf), oddTexts, 2)),
  );
  return fc.array(mostly(fc.oneof(...named, fc.tuple(fc.constant('view'), oddTexts)), fc.tuple(oddTexts, oddTexts)), {
    maxLength: 4,
  });
}

/** A place that is not empty, nor one that a URL resolves: that is another path. */
const oddPlaces = oddTexts.map((text) => text.toWellFormed()).filter((text) => !['', '.', '..'].includes(text));

const contentTypes = [
  'application/JSON; charset=utf-8',
  'application/merge-patch+json',
  'text/plain',
  'text/html',
].concat([
  'multipart/form-data',
  'multipart/form-data; boundary=x',
  'application/x-www-form-urlencoded',
  'json',
  ';',
  '*/*',
]);
const oddHeaders = fc.constantFrom<readonly [string, string]>(
  ...contentTypes.map((type) => ['content-type', type] as const),
  ...['abc', '-1', '0', '999999999999'].map((length) => ['content-length', length] as const),
  ...['null', 'https://other.example', 'no url', `https://${'x'.repeat(3_000)}`].map((at) => ['origin', at] as const),
  ...['Bearer', 'Basic YTpi', 'Bearer a b', 'bearer \u00ff', 'Bearer as_x', 'Bearer e30.e30.e30', ''].map(
    (secret) => ['authorization', secret] as const,
  ),
  ...['82', '', '82zz', '82'.repeat(2_000), '\u00ff'].map((id) => ['last-event-id', id] as const),
  ['transfer-encoding', 'chunked'],
  ['content-encoding', 'gzip'],
  ['accept', 'application/xml'],
  ['x-http-method-override', 'DELETE'],
  ['host', 'other.example:99'],
);

/** What the document allows, and that bent and broken in the ways that bodies are. */
function bodiesOf(
  document: OpenApiDocument,
  { schema, example }: MediaType,
  secrets: Secrets,
): fc.Arbitrary<AnyRequest['body']> {
  const good = mostly(valuesOf(document, schema), fc.constant(example), 3).map((value) => withSecrets(value, secrets));
  const texts = fc
    .oneof({ weight: 3, arbitrary: good }, { weight: 6, arbitrary: mutated(good) })
    .map((value) => JSON.stringify(value));
  return mostly(texts, bent(texts));
}

/** With secrets that are known here, where the schema has such fields. */
function withSecrets(value: unknown, secrets: Secrets): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name, name in secrets ? secrets[name as keyof Secrets] : field]),
  );
}

/** Requests to a route by those who may call it: as the document describes them, nearly so, and not at all. */
export async function requestsTo(stage: AnyRequestStage, placed: Placed): Promise<fc.Arbitrary<AnyRequest>> {
  const secret = await stage.secretFor(placed);
  const { document, siteKey } = stage;
  const token = await stage.beginSession();
  const places = await stage.goodPlaces(placed);
  const content = Object.entries(placed.operation.requestBody?.content ?? {});
  const bodies = content.map(([type, media]) =>
    bodiesOf(document, media, { siteKey, token, resumeToken: token }).map((body) => ({ type, body })),
  );
  const noBody = fc.constant({ type: null, body: null });
  // As bytes, which are not compared with the document: an unexpected body is not refused.
  const unasked = fc
    .constantFrom('', '{}', '[', '\u0000')
    .map((body) => ({ type: 'application/json', body: new TextEncoder().encode(body) }));
  const unusual = fc.oneof(noBody, unasked);
  const sent = mostly<{ type: string | null; body: AnyRequest['body'] }>(
    bodies.length === 0 ? noBody : fc.oneof(...bodies),
    placed.method === 'GET' ? noBody : unusual,
    9,
  );
  return fc
    .record({
      places: mostly(
        fc.constant(places),
        fc.record(
          Object.fromEntries(
            Object.keys(places).map((name) => [name, mostly(fc.constant(places[name] ?? ''), oddPlaces, 1)]),
          ),
        ),
      ),
      query: queriesOf(document, placed),
      sent,
      odd: mostly<(readonly [string, string])[]>(fc.constant([]), fc.array(oddHeaders, { maxLength: 2 })),
    })
    .map(({ sent: { type, body }, odd, ...rest }) => ({
      ...rest,
      body,
      headers: {
        ...(secret === null ? {} : { authorization: `Bearer ${secret}` }),
        ...(type === null ? {} : { 'content-type': type }),
        ...Object.fromEntries(odd),
      },
    }));
}
