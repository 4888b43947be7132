import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer, Site, VisitorApi, Widget } from '../support/visitor-api.ts';
import { brand, type Mailed, type ReturnStage } from './return-stage.ts';

/** What a code opens, and what the session that it begins may do. */
export function sessionsByLink(api: VisitorApi, { mailed, codeFor, comesBack }: ReturnStage): void {
  let site: Site;
  beforeAll(async () => {
    site = await api.site({ brand });
  });

  const notValid = { status: 401, body: { type: 'urn:afterchat:problem:code-not-valid' } };
  const widgetOf = ({ body }: Answer): Widget => site.widget(body.token);
  const texts = async (widget: Widget) => (await widget.messages()).map(({ text }: { text: string }) => text);
  const identity = async (claims: Record<string, unknown>) => ({ identityToken: await site.signs(claims) });

  describe('a code', () => {
    it('opens the conversation of its email in a browser that never saw it', async () => {
      const visitor = await mailed(site);
      const session = await comesBack(visitor);
      expect(session).toMatchObject({
        status: 200,
        body: { conversation: { id: visitor.conversationId, lastSeq: 2 }, form: { state: 'done' } },
      });
      const there = widgetOf(session);
      expect(await texts(there)).toEqual(['Where is my parcel?', 'It ships tomorrow.']);
      expect((await there.writes('Thank you!')).status).toBe(201);
      expect(await texts(visitor.widget)).toContain('Thank you!');
    });

    it('verifies the address, which following the link alone does not', async () => {
      const visitor = await mailed(site);
      const verified = async () => (await site.conversation(visitor.conversationId)).visitor.emailVerified;
      const code = await codeFor(visitor);
      expect(await verified()).toBe(false);
      await site.session({ code });
      expect(await verified()).toBe(true);
      expect((await site.conversation(visitor.conversationId)).visitor.emailSource).toBe('contactForm');
    });

    it('works once, also when it is used many times at once', async () => {
      const visitor = await mailed(site);
      const code = await codeFor(visitor);
      const answers = await Promise.all(Array.from({ length: 6 }, () => site.session({ code })));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401, 401, 401]);
      expect(await site.session({ code })).toMatchObject(notValid);
      expect((await comesBack(visitor)).status).toBe(200);
    });

    it('works for two minutes', async () => {
      const visitor = await mailed(site);
      const [early, late] = [await codeFor(visitor), await codeFor(visitor)];
      api.pass(119);
      expect((await site.session({ code: early })).status).toBe(200);
      api.pass(1);
      expect(await site.session({ code: late })).toMatchObject(notValid);
    });

    it('opens nothing in another account, and is not used up by trying', async () => {
      const visitor = await mailed(site);
      const code = await codeFor(visitor);
      const other = await api.site({ brand });
      expect(await other.session({ code })).toMatchObject(notValid);
      expect((await site.session({ code })).status).toBe(200);
    });

    it('cannot be made up or changed', async () => {
      const code = await codeFor(await mailed(site));
      const changed = `${code.startsWith('A') ? 'B' : 'A'}${code.slice(1)}`;
      for (const wrong of ['', 'x', changed, `${code}A`, code.slice(0, -4)])
        expect(await site.session({ code: wrong })).toMatchObject(notValid);
      expect(await site.session({ code: 'x'.repeat(201) })).toMatchObject({ status: 422 });
    });

    it('comes before a token to resume, which stays valid', async () => {
      const [visitor, other] = [await mailed(site), await mailed(site)];
      const session = await comesBack(visitor, { resumeToken: other.widget.token });
      expect(session.body.conversation.id).toBe(visitor.conversationId);
      const resumed = await site.session({ resumeToken: other.widget.token });
      expect(resumed.body.conversation.id).toBe(other.conversationId);
    });
  });

  describe('in the browser where the conversation began, a code', () => {
    it('leaves the visitor the session that they had, and verifies the address', async () => {
      const visitor = await mailed(site);
      const session = await comesBack(visitor, { resumeToken: visitor.widget.token });
      expect(session.body).toMatchObject({
        conversation: { id: visitor.conversationId },
        visitor: { emailVerified: true },
      });
      expect((await widgetOf(session).fillsIn(`new-${visitor.address}`)).status).toBe(200);
    });

    it('leaves whoever came by a link what they had', async () => {
      const visitor = await mailed(site);
      const resumeToken = (await comesBack(visitor)).body.token;
      const session = await comesBack(visitor, { resumeToken });
      expect((await widgetOf(session).fillsIn('attacker@example.com')).status).toBe(403);
    });
  });

  describe('a session that came by a link', () => {
    let visitor: Mailed;
    let there: Widget;
    beforeAll(async () => {
      visitor = await mailed(site);
      there = widgetOf(await comesBack(visitor));
    });

    it('opens that conversation and no other of its visitor (design P5)', async () => {
      const known = await mailed(site);
      const id = `customer-${known.address}`;
      const own = await site.session({
        ...(await identity({ sub: id, email: known.address })),
        resumeToken: known.widget.token,
      });
      expect(own.body.conversation.id).toBe(known.conversationId);
      api.pass(60);
      await site.admin('PUT', `/v1/conversations/newer-${known.conversationId}`, { visitor: { id } });
      const session = await comesBack(known);
      expect(session.body.conversation.id).toBe(known.conversationId);
      expect((await site.session({ resumeToken: session.body.token })).body.conversation.id).toBe(known.conversationId);
      expect(widgetOf(session).conversationId()).toBe(known.conversationId);
    });

    it('is resumed and renewed as such', async () => {
      api.pass(2 * 86_400);
      const renewed = (await there.ask('GET', 'messages')).headers.get('x-session-token') ?? '';
      const resumed = site.widget((await site.session({ resumeToken: renewed })).body.token);
      expect(resumed.conversationId()).toBe(visitor.conversationId);
      expect(await resumed.fillsIn('attacker@example.com')).toMatchObject({ status: 403 });
    });

    it('cannot direct the emails elsewhere, nor stop them', async () => {
      for (const email of ['attacker@example.com', null])
        expect(await there.fillsIn(email)).toMatchObject({
          status: 403,
          body: { type: 'urn:afterchat:problem:came-by-link' },
        });
      await there.writes('I am attacker@example.com now');
      expect((await site.conversation(visitor.conversationId)).visitor.email).toBe(visitor.address);
      expect((await there.fillsIn(visitor.address, 'Grace')).status).toBe(200);
    });

    it('does not become the conversation of whoever is logged in on the site', async () => {
      const stranger = await identity({ sub: 'stranger', email: 'stranger@example.com' });
      const session = await comesBack(visitor, stranger);
      expect(session.body.conversation.id).toBe(visitor.conversationId);
      expect(session.body.visitor.id).not.toBe('stranger');
      const resumed = await site.session({ resumeToken: session.body.token, ...stranger });
      expect(resumed.body.conversation).toBeNull();
      expect((await site.conversation(visitor.conversationId)).visitor).toMatchObject({ email: visitor.address });
      expect((await visitor.widget.ask('GET', 'conversation')).status).toBe(200);
    });

    it('becomes theirs if the site signs for the address to which the link was sent', async () => {
      const other = await mailed(site);
      const owner = await identity({ sub: `owner-${other.address}`, email: other.address });
      const session = await comesBack(other, owner);
      expect(session.body.visitor).toMatchObject({ id: `owner-${other.address}`, emailVerified: true });
      expect((await site.session(owner)).body.conversation.id).toBe(other.conversationId);
      expect((await widgetOf(session).fillsIn(`new-${other.address}`)).status).toBe(200);
    });

    it('takes nothing from a visitor for whom the site has signed, whatever address another one has', async () => {
      const known = await mailed(site);
      const owner = await identity({ sub: `owner-${known.address}`, email: known.address });
      await site.session({ ...owner, resumeToken: known.widget.token });
      const namesake = await identity({ sub: `namesake-${known.address}`, email: known.address });
      const session = await comesBack(known, namesake);
      expect(session.body.conversation.id).toBe(known.conversationId);
      expect((await site.session(namesake)).body.conversation).toBeNull();
      expect((await site.session(owner)).body.conversation.id).toBe(known.conversationId);
    });

    it('takes nothing from a visitor whom the site knows by an id alone, whoever gave the address', async () => {
      const known = await mailed(site);
      const owner = await identity({ sub: `owner-${known.address}` });
      await site.session({ ...owner, resumeToken: known.widget.token });
      expect((await site.conversation(known.conversationId)).visitor.emailSource).toBe('contactForm');
      const other = await identity({ sub: `other-${known.address}`, email: known.address });
      const session = await comesBack(known, other);
      expect(session.body.conversation.id).toBe(known.conversationId);
      expect((await site.session({ resumeToken: session.body.token, ...other })).body.conversation).toBeNull();
      expect((await site.session(owner)).body.conversation.id).toBe(known.conversationId);
    });

    it('ends when another address takes the place of the one that the link was sent to, with its stream', async () => {
      const wrong = await mailed(site);
      const session = await comesBack(wrong);
      const [stream, own] = [await api.follow(session.body.token), await api.follow(wrong.widget.token)];
      await site.enters(wrong.conversationId, `right-${wrong.address}`);
      expect(await widgetOf(session).ask('GET', 'messages')).toMatchObject({ status: 401 });
      expect((await site.session({ resumeToken: session.body.token })).body.conversation).toBeNull();
      expect((await wrong.widget.ask('GET', 'messages')).status).toBe(200);
      await stream.ended;
      expect(JSON.stringify(stream.events)).not.toContain('right-');
      await site.says(wrong.conversationId, 'Hello again');
      await own.until(() => JSON.stringify(own.events).includes('Hello again'));
      expect(JSON.stringify(stream.events)).not.toContain('Hello again');
    });
  });
}
