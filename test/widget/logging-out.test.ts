import { afterEach, expect, it } from '@jest/globals';
import { memory } from '../../web/widget/app/engine/kept.ts';
import { bootWidget } from '../../web/widget/loader/widget.ts';

const page = globalThis as unknown as Record<string, unknown>;
const before = { fetch: page.fetch };

afterEach(() => {
  for (const name of ['addEventListener', 'document', 'localStorage', 'sessionStorage']) delete page[name];
  Object.assign(page, before);
});

it('removes what is kept, and ends the session, when the visitor logs out, even if the configuration and the app never come', () => {
  const others = { 'afterchat:site_12': '{}', 'afterchat:site_12:1': '{}', cart: '2' };
  const kept = { 'afterchat:site_1': '{"token":"a"}', 'afterchat:site_1:1': '{"text":"\\"token\\":\\"b\\""}' };
  const ended: unknown[] = [];
  Object.assign(page, {
    addEventListener: () => {},
    document: { documentElement: { lang: 'en' } },
    fetch: (url: string, { method, headers }: { method?: string; headers?: object } = {}) => {
      if (method === 'DELETE') ended.push({ url, ...headers });
      return new Promise(() => {});
    },
    localStorage: memory({ ...kept, ...others }),
    sessionStorage: memory({ 'afterchat:site_1:next': '{"draft":"Half a sen"}' }),
  });
  const options = { siteKey: 'site_1' };
  const widget = bootWidget({ apiUrl: 'https://chat.example', options, code: null });
  widget.run(['logout']);
  expect({ ...(page.localStorage as object) }).toEqual(others);
  expect({ ...(page.sessionStorage as object) }).toEqual({});
  expect(ended).toEqual([{ url: 'https://chat.example/v1/visitor/session', authorization: 'Bearer a' }]);
});
