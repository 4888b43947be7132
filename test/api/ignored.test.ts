import { describe, expect, it } from '@jest/globals';
import { useVisitorApi } from '../support/visitor-api.ts';

const api = useVisitorApi();

const sender = { name: 'Acme', address: 'chat@acme.example', replyDomain: 'reply.acme.example' };
const siteOf = () => api.site({ sender });
type Site = Awaited<ReturnType<typeof siteOf>>;

/** What browsers, hosts' databases and tokens really hold, by the field that each stands in. */
const odd: Readonly<Record<string, readonly unknown[]>> = {
  page: [
    '',
    'about:blank',
    'javascript:alert(1)',
    'file:///tmp/a',
    'acme',
    `https://acme.example/?${'x'.repeat(2_000)}`,
  ],
  locale: ['', 'fr_', 'C', 'en_US.UTF-8', 'no language!', 'x'.repeat(600)],
  timeZone: ['', 'Etc/Unknown', 'Mars/Olympus_Mons', 'GMT+1:00 Paris', '\u0000'],
  name: ['', ' ', '\u200B', '\u0007\n', 'x'.repeat(201)],
  email: [
    '',
    'ada',
    'none',
    'ada@localhost',
    'a@b@example.com',
    'a@example.com\r\nBcc: b@example.com',
    'x'.repeat(300),
  ],
};
/** What is taken otherwise than it was written. */
const normalised: readonly (readonly [field: string, written: string, taken: string])[] = [
  ['locale', 'fr_FR', 'fr-FR'],
  ['locale', 'zh_Hant_TW', 'zh-Hant-TW'],
  ['name', ' Ada\r\nBcc: \u0007Lovelace ', 'Ada Bcc: Lovelace'],
  ['email', ' Ada@Example.COM\n', 'Ada@example.com'],
  ['email', '"a b"@bücher.example', '"a b"@xn--bcher-kva.example'],
];
const ownAddresses = ['chat@acme.example', 'CHAT@Acme.example', 'reply+1@REPLY.acme.example'];

let places = 0;
/** The three ways in which a chat begins; each returns its answer, and what is known about the visitor afterwards. */
const ways = {
  'a session': async (site: Site, field: string, value: unknown) => {
    if (!['page', 'locale', 'timeZone'].includes(field)) return null;
    const { status, body } = await site.session({ [field]: value });
    const widget = site.widget(body.token);
    await widget.writes('Hello');
    const { body: conversation } = await widget.ask('GET', 'conversation');
    return { status, ignored: body.ignored, field, known: { ...conversation, ...conversation.visitor } };
  },
  PUT: async (site: Site, field: string, value: unknown) => {
    places += 1;
    const body = field === 'page' ? { page: value } : { visitor: { [field]: value } };
    const answer = await site.admin('PUT', `/v1/conversations/c${places}`, body);
    const { ignored, visitor, page } = answer.body;
    return {
      status: answer.status,
      ignored,
      field: field === 'page' ? field : `visitor.${field}`,
      known: { ...visitor, page },
    };
  },
  'an identity token': async (site: Site, field: string, value: unknown) => {
    if (!['name', 'email'].includes(field)) return null;
    places += 1;
    const identityToken = await site.signs({ sub: `auth0|${places}`, [field]: value });
    const { status, body } = await site.session({ identityToken });
    return { status, ignored: body.ignored, field: `identityToken.${field}`, known: body.visitor };
  },
};

describe.each(Object.entries(ways))('%s', (_, begun) => {
  it('begins without invalid details, and says which and why', async () => {
    const site = await siteOf();
    for (const [name, values] of Object.entries(odd))
      for (const value of values) {
        const told = await begun(site, name, value);
        if (told === null) continue;
        const { status, ignored, field, known } = told;
        expect([value, status === 200 || status === 201, ignored]).toEqual([
          value,
          true,
          [{ field, why: expect.stringMatching(/^(must|has|is) [^"]+$/) }],
        ]);
        expect(known[name]).toBeNull();
      }
  });

  it('takes in its own form what can be read, and tells nothing', async () => {
    const site = await siteOf();
    for (const [name, written, taken] of normalised) {
      const told = await begun(site, name, written);
      if (told !== null) expect([told.known[name], told.ignored]).toEqual([taken, undefined]);
    }
  });

  it("does without an address that is the account's own", async () => {
    const site = await siteOf();
    for (const own of ownAddresses) {
      const told = await begun(site, 'email', own);
      if (told === null) continue;
      expect(told.ignored).toEqual([{ field: told.field, why: expect.stringContaining("account's own") }]);
      expect(told.known.email).toBeNull();
    }
  });
});

describe('what is left out changes nothing that is known', () => {
  it('of a conversation', async () => {
    const site = await siteOf();
    const known = { visitor: { email: 'ada@example.com', timeZone: 'Europe/Paris' }, page: 'https://acme.example/a' };
    await site.admin('PUT', '/v1/conversations/known', known);
    const bad = { visitor: { email: '', timeZone: 'Etc/Unknown' }, page: 'about:blank' };
    const { body } = await site.admin('PUT', '/v1/conversations/known', bad);
    expect(body).toMatchObject({ visitor: known.visitor, page: known.page });
    expect(body.ignored.map(({ field }: { field: string }) => field)).toEqual([
      'visitor.email',
      'visitor.timeZone',
      'page',
    ]);
  });

  it('of a token, claims that are no texts among it', async () => {
    const site = await siteOf();
    const identityToken = await site.signs({ sub: 'user-1', email: 5, name: { first: 'Ada' } });
    const { status, body } = await site.session({ identityToken, timeZone: 'Etc/Unknown' });
    expect([status, body.visitor]).toEqual([200, expect.objectContaining({ id: 'user-1', email: null })]);
    expect(body.ignored).toHaveLength(3);
  });
});

describe('an address that somebody gives on purpose', () => {
  it.each(['', 'ada', 'ada@localhost', ...ownAddresses])(
    'is refused as it is in the form and by an agent: %j',
    async (email) => {
      const site = await siteOf();
      const visitor = await site.visitor();
      await visitor.writes('Hello');
      for (const answer of [await visitor.fillsIn(email), await site.enters(visitor.conversationId(), email)]) {
        expect(answer.status).toBe(422);
        expect(answer.body.errors).toEqual([
          expect.objectContaining({
            path: 'email',
            message: expect.stringMatching(/^(must be an email|is the account)/),
          }),
        ]);
      }
    },
  );
});

it('a visitor has the same id in PUT as in an identity', async () => {
  const site = await siteOf();
  for (const id of ['auth0|abc', 'a b', 'ä/1', '👍', 'x'.repeat(200)]) {
    places += 1;
    const { status, body } = await site.admin('PUT', `/v1/conversations/c${places}`, { visitor: { id } });
    expect([status, body.visitor.id]).toEqual([201, id]);
    const identified = await site.session({ identityToken: await site.signs({ sub: id }) });
    expect(identified.body.conversation.id).toBe(`c${places}`);
  }
  for (const id of ['', 'a\nb', 'x'.repeat(201)]) {
    expect((await site.admin('PUT', '/v1/conversations/none', { visitor: { id } })).status).toBe(422);
    expect((await site.session({ identityToken: await site.signs({ sub: id }) })).status).toBe(401);
  }
});
