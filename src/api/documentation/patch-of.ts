import type { Schema } from './open-api.ts';

/** A schema of objects, as an RFC 7396 merge patch of it: everything may be left out, and null resets to the default. */
export function patchOf(schema: Schema): Schema {
  const { default: _, required, properties, description, ...rest } = schema;
  if (properties === undefined) return { ...rest, ...(description === undefined ? {} : { description }) };
  return {
    ...rest,
    description: description ?? 'An RFC 7396 merge patch: what is left out stays, null resets to the default.',
    properties: Object.fromEntries(
      Object.entries(properties).map(([name, field]) => [name, orNull(patchOf(withoutNull(field)))]),
    ),
  };
}

function withoutNull(schema: Schema): Schema {
  const { anyOf, ...rest } = schema;
  const others = anyOf?.filter(({ type }) => type !== 'null');
  return others?.length === 1 ? { ...others[0], ...rest } : schema;
}

function orNull({ description, ...schema }: Schema): Schema {
  return { ...(description === undefined ? {} : { description }), anyOf: [schema, { type: 'null' }] };
}
