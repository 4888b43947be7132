import { readFileSync } from 'node:fs';
import { describe, expect, it, jest } from '@jest/globals';
import { SignJWT } from 'jose';
import { useVisitorApi } from '../support/visitor-api.ts';

const api = useVisitorApi();
const read = (path: string) => readFileSync(new URL(`../../docs/${path}`, import.meta.url), 'utf8');
const page = read('examples/visitor-page.html');

describe("the guide for a visitor's browser", () => {
  it('has a whole page in under 100 lines', () => {
    expect(page.trimEnd().split('\n').length).toBeLessThan(100);
  });

  it('has a page that calls what the API describes, all that a visitor needs, and nothing else', async () => {
    const { paths } = (await api.call('GET', '/openapi.json')).body;
    const calls = [
      ...page.matchAll(/\b(?:request\('(?<method>GET|POST)', |(?<short>post|read)\()['`](?<path>[a-z-]+)/g),
    ];
    const called = calls.map(({ groups = {} }) => {
      const { method = groups.short === 'post' ? 'POST' : 'GET', path } = groups;
      return `${method.toLowerCase()} /v1/visitor/${path}`;
    });
    const described = Object.entries<object>(paths)
      .filter(([path]) => path.startsWith('/v1/visitor/'))
      .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`));
    expect(described.filter((one) => !called.includes(one))).toEqual([]);
    expect(called.filter((one) => !described.includes(one))).toEqual([]);
  });

  it('has a recipe for identity tokens that opens a session', async () => {
    const site = await api.site();
    const token = await signedByRecipe(site.identitySecret);
    const { status, body } = await site.session({ identityToken: token });
    expect([status, body.visitor]).toEqual([
      200,
      expect.objectContaining({ id: 'customer-4711', name: 'Grace', email: 'grace@example.com', emailVerified: true }),
    ]);
  });
});

/** Runs the guide's recipe at the API's time. */
async function signedByRecipe(secret: string): Promise<string> {
  const recipe = /```js\n([\s\S]*?)```/.exec(read('integrate.md'))?.[1] ?? '';
  const body = recipe.replace(/^ *import .*$/m, '').replaceAll('process.env.AFTERCHAT_IDENTITY_SECRET', 'secret');
  const sign = new Function('SignJWT', 'secret', `return (async () => { ${body}; return identityToken; })()`);
  jest.useFakeTimers({ now: api.now(), advanceTimers: true });
  try {
    return await sign(SignJWT, secret);
  } finally {
    jest.useRealTimers();
  }
}
