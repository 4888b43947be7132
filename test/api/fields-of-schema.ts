import { nameOf, type OpenApiDocument, type Schema } from '../../src/api/documentation/open-api.ts';

export type FieldPath = readonly string[];

/** Where each field of a schema stands, those of fields within it too; an entry of a list stands for all of them. */
export function fieldsOf({ components }: Pick<OpenApiDocument, 'components'>, schema: Schema): FieldPath[] {
  const whole = schema.$ref === undefined ? schema : (components.schemas[nameOf(schema.$ref)] ?? {});
  const within = [
    ...Object.entries(whole.properties ?? {}),
    ...(whole.items === undefined ? [] : ([['0', whole.items]] as const)),
  ].flatMap(([name, field]) => [[name], ...fieldsOf({ components }, field).map((rest) => [name, ...rest])]);
  return [
    ...within,
    ...[...(whole.anyOf ?? []), ...(whole.oneOf ?? [])].flatMap((one) => fieldsOf({ components }, one)),
  ];
}

/** The value with another one at a place; what is on the way there is made where it is missing, `undefined` takes away. */
export function withField(value: unknown, [name, ...rest]: FieldPath, field: unknown): unknown {
  if (name === undefined) return field;
  if (name === '0') return [withField(Array.isArray(value) ? value[0] : undefined, rest, field)];
  const object = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  return { ...object, [name]: withField((object as Record<string, unknown>)[name], rest, field) };
}
