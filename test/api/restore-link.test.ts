import { describe, expect, it } from '@jest/globals';
import pino from 'pino';
import { takeLostRestores } from '../../src/store/addresses/restore-requests.ts';
import { pauseDeployment, resumeDeployment } from '../../src/store/deployment/deployment-pause.ts';
import { releaseHeld } from '../../src/workers/release-held.ts';
import { accepted, type Site, useVisitorApi } from '../support/visitor-api.ts';
import { brand, returnStage, shop } from './return-stage.ts';

const api = useVisitorApi({ publicUrl: 'https://chat.acme.example' });
const { visited, mailed, codeFor, mailTo, follow } = returnStage(api);

let clients = 0;
/** From a network address of its own, so that only the test's own limit counts. */
function asks(site: Site, email: string, from = `198.51.${100 + (clients >> 8)}.${clients++ % 256}`) {
  return api.call('POST', '/v1/visitor/restore-link', { siteKey: site.siteKey, email }, { from });
}
/** How many requests a sweeper takes up now. */
async function taken(site: Site): Promise<number> {
  const requests = [];
  for await (const { accountId } of takeLostRestores(api.store, api.now())) requests.push(accountId);
  return requests.filter((accountId) => accountId === site.accountId).length;
}
const countOf = (address: string) => api.mails.filter(({ to }) => to === address).length;
const linksIn = (text = '') =>
  [...text.matchAll(/https:\/\/chat\.acme\.example(\/r\/[a-z2-7]{26})/g)].map(([, l]) => l ?? '');
const refused = {
  ...accepted,
  kind: 'refused',
  reason: 'providerBusy',
  retryAfterSeconds: null,
  status: 503,
  message: '503',
} as const;

