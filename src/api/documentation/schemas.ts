import { z } from 'zod';
import { nameOf, refTo, type Schema } from './open-api.ts';
import { patchOf } from './patch-of.ts';

/**
 * The contract's named schemas as JSON Schema. They come from zod's own generator, because with the one for routes a
 * schema becomes nullable everywhere once it is nullable in one place.
 */
function namedSchemas(io: 'input' | 'output'): Record<string, Schema> {
  const { schemas } = z.toJSONSchema(z.globalRegistry, { io, unrepresentable: 'any', uri: refTo });
  const named = Object.entries(schemas).map(([name, { $schema, $id, ...schema }]) => [name, tidied(schema)]);
  return Object.fromEntries(named) as Record<string, Schema>;
}

/**
 * The schemas that requests and responses refer to, each for its direction: a field that a request may leave out is
 * always present in a response. A schema that is used in both directions has to be the same in both.
 */
export function components(inRequests: readonly string[], inResponses: readonly string[]): Record<string, Schema> {
  const taken = namedSchemas('input');
  const answered = namedSchemas('output');
  if (taken.Settings !== undefined)
    taken.SettingsPatch = { ...patchOf(taken.Settings), description: 'A JSON merge patch (RFC 7396).' };
  const used: Record<string, Schema> = {};
  for (const name of reachable(inResponses, answered)) used[name] = answered[name] as Schema;
  for (const name of reachable(inRequests, taken)) {
    if (used[name] !== undefined && JSON.stringify(used[name]) !== JSON.stringify(taken[name]))
      throw new Error(`the schema ${name} is not the same in requests and in responses: give each its own name`);
    used[name] = taken[name] as Schema;
  }
  return Object.fromEntries(Object.entries(used).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A body's schema: a reference if it has a name, otherwise the schema itself. */
export function bodySchema(body: z.ZodType, io: 'input' | 'output'): Schema {
  const id = z.globalRegistry.get(body)?.id;
  if (id !== undefined) return { $ref: refTo(id) };
  const { $schema, $defs, ...schema } = z.toJSONSchema(body, { io, unrepresentable: 'any' });
  return tidied(JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', `"${refTo('')}`))) as Schema;
}

/** The fields of a path's or a query's schema. */
export function parameterSchemas(fields: z.ZodType): Schema {
  const { $schema, $defs, ...schema } = z.toJSONSchema(fields, { io: 'input', unrepresentable: 'any' });
  const inlined = JSON.parse(JSON.stringify(schema), (_, value) => {
    if (typeof value?.$ref !== 'string' || $defs === undefined) return value;
    const { $ref, ...more } = value;
    const { id, ...named } = $defs[$ref.slice('#/$defs/'.length)] ?? {};
    return { ...named, ...more };
  });
  return tidied(inlined) as Schema;
}

/** The names of all `$ref`s in a value. */
export function namesIn(value: unknown): string[] {
  const names: string[] = [];
  JSON.stringify(value, (key, part) => {
    if (key === '$ref') names.push(nameOf(part));
    return part;
  });
  return names;
}

/** These names and all that they refer to. */
export function reachable(from: readonly string[], schemas: Readonly<Record<string, Schema>>): Set<string> {
  const seen = new Set<string>();
  const open = [...from];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    open.push(...namesIn(schemas[name]));
  }
  return seen;
}

/** Without limits that only say "an integer", and without the pattern that repeats what `date-time` says. */
function tidied(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema), (_, value) => {
    if (value?.maximum === Number.MAX_SAFE_INTEGER && value.minimum === Number.MIN_SAFE_INTEGER)
      return { ...value, minimum: undefined, maximum: undefined };
    if (value?.format === 'date-time') return { ...value, pattern: undefined };
    return value;
  });
}
