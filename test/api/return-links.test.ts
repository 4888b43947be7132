import { beforeAll, describe, expect, it } from '@jest/globals';
import { withCode } from '../../src/api/links/return-url.ts';
import { type Site, useVisitorApi } from '../support/visitor-api.ts';
import { sessionsByLink } from './return-sessions.ts';
import { brand, returnStage, shop } from './return-stage.ts';

const api = useVisitorApi({ publicUrl: 'https://chat.acme.example' });
const stage = returnStage(api);
const { mailed, gets, mailTo, linkTo, follow, codeFor } = stage;
const day = 86_400;

let site: Site;
beforeAll(async () => {
  site = await api.site({ brand });
});

/** Everything that is stored, for comparing before and after. */
async function everything() {
  const collections = await api.store.client.db(api.store.accounts.dbName).collections();
  const named = collections.filter(({ collectionName }) => collectionName !== 'deploymentKeys');
  return Object.fromEntries(
    await Promise.all(named.map(async (one) => [one.collectionName, await one.find({}).sort({ _id: 1 }).toArray()])),
  );
}

describe('the button of an email', () => {
  it('leads back by a link of our own, the same as long as it lasts', async () => {
    const visitor = await mailed(site);
    const link = linkTo(visitor.address);
    expect(mailTo(visitor.address)?.html).toContain(`href="https://chat.acme.example${link}"`);
    expect(link).toMatch(/^\/r\/[a-z2-7]{26}$/);
    api.pass(20 * day);
    await gets(visitor);
    expect(linkTo(visitor.address)).toBe(link);
    api.pass(29 * day);
    expect((await follow(link)).status).toBe(303);
    api.pass(2 * day);
    expect((await follow(link)).status).toBe(410);
    await gets(visitor);
    expect(linkTo(visitor.address)).not.toBe(link);
    expect((await follow(link)).status).toBe(410);
    expect((await follow(linkTo(visitor.address))).status).toBe(303);
  });

  it('is left out where there is neither a page of the account nor a site', async () => {
    const other = await api.site({ brand: { allowedOrigins: [shop] } });
    const { address } = await mailed(other, { page: 'https://elsewhere.example/' });
    expect(mailTo(address)?.text).not.toContain('/r/');
  });
});

