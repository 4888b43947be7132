import type { Schema } from '../open-api.ts';

export interface FieldRow {
  readonly name: string;
  readonly isRequired: boolean;
  readonly schema: Schema;
}

/** The fields of an object's schema with those of the objects in it, by the path to each. Named schemas are not entered. */
export function fieldRows(schema: Schema, prefix = ''): FieldRow[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, field]) => {
    const name = `${prefix}${key}`;
    const row: FieldRow = { name, isRequired: schema.required?.includes(key) ?? false, schema: field };
    return [row, ...inner(field, name)];
  });
}

function inner(field: Schema, name: string): FieldRow[] {
  if (field.properties !== undefined) return fieldRows(field, `${name}.`);
  if (field.items !== undefined) return inner(field.items, `${name}[]`);
  return (field.anyOf ?? []).flatMap((choice) => inner(choice, name));
}

/** What a value must be beside its type: limits and the default, in words. */
export function limitsOf(schema: Schema): string {
  const { minLength, maxLength, minimum, maximum, maxItems, pattern } = limited(schema);
  const words = [
    range(minLength, maxLength, 'characters'),
    range(minimum, maximum, ''),
    range(undefined, maxItems, 'items'),
    pattern === undefined ? '' : `matches \`${pattern}\``,
    schema.default === undefined ? '' : `default \`${JSON.stringify(schema.default)}\``,
  ];
  return words.filter((word) => word !== '').join('; ');
}

/** Of a field that may be null, the limits stand with its other choice. */
function limited(schema: Schema): Schema {
  return schema.anyOf?.find(({ type }) => type !== 'null') ?? schema;
}

function range(least: number | undefined, most: number | undefined, unit: string): string {
  const shown = (value: number) => value.toLocaleString('en');
  const words =
    least !== undefined && most !== undefined
      ? `${shown(least)} to ${shown(most)}`
      : least !== undefined
        ? `at least ${shown(least)}`
        : most !== undefined
          ? `at most ${shown(most)}`
          : '';
  return words === '' || unit === '' ? words : `${words} ${unit}`;
}
