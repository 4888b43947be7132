import { readFileSync } from 'node:fs';
import { describe, expect, it, jest } from '@jest/globals';
import { SignJWT } from 'jose';
import { createClient } from '../../packages/client/src/index.ts';
import { useVisitorApi } from '../support/visitor-api.ts';

const api = useVisitorApi();
const read = (path: string) => readFileSync(new URL(`../../docs/${path}`, import.meta.url), 'utf8');
const page = read('examples/visitor-page.html');

describe("the guide for a visitor's browser", () => {
  it('has a whole page in under 100 lines', () => {
    expect(page.trimEnd().split('\n').length).toBeLessThan(100);
  });

  it('has a page that calls all that the client has for visitors, and nothing else of it', () => {
    const called = [...page.matchAll(/\bvisitor\.(\w+)\(/g)].map(([, name]) => name);
    expect([...new Set(called)].sort()).toEqual(Object.keys(createClient({ baseUrl: '' }).visitor).sort());
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
