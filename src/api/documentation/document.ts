import type { OpenAPIHono, RouteConfig } from '@hono/zod-openapi';
import { ZodType, type z } from 'zod';
import { packageVersion } from '../../own-package.ts';
import type { ApiEnv } from '../env.ts';
import { examples } from './examples.ts';
import {
  type Content,
  type MediaType,
  type OpenApiDocument,
  type Operation,
  operationsOf,
  type Parameter,
} from './open-api.ts';
import { overview } from './overview.ts';
import { bodySchema, components, namesIn, parameterSchemas } from './schemas.ts';
import { securitySchemes } from './security-schemes.ts';
import { tags } from './tags.ts';

/** An app's OpenAPI 3.1 document: its routes as OpenAPIHono lists them, with zod's schemas and with examples. */
export function openApiDocument(app: OpenAPIHono<ApiEnv>): OpenApiDocument {
  const told = app.getOpenAPI31Document({
    openapi: '3.1.1',
    info: {
      title: 'afterchat',
      version: packageVersion(),
      description: overview,
      license: { name: 'MIT' },
    },
    servers: [{ url: '/', description: 'This server' }],
  }) as unknown as Pick<OpenApiDocument, 'openapi' | 'info' | 'servers' | 'paths'>;
  const paths = described(told.paths, routesOf(app));
  const operations = operationsOf({ paths });
  return {
    openapi: told.openapi,
    info: told.info,
    servers: told.servers,
    tags: Object.entries(tags)
      .filter(([tag]) => operations.some(({ operation }) => operation.tags.includes(tag)))
      .map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: components(
        operations.flatMap(({ operation }) => namesIn(operation.requestBody)),
        operations.flatMap(({ operation }) => namesIn(operation.responses)),
      ),
      securitySchemes,
    },
  };
}

function routesOf(app: OpenAPIHono<ApiEnv>): ReadonlyMap<string, RouteConfig> {
  const routes = app.openAPIRegistry.definitions.flatMap((definition) =>
    definition.type === 'route' ? [definition.route] : [],
  );
  return new Map(routes.map((route) => [`${route.method} ${route.path}`, route]));
}

function described(
  paths: OpenApiDocument['paths'],
  routes: ReadonlyMap<string, RouteConfig>,
): OpenApiDocument['paths'] {
  return mapped(paths, (methods, path) =>
    mapped(methods, (operation, method) => describedOperation(operation, routes.get(`${method} ${path}`))),
  );
}

function describedOperation(operation: Operation, route: RouteConfig | undefined): Operation {
  const { description, parameters, requestBody, responses } = operation;
  const { request, responses: answers } = route ?? {};
  const texts = [description, scopeNote(operation)].filter((text) => text !== undefined);
  return {
    ...operation,
    ...(texts.length === 0 ? {} : { description: texts.join('\n\n') }),
    ...(parameters === undefined ? {} : { parameters: parameters.map((one) => describedParameter(one, request)) }),
    ...(requestBody === undefined
      ? {}
      : {
          requestBody: {
            ...requestBody,
            content: describedContent(requestBody.content, request?.body?.content, 'input'),
          },
        }),
    responses: mapped(responses, (answer, status) => {
      const told = answers?.[status];
      const content = told !== undefined && 'content' in told ? told.content : undefined;
      return answer.content === undefined
        ? answer
        : { ...answer, content: describedContent(answer.content, content, 'output') };
    }),
  };
}

/** API references do not show the scopes of bearer tokens, so the description says them. */
function scopeNote({ security }: Operation): string | undefined {
  const [scope] = security?.flatMap(({ apiKey = [] }) => apiKey) ?? [];
  return scope === undefined ? undefined : `Needs the scope \`${scope}\`.`;
}

function describedParameter(parameter: Parameter, request: RouteConfig['request']): Parameter {
  const fields = { path: request?.params, query: request?.query, header: request?.headers }[parameter.in];
  const told = parameterSchemas(fields as z.ZodType).properties?.[parameter.name];
  const { description, ...schema } = told ?? parameter.schema;
  return { ...parameter, schema, ...(description === undefined ? {} : { description }) };
}

/** With zod's schemas, and with the example of the first schema name in each. */
function describedContent(content: Content, told: object | undefined, io: 'input' | 'output'): Content {
  return mapped(content, (media: MediaType, type) => {
    const body = new Map(Object.entries(told ?? {})).get(type)?.schema;
    const schema = body instanceof ZodType ? bodySchema(body, io) : media.schema;
    const [name] = namesIn(schema);
    const isExemplified = media.example !== undefined || media.examples !== undefined;
    const example = name === undefined || isExemplified ? undefined : examples[name as keyof typeof examples];
    return { ...media, schema, ...(example === undefined ? {} : { example }) };
  });
}

function mapped<Value, Result>(
  record: Readonly<Record<string, Value>>,
  change: (value: Value, key: string) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}
