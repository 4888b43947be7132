import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Chat } from '../../dev/chat.ts';
import type { Mail } from '../../dev/sendgrid/mail.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { useCourier } from '../support/courier.ts';
import { dueReply, replyIsDue } from './due-reply.ts';
import { changesNothing } from './problem.ts';

const api = useApi();
const courier = useCourier(api);
let acme: ApiAccount;
beforeAll(async () => {
  acme = await api.account();
});

let chat: Chat;
let address: string;
let count = 0;
beforeEach(async () => {
  count += 1;
  address = `visitor-${count}@example.com`;
  chat = await mailed(`c${count}`);
});

/** A conversation whose first reply was mailed. */
async function mailed(id: string, visitor: Record<string, unknown> = {}): Promise<Chat> {
  const begun = acme.chat.conversation(id);
  await begun.begin({ email: address, ...visitor });
  await says(begun);
  return begun;
}
/** An agent writes, the visitor is gone, and the workflow does what it would do. */
async function says(to = chat) {
  await replyIsDue(api, to);
  await courier.look(acme, to.id);
}
const mails = () => courier.mails(address);
const linkOf = (mail: Mail | undefined) => /^<(https:.*)>$/.exec(mail?.headers['List-Unsubscribe'] ?? '')?.[1] ?? '';
const link = async () => linkOf((await mails()).at(-1));
const outcome = async () => (await chat.messages()).at(-1)?.outcome;

async function open(url: string, init: RequestInit = {}) {
  const answer = await api.app.request(url.replace('https://chat.acme.example', ''), init);
  return { status: answer.status, headers: answer.headers, html: await answer.text() };
}
const form = (fields: Record<string, string>) => ({ method: 'POST', body: new URLSearchParams(fields) });
const presses = async (action: string) => open(await link(), form({ action }));
const offered = (html: string) => [...html.matchAll(/name="action" value="(\w+)"/g)].map(([, action]) => action);

describe('a mail', () => {
  it('can be unsubscribed by one click, in its headers as RFC 8058 has it', async () => {
    const [mail] = await mails();
    expect(mail?.headers).toMatchObject({
      'List-Unsubscribe': expect.stringMatching(/^<https:\/\/chat\.acme\.example\/u\/[a-z2-7]{26}>$/),
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    });
    expect((await open(linkOf(mail), form({ 'List-Unsubscribe': 'One-Click' }))).status).toBe(200);
    await says();
    expect(await mails()).toHaveLength(1);
    expect(await outcome()).toMatchObject({ state: 'notMailed', reason: 'unsubscribed' });
    expect((await chat.get()).forwarding).toMatchObject({ state: 'idle', reason: 'unsubscribed' });
  });

  it('says the same in its text, and "This was not me" while the address is not verified', async () => {
    const url = await link();
    const [mail] = await mails();
    for (const part of [mail?.text, mail?.html]) {
      expect(part).toContain('Unsubscribe from this conversation');
      expect(part).toContain(url);
      expect(part).toContain('This was not me');
    }
    await chat.identify(address, 'identity');
    await says();
    const verified = (await mails()).at(-1);
    expect(verified?.text).toContain(url);
    expect(`${verified?.text}${verified?.html}`).not.toContain('This was not me');
  });

  it('has the same link each time, and another to another address', async () => {
    await says();
    const [first, second] = await mails();
    expect(linkOf(second)).toBe(linkOf(first));
    await chat.identify(`right-${address}`);
    await says();
    const [third] = await courier.mails(`right-${address}`);
    expect(linkOf(third)).not.toBe(linkOf(first));
  });
});

