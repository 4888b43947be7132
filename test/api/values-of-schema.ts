import fc from 'fast-check';
import { nameOf, type OpenApiDocument, type Schema } from '../../src/api/documentation/open-api.ts';

/** Values that a schema of the document allows, or nearly: what it cannot say in JSON Schema may still be refused. */
export function valuesOf(document: Pick<OpenApiDocument, 'components'>, schema: Schema): fc.Arbitrary<unknown> {
  const { schemas } = document.components;
  const of = (part: Schema): fc.Arbitrary<unknown> => {
    if (part.$ref !== undefined) return of(schemas[nameOf(part.$ref)] ?? {});
    if (part.const !== undefined) return fc.constant(part.const);
    if (part.enum !== undefined) return fc.constantFrom(...part.enum);
    const choices = part.anyOf ?? part.oneOf;
    if (choices !== undefined) return fc.oneof(...choices.map(of));
    if (part.type !== 'string' && part.examples !== undefined) return fc.constantFrom(...part.examples);
    switch (part.type) {
      case 'object':
        return objectOf(part);
      case 'array':
        return fc.array(of(part.items ?? {}), {
          minLength: part.minItems ?? 0,
          maxLength: Math.min(part.maxItems ?? 3, 3),
        });
      case 'integer':
      case 'number':
        return fc.constantFrom(...[part.minimum ?? -1, part.maximum ?? 1, part.minimum ?? 0]);
      case 'boolean':
        return fc.boolean();
      case 'null':
        return fc.constant(null);
      default:
        return textsOf(part);
    }
  };

  function objectOf({ properties = {}, required = [] }: Schema): fc.Arbitrary<unknown> {
    const fields = Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, of(field)]));
    return fc.record(fields, { requiredKeys: [...required] });
  }
  return of(schema);
}

function textsOf({ format, pattern, examples = [], minLength = 0, maxLength = 8 }: Schema): fc.Arbitrary<unknown> {
  const usual = examples.length === 0 ? [] : [fc.constantFrom(...examples)];
  if (format === 'date-time') return fc.oneof(...usual, fc.constantFrom(...oddTimes));
  if (format === 'idn-email')
    return fc.oneof(
      ...usual,
      fc.nat({ max: 9 }).map((one) => `ada${one}@example.com`),
    );
  if (pattern?.endsWith('{1,64}$')) return fc.oneof(...usual, fc.uuid(), fc.constantFrom('~', 'x'.repeat(64)));
  if (usual.length > 0) return fc.oneof(...usual);
  const long = '🙂'.repeat(Math.min(maxLength, 10_000));
  const texts = ['x'.repeat(minLength), long, 'Hello', '<b>&amp;'].filter((text) => text.length >= minLength);
  return fc.constantFrom(...texts);
}

/** Moments whose years, in another zone, have fewer or more than four digits. */
export const oddTimes = [
  '0000-01-01T00:00:00Z',
  '0000-01-01T00:00:00+23:59',
  '9999-12-31T23:59:59-23:59',
  '2026-03-06T13:00:00.123456789Z',
  '1969-12-31T23:59:59Z',
];
