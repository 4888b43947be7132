import { beforeAll, describe, expect, it } from '@jest/globals';
import { createApp } from '../../src/api/app.ts';
import type { ApiDeps } from '../../src/api/deps.ts';
import { examples } from '../../src/api/documentation/examples.ts';
import { type OpenApiDocument, operationsOf, type Placed } from '../../src/api/documentation/open-api.ts';
import { namesIn } from '../../src/api/documentation/schemas.ts';
import { misfit } from '../support/conforms.ts';

const app = createApp({} as ApiDeps);

/** The document itself, what people open in a browser, and what their pages load. */
const pages = [
  '/',
  '/sign-in',
  '/sign-in/demo',
  '/sign-in/start',
  '/sign-in/callback',
  '/sign-out',
  '/openapi.json',
  '/docs',
  '/docs/scalar.js',
  '/client.js',
  '/inbox/*',
  '/inbox/assets/:file',
  '/widget.js',
  '/widget/:file',
  '/inbox/*',
  '/inbox/assets/:file',
  '/u/:token',
  '/r/:token',
];
let document: OpenApiDocument;
let operations: readonly Placed[];
beforeAll(async () => {
  document = (await (await app.request('/openapi.json')).json()) as OpenApiDocument;
  operations = operationsOf(document);
});

const nameOfCall = ({ method, path }: Placed) => `${method} ${path}`;

describe('/openapi.json', () => {
  it('is OpenAPI 3.1 with our name and version, to be read by anyone from anywhere', async () => {
    expect(document).toMatchObject({
      openapi: expect.stringMatching(/^3\.1\.\d+$/),
      info: { title: 'afterchat', version: expect.stringMatching(/^\d+\.\d+\.\d+/) },
      servers: [{ url: '/' }],
      components: { securitySchemes: { apiKey: { type: 'http', scheme: 'bearer' } } },
    });
    const { headers } = await app.request('/openapi.json');
    expect(headers.get('access-control-allow-origin')).toBe('*');
  });

  it("has every route of the app but people's pages", () => {
    const served = app.routes
      .filter(({ method, path }) => method !== 'ALL' && !pages.includes(path))
      .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
    expect(new Set(operations.map(nameOfCall))).toEqual(new Set(served));
  });

  it('describes each route, with a tag and an operation id of its own', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { operation } of operations)
      expect(operation).toMatchObject({
        operationId: expect.stringMatching(/^[a-z][A-Za-z]+$/),
        summary: expect.stringMatching(/^[A-Z].*[^.]$/),
        tags: [expect.anything()],
      });
    const tags = document.tags.map(({ name }) => name);
    expect(new Set(operations.flatMap(({ operation }) => operation.tags))).toEqual(new Set(tags));
  });

  it('refers to nothing that is not there, and has nothing that is not referred to', () => {
    const referred = new Set(namesIn(document));
    expect(referred).toEqual(new Set(Object.keys(document.components.schemas)));
  });

  it('names each body, and gives an example that fits it', () => {
    const without = operations.flatMap((placed) =>
      bodiesOf(placed).flatMap(({ where, media }) => {
        const all = media.examples ? Object.values(media.examples).map(({ value }) => value) : [media.example];
        return all.flatMap((example) => {
          if (namesIn(media.schema).length === 0) return [`${where}: has no name`];
          if (example === undefined) return [`${where}: has no example`];
          const wrong = misfit(document, media.schema, example);
          return wrong === null ? [] : [`${where}: ${wrong}`];
        });
      }),
    );
    expect(without).toEqual([]);
  });

  it('has no example of a body that is not there', () => {
    const used = new Set(
      operations.flatMap((placed) => bodiesOf(placed).flatMap(({ media }) => namesIn(media.schema))),
    );
    expect(Object.keys(examples).filter((name) => !used.has(name))).toEqual([]);
  });

  it('describes every parameter, and has one for each place in a path', () => {
    for (const { path, operation } of operations) {
      const { parameters = [] } = operation;
      const places = [...path.matchAll(/\{(\w+)\}/g)].map(([, place]) => place);
      expect(parameters.filter(({ in: where }) => where === 'path').map(({ name }) => name)).toEqual(places);
      for (const parameter of parameters)
        expect(parameter).toMatchObject({ description: expect.any(String), schema: { type: expect.any(String) } });
    }
  });

  it('allows no undocumented fields in any object', () => {
    const open: string[] = [];
    JSON.stringify(document.components.schemas, (key, part) => {
      if (part?.type === 'object' && part.additionalProperties !== false) open.push(key);
      return part;
    });
    expect(open).toEqual([]);
  });

  it('tells for routes with a key the scope, and what may go wrong', () => {
    for (const { method, path, operation } of operations.filter(({ operation }) => operation.security?.[0]?.apiKey)) {
      const [scope] = operation.security?.[0]?.apiKey ?? [];
      expect(scope).toMatch(/^(chat|inbox|settings|deliveries|admin)$/);
      const expected = [
        '401',
        '403',
        '422',
        '500',
        '503',
        ...(path.includes('{') && !(method === 'PUT' && path.endsWith('}')) ? ['404'] : []),
      ];
      expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(expected));
      if (operation.requestBody)
        expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['400', '413']));
      expect(operation.responses['503']?.headers).toHaveProperty('Retry-After');
    }
  });
});

function bodiesOf(placed: Placed) {
  const { requestBody, responses } = placed.operation;
  const contents = [
    ...(requestBody ? [{ where: 'request', content: requestBody.content }] : []),
    ...Object.entries(responses).map(([status, { content = {} }]) => ({ where: status, content })),
  ];
  return contents.flatMap(({ where, content }) =>
    Object.values(content).map((media) => ({ where: `${nameOfCall(placed)} ${where}`, media })),
  );
}