describe('a request for links back to the chat', () => {
  it('is answered the same whether or not the address is known, and stored before that', async () => {
    const site = await api.site({ brand });
    const { address } = await visited(site);
    const answers = [await asks(site, address), await asks(site, 'unknown@example.com')];
    const shown = answers.map(({ status, headers, body }) => ({ status, headers: Object.fromEntries(headers), body }));
    expect(shown[0]).toMatchObject({ status: 202, body: null });
    expect(shown[1]).toEqual(shown[0]);
    expect(await api.store.restoreRequests.countDocuments({ accountId: site.accountId, state: 'new' })).toBe(2);
    expect(await api.restore()).toEqual([
      { kind: 'done', end: 'sent' },
      { kind: 'done', end: 'nothing' },
    ]);
    expect([countOf(address), countOf('unknown@example.com')]).toEqual([1, 0]);
    // What is done with is remembered without the address.
    expect(JSON.stringify(await api.store.restoreRequests.find({}).toArray())).not.toContain('@');
  });

  it("tells the days of conversations by the account's clock where the visitor's is not known", async () => {
    // These two never have the same day.
    for (const timeZone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago']) {
      const site = await api.site({ brand, timeZone });
      const { address } = await visited(site);
      await asks(site, address);
      await api.restore();
      const day = new Intl.DateTimeFormat('en', { dateStyle: 'full', timeZone }).format(api.now());
      expect(mailTo(address)?.text).toContain(day);
    }
  });

  it('sends one email with a link to each of the newest five conversations, which opens it', async () => {
    const site = await api.site({ brand });
    const first = await visited(site);
    const others = [];
    for (let more = 0; more < 5; more += 1) {
      api.pass(86_400);
      others.push(await visited(site, { address: first.address }));
    }
    await asks(site, ` ${first.address.toUpperCase()}`);
    await api.restore();
    const mail = mailTo(first.address);
    expect(mail?.subject).toBe('Back to your chat with Acme');
    expect(mail?.headers).toMatchObject({
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'OOF, AutoReply',
    });
    expect(mail?.headers).not.toHaveProperty('List-Unsubscribe');
    expect(mail?.text).toMatch(/Conversation from \w+, February \d+, 2040 \([2-9B-Z]{5}\):\n/);
    expect(mail?.text).toContain('If it was not you, you can ignore it.');
    const links = linksIn(mail?.text);
    expect(links).toHaveLength(5);
    const places: unknown[] = [];
    for (const link of links) {
      const code = /afterchat=([\w-]+)$/.exec((await follow(link)).to ?? '')?.[1];
      places.push((await site.session({ code })).body.conversation.id);
    }
    expect(places).toEqual(others.map(({ conversationId }) => conversationId).reverse());
  });

  it('is in the language of the visitor', async () => {
    const site = await api.site({ brand, locale: 'fr' });
    const { address } = await visited(site);
    await asks(site, address);
    await api.restore();
    expect(mailTo(address)?.subject).toBe('Retour à votre chat avec Acme');
    expect(mailTo(address)?.html).toContain('lang="fr"');
  });

  it('has the same link as the conversation’s other emails, and shows nothing that was written', async () => {
    const site = await api.site({ brand });
    const who = await mailed(site);
    const before = linksIn(mailTo(who.address)?.text);
    await asks(site, who.address);
    await api.restore();
    expect(linksIn(mailTo(who.address)?.text)).toEqual(before);
    expect(mailTo(who.address)?.text).not.toContain('ships');
    expect((await site.session({ code: await codeFor(who) })).status).toBe(200);
  });

  it.each([
    [
      'unsubscribed',
      async (site, { conversationId }) =>
        api.store.conversations.updateOne(
          { _id: `${site.accountId}:${conversationId}` },
          { $set: { unsubscribedAt: 1 } },
        ),
    ],
    [
      'suppressed',
      async (site, { address }) =>
        api.store.suppressions.insertOne({
          _id: `${site.accountId}:${address}`,
          accountId: site.accountId,
          id: `s-${address}`,
          address,
          reason: 'bounced',
          conversationId: 'c',
          deliveryId: null,
          createdAt: 1,
        } as never),
    ],
    ['paused', async (site) => site.change({ delivery: { paused: true } })],
    ['off', async (site) => site.change({ emailForwarding: 'nothing' })],
    ['without a place to lead to', async (site) => site.change({ brand: { siteUrl: null, allowedOrigins: [] } })],
    ['of an earlier address', async (site, { conversationId }) => site.enters(conversationId, 'new@example.com')],
  ] as readonly (readonly [
    string,
    (site: Site, who: { address: string; conversationId: string }) => Promise<unknown>,
  ])[])('sends nothing where email is %s', async (_, happens) => {
    const site = await api.site({ brand });
    const who = await visited(site);
    const before = countOf(who.address);
    await happens(site, who);
    expect((await asks(site, who.address)).status).toBe(202);
    expect(await api.restore()).toEqual([{ kind: 'done', end: 'nothing' }]);
    expect(countOf(who.address)).toBe(before);
  });

  it('knows only the conversations of its own account', async () => {
    const [site, other] = [await api.site({ brand }), await api.site({ brand })];
    const { address } = await visited(other);
    await asks(site, address);
    expect(await api.restore()).toEqual([{ kind: 'done', end: 'nothing' }]);
  });

  it('reaches an address three times an hour at most, without telling', async () => {
    const site = await api.site({ brand });
    const { address } = await visited(site);
    for (let times = 0; times < 5; times += 1) expect((await asks(site, address)).status).toBe(202);
    expect(await api.restore()).toHaveLength(3);
    expect(countOf(address)).toBe(3);
    api.pass(3_601);
    await asks(site, address.toUpperCase());
    await api.restore();
    expect(countOf(address)).toBe(4);
  });

  it('reaches it ten times a day at most, whatever each process has counted', async () => {
    const site = await api.site({ brand });
    const { address } = await visited(site);
    for (let hour = 0; hour < 12; hour += 1) {
      await asks(site, address);
      await api.restore();
      api.pass(3_601);
    }
    expect(countOf(address)).toBe(10);
  });

  it('is carried out ten times an hour from one network address, without telling, and refused in a flood', async () => {
    const site = await api.site({ brand });
    const statuses = [];
    for (let nth = 0; nth < 31; nth += 1)
      statuses.push((await asks(site, `n${nth}@example.com`, '203.0.113.9')).status);
    expect(statuses).toEqual([...Array(30).fill(202), 429]);
    expect(await api.restore()).toHaveLength(10);
  });

  it('is refused for an unknown site, and for a page that the account does not allow', async () => {
    const site = await api.site({ brand });
    const asked = { siteKey: site.siteKey, email: 'ada@example.com' };
    const post = (body: unknown, origin?: string) =>
      api.call('POST', '/v1/visitor/restore-link', body, { from: '203.0.113.10', ...(origin && { origin }) });
    expect(await post({ ...asked, siteKey: 'site_unknown' })).toMatchObject({ status: 401 });
    expect(await post(asked, 'https://evil.example')).toMatchObject({ status: 403 });
    expect(await post({ ...asked, email: 'nobody' })).toMatchObject({ status: 422 });
    expect((await post(asked, shop)).status).toBe(202);
    await api.restore();
  });
});