describe('GET /u/{token}', () => {
  it('only asks: a scanner that follows the link changes nothing', async () => {
    const url = await link();
    const page = await changesNothing(api, () => open(url));
    expect(page.status).toBe(200);
    expect(offered(page.html)).toEqual(['unsubscribe', 'notMe']);
    expect(page.html).toContain('Acme');
    expect(page.html).not.toContain(address);
    await says();
    expect(await mails()).toHaveLength(2);
  });

  it('needs no script, is kept nowhere and tells nobody where it was', async () => {
    const { headers, html } = await open(await link());
    expect(html).not.toMatch(/<script|javascript:|\son\w+=/i);
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]+'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'$/,
    );
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });

  it('is in the language of the visitor, and shows the company as text', async () => {
    const other = await api.account({
      sender: { name: '<b>Éclair</b>', address: 'chat@acme.example', replyDomain: null },
    });
    const french = { email: `fr-${address}`, locale: 'fr-CA' };
    await dueReply(api, { account: other, id: 'fr', visitor: french });
    await courier.look(other, 'fr');
    const { html } = await open(linkOf((await courier.mails(`fr-${address}`))[0]));
    expect(html).toContain('<html lang="fr-CA">');
    expect(html).toContain('Se désabonner de cette conversation');
    expect(html).toContain('&lt;b&gt;Éclair&lt;/b&gt;');
  });

  it.each(['/u/aaaaaaaaaaaaaaaaaaaaaaaaaa', '/u/a', '/u/%00', '/u/AAAAAAAAAAAAAAAAAAAAAAAAAA'])(
    'of an unknown token (%s) is a page that says what may be wrong',
    async (path) => {
      const { status, html, headers } = await open(path, { headers: { 'accept-language': 'fr;q=1, en' } });
      expect(status).toBe(404);
      expect(headers.get('content-type')).toContain('text/html');
      expect(html).toContain('Ce lien ne fonctionne pas');
    },
  );

  it('is limited, with a page and Retry-After', async () => {
    const url = await link();
    let last = await open(url);
    for (let asked = 1; asked <= 30; asked += 1) last = await open(url);
    expect(last.status).toBe(429);
    // Somebody who uses the link too often cannot prevent anyone from unsubscribing.
    expect((await presses('unsubscribe')).status).toBe(200);
    expect(last.headers.get('retry-after')).toBe('60');
    expect(last.html).toContain('too often');
  });
});

