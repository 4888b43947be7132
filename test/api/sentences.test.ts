import { afterAll, describe, expect, it } from '@jest/globals';
import type { Placed } from '../../src/api/documentation/open-api.ts';
import { readConfig, variableNames } from '../../src/config.ts';
import { openAuthorizationStage } from './authorization-stage.ts';
import { fieldsOf, withField } from './fields-of-schema.ts';

// Before the tests, which are made from the document that it serves.
const stage = await openAuthorizationStage();
afterAll(() => stage.stop());

/** What a validator says of itself, where a person asks what is wrong with a field. */
const raw =
  /invalid|expected|received|\boption\b|\binput|pattern|too (big|small)|>=|<=|undefined|NaN|unrecognized|"[|]"|\/\^/i;

const wrongValues: readonly unknown[] = [
  ...[undefined, null, true, '', ' ', 'x', 'x'.repeat(11_000), 'a b@', '\u0000'],
  ...[-1, 0, 1.5, 1e300, Number.MAX_SAFE_INTEGER, 7],
  ...[[], [1], Array.from({ length: 60 }, () => 'x'), {}, { surprise: 1 }, [[]], [{}]],
];
const wrongTexts = ['', ' ', 'x', '-1', '0', '1.5', '1e300', '201', '9'.repeat(20), 'x'.repeat(600), 'null', '[]'];

async function saidTo(placed: Placed, request: { readonly path: string; readonly body?: unknown }): Promise<string[]> {
  const key = placed.path.startsWith('/v1/visitor/') ? stage.home.visitor : stage.home.key;
  const { status, text } = await stage.ask({ method: placed.method, body: undefined, ...request }, key);
  if (status < 400 || text === '') return [];
  const { detail = '', errors = [] } = JSON.parse(text) as { detail?: string; errors?: { message: string }[] };
  // The detail of a 422 names the fields, whatever they are called.
  return status === 422 ? errors.map(({ message }) => message) : [detail];
}

describe.each([...stage.operations].filter(([name]) => !name.includes('/webhooks/')))(
  '%s says in a sentence what is wrong with',
  (_, placed) => {
    const { parameters = [], requestBody } = placed.operation;
    const schema = requestBody?.content['application/json']?.schema;

    it('each field of the body', async () => {
      if (schema === undefined) return;
      const good = await stage.goodRequest(placed);
      const said = new Set<string>();
      for (const field of [[], ...fieldsOf(stage.document, schema)])
        for (const value of wrongValues) {
          const body = withField(good.body, field, value);
          if (body === undefined) continue;
          for (const sentence of await saidTo(placed, { path: good.path, body })) said.add(sentence);
        }
      expect([...said].filter((sentence) => raw.test(sentence) || !/^[\w'"-].*[^ ]$/.test(sentence))).toEqual([]);
      expect(said.size).toBeGreaterThan(0);
    });

    it('each parameter', async () => {
      const good = await stage.goodRequest(placed);
      const said = new Set<string>();
      for (const { name, in: where } of parameters)
        for (const value of wrongTexts.map(encodeURIComponent)) {
          const places = placed.path.replaceAll(/\{(\w+)\}/g, (_place, place) => (place === name ? value : 'c1'));
          const path = where === 'query' ? `${good.path}?${name}=${value}&${name}=${value}` : places;
          if (where === 'header' || value === '') continue;
          for (const sentence of await saidTo(placed, { path })) said.add(sentence);
          if (where === 'query')
            for (const sentence of await saidTo(placed, { path: `${good.path}?${name}=${value}` })) said.add(sentence);
        }
      expect([...said].filter((sentence) => raw.test(sentence))).toEqual([]);
    });
  },
);

it('limits are told as they are', async () => {
  const limits = async (query: string) =>
    stage.ask({ method: 'GET', path: `/v1/conversations?${query}`, body: undefined }, stage.home.key);
  expect((await limits('limit=201')).text).toContain('must be at most 200');
  expect((await limits('limit=x')).text).toContain('must be a whole number');
  expect((await limits('state=unanswered')).text).toContain('must be one of open, closed,');
});

describe('the environment', () => {
  const problemsOf = (env: Record<string, string>): readonly string[] => {
    try {
      readConfig(env);
      return [];
    } catch (error) {
      return (error as { problems: readonly string[] }).problems;
    }
  };

  it('is told in a sentence, too, for every variable', () => {
    expect(problemsOf({})).toContain('MONGODB_URI is missing');
    for (const name of variableNames)
      for (const value of ['x', '-1', '1.5', '1e9', 'http://', ' '])
        for (const problem of problemsOf({ [name]: value })) expect(problem).not.toMatch(raw);
  });
});
