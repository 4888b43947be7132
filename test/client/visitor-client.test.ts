import { describe, expect, it } from '@jest/globals';
import { type ClientOptions, createClient } from '../../packages/client/src/index.ts';
import { eventually } from '../support/eventually.ts';
import { useVisitorApi } from '../support/visitor-api.ts';

const api = useVisitorApi();

/** A visitor's page, and the tokens that it was given to store. */
function pageOf(options: Partial<ClientOptions> = {}) {
  const stored: string[] = [];
  const asked: { readonly path: string; readonly init: RequestInit }[] = [];
  const fetch = (path: string, init: RequestInit) => {
    asked.push({ path, init });
    return api.app.request(path, init, { incoming: { socket: { remoteAddress: '192.0.2.200' } } });
  };
  const onToken = (token: string) => void stored.push(token);
  const { visitor } = createClient({ baseUrl: '', fetch, onToken, ...options });
  return { visitor, stored, asked };
}

const shownBy = ({ init }: { readonly init: RequestInit }) => new Headers(init.headers).get('authorization');

describe("a visitor's client", () => {
  it("goes on with the session's token, and with each newer one", async () => {
    const { siteKey } = await api.site();
    const { visitor, stored, asked } = pageOf();
    const { token } = await visitor.session({ siteKey });
    await visitor.post({ id: 'm1', text: 'Hello?' });
    await visitor.conversation();
    expect(stored).toEqual([token, expect.any(String)]);
    expect(stored[1]).not.toBe(token);
    expect(asked.map(shownBy)).toEqual([null, `Bearer ${token}`, `Bearer ${stored[1]}`]);

    const later = pageOf();
    const resumed = await later.visitor.session({ siteKey, resumeToken: stored[1] });
    expect(resumed.conversation?.lastSeq).toBe(1);
  });

  it('keeps the key that it was given, whose server begins sessions for its visitors', async () => {
    const { siteKey, apiKey } = await api.site();
    const { visitor, stored, asked } = pageOf({ key: apiKey });
    await visitor.session({ siteKey });
    await visitor.session({ siteKey });
    expect([stored, asked.map(shownBy)]).toEqual([[], Array(2).fill(`Bearer ${apiKey}`)]);
  });

  it('takes over no token of the visitor of before, whose answer comes late', async () => {
    const { siteKey } = await api.site();
    let answer = () => {};
    const late = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const { visitor, stored } = pageOf({
      fetch: async (path, init) => {
        const response = await api.app.request(path, init, { incoming: { socket: { remoteAddress: '192.0.2.201' } } });
        if (path.endsWith('/messages')) await late;
        return response;
      },
    });
    await visitor.session({ siteKey });
    const posted = visitor.post({ id: 'm1', text: 'Hello?' });
    const other = await visitor.session({ siteKey });
    answer();
    await posted;
    expect(stored).toHaveLength(2);
    expect(stored.at(-1)).toBe(other.token);
    expect(await visitor.conversation()).toBeNull();
  });

  it('tells by a beacon that the page goes away, in a request that outlives it and needs no preflight', async () => {
    const site = await api.site();
    const { visitor, asked } = pageOf();
    visitor.beacon({ state: 'left', tab: 't1' });
    expect(asked).toEqual([]);

    await visitor.session({ siteKey: site.siteKey });
    const { conversationId } = await visitor.post({ id: 'm1', text: 'Hello?', tab: 't1' });
    visitor.beacon({ state: 'left', tab: 't1' });
    const { path, init } = asked.at(-1)!;
    expect([path, init.keepalive, init.headers]).toEqual([
      '/v1/visitor/presence',
      true,
      { 'content-type': 'text/plain' },
    ]);
    const presence = async () => (await site.conversation(conversationId)).visitor.presence.state;
    expect(await eventually(presence, (state) => state === 'left')).toBe('left');
  });

  it('says nothing of a beacon that does not arrive', () => {
    const fetch = () => {
      throw new TypeError('fetch failed');
    };
    const { visitor } = createClient({ baseUrl: '', key: 'a token', fetch });
    expect(() => visitor.beacon({ state: 'left' })).not.toThrow();
  });
});