describe('POST /u/{token}', () => {
  it('unsubscribes, shows it, and takes it back', async () => {
    const done = await presses('unsubscribe');
    expect(done.status).toBe(200);
    expect(done.html).toContain('You have been unsubscribed');
    expect(offered(done.html)).toEqual(['resubscribe', 'notMe']);
    await says();
    expect(await mails()).toHaveLength(1);

    const undone = await presses('resubscribe');
    expect(offered(undone.html)).toEqual(['unsubscribe', 'notMe']);
    expect(api.woken.at(-1)).toBe(`${chat.id} visitorIdentified`);
    await courier.look(acme, chat.id);
    expect(await mails()).toHaveLength(2);
  });

  it('"not me" suppresses the address in every conversation of the account, and can be taken back', async () => {
    const done = await presses('notMe');
    expect(done.html).toContain('Thank you for telling us');
    expect(offered(done.html)).toEqual(['itWasMe']);
    const other = await mailed(`other-${count}`);
    expect(await mails()).toHaveLength(1);
    expect((await other.messages()).at(-1)?.outcome).toMatchObject({ state: 'notMailed', reason: 'addressSuppressed' });

    expect(offered((await presses('itWasMe')).html)).toEqual(['unsubscribe', 'notMe']);
    expect(api.woken).toContain(`all of ${acme.id}`);
    await courier.fanOut(acme);
    await courier.look(acme, other.id);
    expect(await mails()).toHaveLength(2);
    // Nothing waited in this one, so no fan-out updated it.
    expect((await chat.get()).forwarding.reason).toBeNull();
    await says();
    expect(await mails()).toHaveLength(3);
  });

  it('allows six changes an hour, so that nobody starts fan-outs at will; unsubscribing always works', async () => {
    const url = await link();
    const answers: number[] = [];
    for (let times = 0; times < 8; times += 1)
      for (const action of ['notMe', 'itWasMe']) answers.push((await open(url, form({ action }))).status);
    const fanOuts = () => api.woken.filter((woken) => woken === `all of ${acme.id}`).length;
    // A press that changes nothing is none.
    expect(answers).toEqual([200, 200, 200, 200, 200, 200, ...Array.from({ length: 5 }, () => [429, 200]).flat()]);
    expect(fanOuts()).toBeLessThanOrEqual(6);
    expect((await open(url, form({ action: 'unsubscribe' }))).status).toBe(200);
    api.pass(3_600);
    expect((await open(url, form({ action: 'notMe' }))).status).toBe(200);
  });

  it('verifies nothing', async () => {
    await presses('unsubscribe');
    await presses('resubscribe');
    expect((await chat.get()).visitor.emailVerified).toBe(false);
  });

  it('takes no "not me" for a verified address', async () => {
    await chat.identify(address, 'identity');
    const url = await link();
    expect(offered((await open(url)).html)).toEqual(['unsubscribe']);
    const { html } = await changesNothing(api, () => open(url, form({ action: 'notMe' })));
    expect(offered(html)).toEqual(['unsubscribe']);
  });

  it('from an email to an earlier address does not stop the present ones, but can still say "not me"', async () => {
    const old = await link();
    await chat.identify(`right-${address}`);
    const page = await open(old, form({ 'List-Unsubscribe': 'One-Click' }));
    expect(offered(page.html)).toEqual(['notMe']);
    await says();
    expect(await courier.mails(`right-${address}`)).toHaveLength(1);
    expect(offered((await open(old, form({ action: 'notMe' }))).html)).toEqual(['itWasMe']);
    await says();
    expect(await courier.mails(`right-${address}`)).toHaveLength(2);
  });

  it.each([{}, { action: 'delete' }, { 'List-Unsubscribe': 'no' }])('asked for %j asks again', async (fields) => {
    const url = await link();
    const page = await changesNothing(api, () => open(url, form(fields as Record<string, string>)));
    expect(page.status).toBe(422);
    expect(offered(page.html)).toEqual(['unsubscribe', 'notMe']);
  });

  it('takes a one-click in multipart form too', async () => {
    const body = new FormData();
    body.set('List-Unsubscribe', 'One-Click');
    expect((await open(await link(), { method: 'POST', body })).html).toContain('You have been unsubscribed');
  });

  it('takes no large body', async () => {
    const url = await link();
    const large = await changesNothing(api, () => open(url, form({ action: 'unsubscribe', x: 'x'.repeat(5_000) })));
    expect(large.status).toBe(413);
  });
});

describe('a visitor who unsubscribed', () => {
  beforeEach(async () => {
    await presses('unsubscribe');
    await says();
  });

  it('gets mail again once they fill in the contact form, even with the same address', async () => {
    await chat.identify(address, 'contactForm');
    await chat.presence('left');
    api.pass(300);
    await courier.look(acme, chat.id);
    expect(await mails()).toHaveLength(2);
  });

  it('gets none because the frontend gives the address again, nor because an agent enters one', async () => {
    await chat.begin({ email: address });
    await chat.identify(`other-${address}`);
    await courier.look(acme, chat.id);
    expect((await chat.get()).forwarding.reason).toBe('unsubscribed');
    expect(await mails()).toHaveLength(1);
    expect(await courier.mails(`other-${address}`)).toEqual([]);
  });

  it('goes on getting the mail of other conversations', async () => {
    await mailed(`other-${count}`);
    expect(await mails()).toHaveLength(2);
  });

  it('is not sent what failed before either: its replay is refused, and says why', async () => {
    await presses('resubscribe');
    await courier.fault(address, '400');
    await courier.look(acme, chat.id);
    await presses('unsubscribe');
    const [parked] = await acme.chat.deliveries(`?conversation=${chat.id}&status=parked`);
    const refused = await changesNothing(api, () => acme.call('POST', `/v1/deliveries/${parked?.id}/replay`));
    expect(refused).toMatchObject({
      status: 409,
      body: {
        type: 'urn:afterchat:problem:suppressed',
        detail: expect.stringContaining('has unsubscribed'),
        reason: 'unsubscribed',
      },
    });
  });
});