describe('GET /r/{token}', () => {
  it('leads to the page of the chat, with a code that no server sees', async () => {
    const { address } = await mailed(site, { page: `${shop}/cart?item=1` });
    const { status, to, headers, html } = await follow(linkTo(address));
    expect(status).toBe(303);
    expect(to).toMatch(/^https:\/\/shop\.example\/cart\?item=1#afterchat=[\w-]{60,200}$/);
    expect(html).toBe('');
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex',
    });
  });

  it('leads to the site where the page is not the account’s', async () => {
    const { address } = await mailed(site, { page: 'https://evil.example/acme-login' });
    expect((await follow(linkTo(address))).to).toMatch(/^https:\/\/acme\.example\/#afterchat=/);
  });

  it('says so where the account has no site any more', async () => {
    const other = await api.site({ brand });
    const { address } = await mailed(other, { page: 'https://elsewhere.example/' });
    await other.change({ brand: { siteUrl: null } });
    const { status, to, html } = await follow(linkTo(address));
    expect([status, to]).toEqual([404, null]);
    expect(html).toContain('Please open the chat where you started it');
  });

  it('changes nothing, because scanners follow links; nor does HEAD', async () => {
    const { address } = await mailed(site);
    await follow(linkTo(address));
    const before = await everything();
    const codes = [await codeFor({ address }), await codeFor({ address })];
    expect(new Set(codes).size).toBe(2);
    expect(await follow(linkTo(address), 'HEAD')).toMatchObject({ status: 303, html: '' });
    expect(await everything()).toEqual(before);
  });

  it.each([
    ['a new address', async ({ widget }) => widget.fillsIn('somebody-else@example.com')],
    ['no address', async ({ site: of, conversationId }) => of.enters(conversationId, null)],
    [
      'unsubscribing',
      async ({ address }) => {
        const url = /https:\/\/chat\.acme\.example(\/u\/[a-z2-7]{26})/.exec(mailTo(address)?.text ?? '')?.[1] ?? '';
        const body = new URLSearchParams({ action: 'unsubscribe' });
        expect((await api.app.request(url, { method: 'POST', body })).status).toBe(200);
      },
    ],
    [
      '"This was not me"',
      async ({ address }) => {
        const url = /https:\/\/chat\.acme\.example(\/u\/[a-z2-7]{26})/.exec(mailTo(address)?.text ?? '')?.[1] ?? '';
        const body = new URLSearchParams({ action: 'notMe' });
        expect((await api.app.request(url, { method: 'POST', body })).status).toBe(200);
      },
    ],
  ] as const satisfies readonly (readonly [string, (who: Awaited<ReturnType<typeof mailed>>) => Promise<unknown>])[])(
    'ends with %s, and shows the way to the site',
    async (_, ends) => {
      const visitor = await mailed(site);
      const link = linkTo(visitor.address);
      const code = await codeFor(visitor);
      await ends(visitor);
      const { status, to, html, headers } = await follow(link);
      expect([status, to]).toEqual([410, null]);
      expect(html).toContain('This link no longer works');
      expect(html).toContain('href="https://acme.example/"');
      expect(html).not.toContain(visitor.address);
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(await site.session({ code })).toMatchObject({ status: 401 });
    },
  );

  it('leads nowhere once the conversation is erased', async () => {
    const { address, conversationId } = await mailed(site);
    await api.store.conversations.deleteMany({ id: conversationId });
    expect((await follow(linkTo(address))).status).toBe(404);
  });

  it.each(['/r/aaaaaaaaaaaaaaaaaaaaaaaaaa', '/r/a', '/r/%00', '/r/AAAAAAAAAAAAAAAAAAAAAAAAAA'])(
    'of an unknown token (%s) is a page that says what may be wrong',
    async (path) => {
      const { status, html } = await follow(path);
      expect(status).toBe(404);
      expect(html).toContain('This link does not work');
    },
  );

  it('takes no link for stopping emails, and does not stop any', async () => {
    const { address } = await mailed(site);
    const stop = /\/u\/([a-z2-7]{26})/.exec(mailTo(address)?.text ?? '')?.[1];
    expect((await follow(`/r/${stop}`)).status).toBe(404);
  });

  it('is limited for each link', async () => {
    const { address } = await mailed(site);
    for (let times = 0; times < 30; times += 1) expect((await follow(linkTo(address))).status).toBe(303);
    const refused = await follow(linkTo(address));
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60']);
    expect(refused.html).toContain('Too many requests');
  });
});

describe('the code in the fragment of a page', () => {
  it.each([
    ['https://acme.example/', 'https://acme.example/#afterchat=c1'],
    ['https://acme.example/a?b=c', 'https://acme.example/a?b=c#afterchat=c1'],
    ['https://acme.example/#', 'https://acme.example/#afterchat=c1'],
    ['https://acme.example/#prices', 'https://acme.example/#prices&afterchat=c1'],
    ['https://acme.example/#/orders/4711', 'https://acme.example/#/orders/4711?afterchat=c1'],
    ['https://acme.example/#!/orders?open=1', 'https://acme.example/#!/orders?open=1&afterchat=c1'],
    ['https://acme.example/#afterchat=old', 'https://acme.example/#afterchat=c1'],
    ['https://acme.example/#prices&afterchat=old', 'https://acme.example/#prices&afterchat=c1'],
    ['https://acme.example/#/orders?afterchat=old', 'https://acme.example/#/orders?afterchat=c1'],
    ['https://acme.example/#isafterchat=no', 'https://acme.example/#isafterchat=no&afterchat=c1'],
  ])('%s', (page, expected) => expect(withCode(page, 'c1')).toBe(expected));
});

sessionsByLink(api, stage);
