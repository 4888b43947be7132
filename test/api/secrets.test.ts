import { describe, expect, it } from '@jest/globals';
import { type Site, useVisitorApi } from '../support/visitor-api.ts';

const api = useVisitorApi();
const ada = { sub: 'ada-1', email: 'ada@example.com' };

const rotate = (site: Site, kind: string) => site.admin('POST', `/v1/secrets/${kind}/rotate`);
const endPrevious = (site: Site, kind: string) => site.admin('DELETE', `/v1/secrets/${kind}/previous`);

describe('the identity secret', () => {
  it('is changed: both are taken until the old one is ended, then the new one alone', async () => {
    const site = await api.site();
    const { status, body } = await rotate(site, 'identity');
    expect([status, body.kind, body.previous]).toEqual([200, 'identity', 1]);
    const session = async (secret?: string) =>
      (await site.session({ identityToken: await site.signs(ada, secret === undefined ? {} : { secret }) })).status;
    expect([await session(), await session(body.secret), await session('guessed')]).toEqual([200, 200, 401]);
    expect((await endPrevious(site, 'identity')).status).toBe(204);
    expect([await session(), await session(body.secret)]).toEqual([401, 200]);
  });

  it('is changed again while older ones are in use, as often as five of those are left', async () => {
    const site = await api.site();
    const first = await site.signs(ada);
    for (let count = 1; count <= 5; count += 1) expect((await rotate(site, 'identity')).body.previous).toBe(count);
    expect((await site.session({ identityToken: first })).status).toBe(200);
    expect(await rotate(site, 'identity')).toMatchObject({
      status: 409,
      body: { type: 'urn:afterchat:problem:too-many-secrets' },
    });
    await endPrevious(site, 'identity');
    expect((await rotate(site, 'identity')).body.previous).toBe(1);
  });
});

describe("the secret of visitors' sessions", () => {
  it('is changed: sessions go on, and get a new token with their next request', async () => {
    const site = await api.site();
    const widget = await site.visitor();
    await widget.writes('Hello');
    expect((await rotate(site, 'session')).body).toMatchObject({ kind: 'session', secret: null, previous: 1 });
    const answer = await widget.ask('GET', 'messages');
    const renewed = answer.headers.get('x-session-token') ?? '';
    expect([answer.status, answer.body.items.length]).toEqual([200, 1]);
    await endPrevious(site, 'session');
    expect((await widget.ask('GET', 'messages')).status).toBe(401);
    const after = await site.widget(renewed).ask('GET', 'messages');
    expect([after.status, after.body.items.length, after.headers.get('x-session-token')]).toEqual([200, 1, null]);
  });

  it('lets a token of the old one resume until that is ended; then it is a new visitor', async () => {
    const site = await api.site();
    const widget = await site.visitor();
    await widget.writes('Hello');
    await rotate(site, 'session');
    const resumed = await site.session({ resumeToken: widget.token });
    expect(resumed.body.conversation.id).toBe(widget.conversationId());
    await endPrevious(site, 'session');
    expect((await site.session({ resumeToken: widget.token })).body.conversation).toBeNull();
    expect((await site.session({ resumeToken: resumed.body.token })).body.conversation.id).toBe(
      widget.conversationId(),
    );
  });

  it('ends the streams of tokens that it signed, and no others, once it is ended', async () => {
    const site = await api.site();
    const widget = await site.visitor();
    const old = await api.follow(widget.token);
    await rotate(site, 'session');
    const renewed = (await site.session({ resumeToken: widget.token })).body.token;
    const stays = await api.follow(renewed);
    await endPrevious(site, 'session');
    await old.ended;
    expect(old.comments.at(-1)).toMatch(/no longer valid/);
    await site.widget(renewed).writes('still here');
    await stays.until(() => stays.events.some(({ data }) => data.text === 'still here'));
    await stays.leave();
  });

  it('does not tell apart the devices of a visitor for whom the site signs and who has not written yet', async () => {
    const site = await api.site();
    const onPhone = site.widget((await site.session({ identityToken: await site.signs(ada) })).body.token);
    await rotate(site, 'session');
    await endPrevious(site, 'session');
    const onDesk = site.widget((await site.session({ identityToken: await site.signs(ada) })).body.token);
    expect(onDesk.conversationId()).toBe(onPhone.conversationId());
  });
});

it('a secret is shown nowhere but where the identity secret is changed', async () => {
  const site = await api.site();
  const { secret } = (await rotate(site, 'identity')).body;
  await rotate(site, 'session');
  const account = await api.store.accounts.findOne({ _id: site.accountId });
  const secrets = [secret, account?.sessionSecret, ...Object.values(account?.previousSecrets ?? {}).flat()];
  expect(secrets).toHaveLength(4);
  for (const path of ['/v1/settings', '/v1/agents', '/v1/keys', '/v1/status', '/v1/conversations'])
    for (const each of secrets) expect(JSON.stringify((await site.admin('GET', path)).body)).not.toContain(each);
});
