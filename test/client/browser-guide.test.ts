import { readFileSync } from 'node:fs';
import { describe, expect, it, jest } from '@jest/globals';
import { SignJWT } from 'jose';
import { createClient, ProblemError, takeReturnCode } from '../../packages/client/src/index.ts';
import { brand, returnStage } from '../api/return-stage.ts';
import { useVisitorApi } from '../support/visitor-api.ts';

const api = useVisitorApi({ publicUrl: 'https://chat.acme.example' });
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

  it('has a recipe for coming back from an email, and for a code that has been used', async () => {
    const stage = returnStage(api);
    const who = await stage.mailed(await api.site({ brand }));
    const code = await stage.codeFor(who);
    const first = await comesBackByRecipe(who.site.siteKey, `#prices&afterchat=${code}`);
    expect(first).toEqual({ conversation: who.conversationId, shown: '/orders?a=b#prices' });
    const again = await comesBackByRecipe(who.site.siteKey, `#afterchat=${code}`);
    expect(again).toEqual({ conversation: undefined, shown: '/orders?a=b' });
    expect(await comesBackByRecipe(who.site.siteKey, '#prices')).toEqual({ conversation: undefined, shown: null });
  });
});

/** Runs the guide's recipe in a page with this fragment; what it opens, and which address is shown after that. */
async function comesBackByRecipe(siteKey: string, hash: string) {
  const [, recipe = ''] = /### Back from an email[\s\S]*?```js\n([\s\S]*?)```/.exec(read('integrate.md')) ?? [];
  const fetch = (path: string, init: RequestInit) => api.app.request(path, init);
  const { visitor } = createClient({ baseUrl: '', fetch });
  let shown: string | null = null;
  const location = { hash, pathname: '/orders', search: '?a=b' };
  const history = {
    state: null,
    replaceState: (_state: unknown, _unused: string, url: string) => {
      shown = url;
    },
  };
  const localStorage = { getItem: () => null };
  const given = { visitor, siteKey, ProblemError, takeReturnCode, localStorage };
  const run = new Function(
    ...Object.keys(given),
    `return (async () => { ${recipe.replace(/^import .*$/m, '')}; return session; })()`,
  );
  Object.assign(globalThis, { location, history });
  try {
    const session = await run(...Object.values(given));
    return { conversation: session.conversation?.id, shown };
  } finally {
    Reflect.deleteProperty(globalThis, 'location');
    Reflect.deleteProperty(globalThis, 'history');
  }
}

/** Runs the guide's recipe at the API's time. */
async function signedByRecipe(secret: string): Promise<string> {
  const recipes = [...read('integrate.md').matchAll(/```js\n([\s\S]*?)```/g)].map(([, code = '']) => code);
  const recipe = recipes.find((code) => code.includes('SignJWT')) ?? '';
  const body = recipe.replace(/^ *import .*$/m, '').replaceAll('process.env.AFTERCHAT_IDENTITY_SECRET', 'secret');
  const sign = new Function('SignJWT', 'secret', `return (async () => { ${body}; return identityToken; })()`);
  jest.useFakeTimers({ now: api.now(), advanceTimers: true });
  try {
    return await sign(SignJWT, secret);
  } finally {
    jest.useRealTimers();
  }
}
