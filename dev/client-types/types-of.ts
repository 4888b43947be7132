import {
  nameOf,
  type OpenApiDocument,
  operationsOf,
  type Parameter,
  type Placed,
  type Schema,
} from '../../src/api/documentation/open-api.ts';
import { namesIn, reachable } from '../../src/api/documentation/schemas.ts';

const heading = `/**
 * What the API takes and answers. Generated from its description (/openapi.json): change src/contract/ instead, then run
 * \`npm run client-types\`.
 */`;

/** Left out, because clients do not need them: the deployment's health checks, and what the provider sends. */
const isOfNoClient = ({ operation }: Placed) => operation.tags.some((tag) => tag === 'Operating' || tag === 'Webhooks');

/** The answers of lists, for which the client has the single type `Page`. */
const isPage = ({ properties = {} }: Schema) => Object.keys(properties).sort().join() === 'items,nextCursor';

/**
 * The client's types.ts: everything that the described operations accept and return, as plain TypeScript under the
 * names of the description, and a type for the query of each list.
 */
export function typesOf(document: OpenApiDocument): string {
  const operations = operationsOf(document).filter((placed) => !isOfNoClient(placed));
  const { schemas } = document.components;
  const names = [...reachable(operations.flatMap(namesIn), schemas)].filter((name) => !isPage(schemaAt(schemas, name)));
  const named = names.map((name): [string, Schema] => [name, schemaAt(schemas, name)]);
  const declared = [...named, ...operations.flatMap(queryOf)].sort(([a], [b]) => (a < b ? -1 : 1));
  return `${[heading, ...declared.map(declaration)].join('\n\n')}\n`;
}

function schemaAt(schemas: OpenApiDocument['components']['schemas'], name: string): Schema {
  const schema = schemas[name];
  if (schema === undefined) throw new Error(`the description has no schema ${name}`);
  return schema;
}

function queryOf({ operation }: Placed): [string, Schema][] {
  const { operationId, parameters = [] } = operation;
  const fields = parameters.filter((parameter) => parameter.in === 'query');
  if (fields.length === 0) return [];
  const name = `${operationId.charAt(0).toUpperCase()}${operationId.slice(1)}Query`;
  const required = fields.filter((parameter) => parameter.required).map((parameter) => parameter.name);
  return [[name, { type: 'object', properties: Object.fromEntries(fields.map(field)), required }]];
}

const field = ({ name, schema, description }: Parameter): [string, Schema] => [
  name,
  description === undefined ? schema : { ...schema, description },
];

const declaration = ([name, schema]: [string, Schema]) =>
  `${comment(schema, '')}export type ${name} = ${typeOf(schema, '')};`;

/** The TypeScript type of a schema of our description. */
function typeOf(schema: Schema, indent: string): string {
  const { $ref, anyOf, type } = schema;
  if ($ref !== undefined) return nameOf($ref);
  if (schema.const !== undefined) return literal(schema.const);
  if (schema.enum !== undefined) return union(schema.enum.map(literal));
  if (anyOf !== undefined) return union(anyOf.map((one) => typeOf(one, indent)));
  if (typeof type === 'object') return union(type.map((one) => typeOf({ ...schema, type: one }, indent)));
  switch (type) {
    case 'string':
      return schema.format === 'binary' ? 'Blob' : type;
    case 'boolean':
    case 'null':
      return type;
    case 'integer':
    case 'number':
      return 'number';
    case 'array':
      return arrayOf(typeOf(schema.items ?? {}, indent));
    case 'object':
      return objectOf(schema, indent);
    case undefined:
      return 'unknown';
    default:
      throw new Error(`no TypeScript type is known for ${JSON.stringify(schema)}`);
  }
}

function objectOf({ properties, required = [] }: Schema, indent: string): string {
  if (properties === undefined) return 'Record<string, unknown>';
  const inner = `${indent}  `;
  const lines = Object.entries(properties).map(([name, schema]) => {
    const type = typeOf(schema, inner);
    // Undefined is allowed too, because JSON omits it: callers without a value need not build the object step by step.
    const typed = required.includes(name) ? `${name}: ${type}` : `${name}?: ${union([type, 'undefined'])}`;
    return `${comment(schema, inner)}${inner}${typed};`;
  });
  return `{\n${lines.join('\n')}\n${indent}}`;
}

const literal = (value: unknown) => (typeof value === 'string' ? `'${value}'` : JSON.stringify(value));

const union = (types: readonly string[]) => [...new Set(types)].join(' | ');

const arrayOf = (item: string) => (/^\w+$/.test(item) ? `${item}[]` : `Array<${item}>`);

const comment = ({ description }: Schema, indent: string) =>
  description === undefined ? '' : `${indent}/** ${description.replaceAll('*/', '* /')} */\n`;
