import { afterEach, describe, expect, it } from '@jest/globals';
import { takeReturnCode } from '../../packages/client/src/return-code.ts';
import { takeCode } from '../../web/widget/loader/take-code.ts';

interface Page {
  location?: { readonly hash: string; readonly pathname: string; readonly search: string };
  history?: { readonly state: unknown; replaceState(state: unknown, unused: string, url: string): void };
}
const page = globalThis as unknown as Page;

afterEach(() => {
  delete page.location;
  delete page.history;
});

/** What is taken out of this fragment, and the address that remains. */
function taken(hash: string, take: () => string | null | undefined) {
  let address: string | null = null;
  page.location = { hash, pathname: '/orders', search: '?page=2' };
  page.history = {
    state: null,
    replaceState: (_state, _unused, url) => {
      address = url;
    },
  };
  return { code: take() ?? null, address };
}

describe('the code of a link in an email', () => {
  it('is taken out of the address, which keeps a fragment of its own', () => {
    expect(taken('#afterchat=a-b_1', takeCode)).toEqual({ code: 'a-b_1', address: '/orders?page=2' });
    expect(taken('#/orders?afterchat=c', takeCode)).toEqual({ code: 'c', address: '/orders?page=2#/orders' });
  });

  it.each(['', '#', '#prices', '#prices&afterchat=c', '#a?afterchat=b&afterchat=c', '#xafterchat=c', '#afterchat=a b'])(
    'is the same in %j as for the client',
    (hash) => {
      expect(taken(hash, takeCode)).toEqual(taken(hash, takeReturnCode));
    },
  );
});
