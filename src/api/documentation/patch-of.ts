import type { Schema } from './open-api.ts';

/** An object schema as an RFC 7396 merge patch: everything may be left out, and null resets to the default. */
export function patchOf(schema: Schema): Schema {
  const { default: _, required, properties, ...rest } = schema;
  if (properties === undefined) return rest;
  return {
    ...rest,
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