describe('the email with links', () => {
  it('is not sent any more, and its address is forgotten, if a conversation of it is erased', async () => {
    const site = await api.site({ brand });
    const who = await visited(site);
    await asks(site, who.address);
    expect((await site.admin('DELETE', `/v1/conversations/${who.conversationId}`)).status).toBeLessThan(300);
    const requests = await api.store.restoreRequests.find({ accountId: site.accountId }).toArray();
    expect(JSON.stringify(requests)).not.toContain(who.address);
    expect(await api.restore()).toEqual([{ kind: 'done', end: 'nothing' }]);
  });

  it('is sent later if the provider refuses it, for an hour', async () => {
    const site = await api.site({ brand });
    const { address } = await visited(site);
    await asks(site, address);
    api.provider.result = refused;
    const [first] = await api.restore();
    expect(first).toEqual({ kind: 'retry', at: api.now() + 15_000 });
    for (let times = 0; times < 20; times += 1) {
      api.pass(480);
      if ((await api.restore())[0]?.kind === 'done') break;
    }
    expect(await api.store.restoreRequests.findOne({ accountId: site.accountId })).toMatchObject({ state: 'refused' });
    await asks(site, address);
    await api.restore();
    api.provider.result = accepted;
    api.pass(15);
    expect(await api.restore()).toEqual([{ kind: 'done', end: 'sent' }]);
    expect(countOf(address)).toBe(1);
  });

  it('is not repeated if it is unknown whether it was sent', async () => {
    const site = await api.site({ brand });
    const { address } = await visited(site);
    await asks(site, address);
    api.provider.result = { ...accepted, kind: 'unknown' } as never;
    expect(await api.restore()).toEqual([{ kind: 'done', end: 'unknown' }]);
    api.provider.result = accepted;
    expect(countOf(address)).toBe(1);
    await asks(site, address);
    // A worker died while it was sending.
    await api.store.restoreRequests.updateOne(
      { accountId: site.accountId, state: 'new' },
      { $set: { state: 'sending' } },
    );
    expect(await api.restore()).toEqual([{ kind: 'done', end: 'unknown' }]);
    expect(countOf(address)).toBe(1);
  });

  it('is taken up by the sweeper if its workflow was never started', async () => {
    const site = await api.site({ brand });
    await asks(site, 'ada@example.com');
    expect(await taken(site)).toBe(0);
    api.pass(5);
    expect([await taken(site), await taken(site)]).toEqual([1, 0]);
    await api.restore();
    api.pass(60);
    expect(await taken(site)).toBe(0);
  });

  it('waits while the operator has paused the deployment, and goes at once after that', async () => {
    const site = await api.site({ brand });
    const { address } = await visited(site);
    await pauseDeployment(api.store);
    await asks(site, address);
    for (const _ of [1, 2]) {
      expect(await api.restore()).toEqual([{ kind: 'retry', at: api.now() + 60_000 }]);
      api.pass(60);
    }
    expect(await taken(site)).toBe(0);
    await resumeDeployment(api.store);
    // The operator's times are MongoDB's, which this test does not move.
    await api.store.pauses.updateOne({ _id: 'operator' }, { $set: { resumedAt: api.now() } });
    const log = pino({ level: 'silent' });
    await releaseHeld({ store: api.store, clock: api.now, log, waker: { wake: async () => {} } });
    expect(await taken(site)).toBe(1);
    expect(await api.restore()).toEqual([{ kind: 'done', end: 'sent' }]);
    expect(countOf(address)).toBe(1);
  });
});
