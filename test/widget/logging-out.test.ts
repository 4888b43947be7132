import { afterEach, expect, it } from '@jest/globals';
import { memory } from '../../web/widget/app/engine/kept.ts';
import { bootWidget } from '../../web/widget/loader/widget.ts';

const page = globalThis as unknown as Record<string, unknown>;
const before = { fetch: page.fetch };

afterEach(() => {
  for (const name of ['document', 'localStorage', 'sessionStorage']) delete page[name];
  Object.assign(page, before);
});

it('removes what is kept when the visitor logs out, even if the configuration and the app never come', () => {
  const others = { 'afterchat:site_2': '{}', cart: '2' };
  const kept = { 'afterchat:site_1': '{"token":"a"}', 'afterchat:site_1:1': '{"text":"Secret"}' };
  Object.assign(page, {
    document: { documentElement: { lang: 'en' }, addEventListener: () => {} },
    fetch: () => new Promise(() => {}),
    localStorage: memory({ ...kept, ...others }),
    sessionStorage: memory(kept),
  });
  const options = { siteKey: 'site_1' };
  const widget = bootWidget({ apiUrl: 'https://chat.example', options, nonce: undefined, code: null });
  widget.run(['logout']);
  expect({ ...(page.localStorage as object) }).toEqual(others);
  expect({ ...(page.sessionStorage as object) }).toEqual({});
});
