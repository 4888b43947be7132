import { type OpenApiDocument, operationsOf, type Placed, type Schema } from '../../src/api/documentation/open-api.ts';

const method = /^(GET|POST|PUT|PATCH|DELETE) (\/v1\/[^\s{]*(?:\{\w+\}[^\s{]*)*)(?: (\{.*\}))?$/;

/** `POST /v1/jobs/{id}/pause`, `GET /v1/deliveries?status=parked`, `PATCH /v1/settings {…}`: the route and its names. */
export function routeProblems(document: OpenApiDocument, code: string): string[] {
  const [, verb, target = '', body = ''] = method.exec(code) ?? [];
  if (verb === undefined) return [];
  const [path = '', query = ''] = target.split('?');
  const isAt = (place: Placed) => place.method === verb && pattern(place.path).test(path);
  const place = operationsOf(document).find(isAt);
  if (place === undefined) return [`there is no ${verb} ${path}`];
  const parameters = (place.operation.parameters ?? []).map(({ name }) => name);
  const asked = query
    .split('&')
    .map((pair) => pair.split('=')[0] ?? '')
    .filter((name) => name !== '');
  const named = [...body.matchAll(/[{,]\s*"?(\w+)"?(?=[?,}:])/g)]
    .map(([, name = '']) => name)
    .slice(0, body.includes(':') ? 1 : undefined);
  return [
    ...asked.filter((name) => !parameters.includes(name)).map((name) => `${verb} ${path} has no parameter ${name}`),
    ...named
      .filter((name) => !fieldsOf(document, place).includes(name))
      .map((name) => `${verb} ${path} takes no ${name}`),
  ];
}

/** What stands for a parameter of a path: `{id}`, `ID`, `…` or an example. */
const pattern = (path: string) => new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);

function fieldsOf(document: OpenApiDocument, { operation }: Placed): string[] {
  const { schema = {} } = operation.requestBody?.content['application/json'] ?? {};
  const found = (one: Schema): Schema =>
    one.$ref === undefined ? one : (document.components.schemas[one.$ref.split('/').at(-1)!] ?? {});
  const { properties = {}, anyOf = [], oneOf = [] } = found(schema);
  return [
    ...Object.keys(properties),
    ...[...anyOf, ...oneOf].flatMap((one) => Object.keys(found(one).properties ?? {})),
  ];
}
