import { describe, expect, it } from '@jest/globals';
import { createApp } from '../../src/api/app.ts';
import { notifier } from '../../src/api/notifier.ts';
import type { MailSender } from '../../src/mail/sendgrid.ts';
import { useApi } from '../support/api-in-process.ts';

const api = useApi();
const path = '/v1/settings/email-preview';

describe('a preview of the email', () => {
  it('shows a sample by what is set or asked for, as a page that runs nothing, and sends nothing', async () => {
    const account = await api.account();
    await account.call('PATCH', '/v1/settings', {
      emailForwarding: 'unreadReplies',
      sender: { name: 'Acme', address: 'chat@acme.example' },
      brand: { color: '#aa3300' },
    });
    const page = async (query = '') => {
      const headers = { authorization: `Bearer ${account.key}` };
      const response = await api.app.request(`${path}${query}`, { headers });
      return { response, html: await response.text() };
    };
    const { response, html } = await page();
    expect(response.headers.get('content-security-policy')).toMatch(/default-src 'none'.*; sandbox$/);
    expect(html).toContain('It left our house this morning');
    expect(html.toLowerCase()).toContain('#aa3300');
    expect((await page('?color=%230055aa')).html.toLowerCase()).toContain('#0055aa');
    expect((await page('?emailForwarding=transcript&locale=fr')).html).toContain('Transcription de votre conversation');
    expect((await page('?body=notice')).html).not.toContain('It left our house');
    expect((await page('?color=red')).response.status).toBe(422);
    // As a mail program shows it above the email; names are text, whatever they contain.
    const above = (text: string) => text.slice(text.indexOf('<body'), text.indexOf('</table>'));
    expect(above(html)).toMatch(
      /Subject<.*>Your conversation with Acme .*>From<.*>Acme &lt;chat@acme\.example&gt;<.*>To</s,
    );
    expect(above(html)).not.toContain('Reply to');
    const sender = { name: '<b>Acme', address: 'chat@acme.example', replyDomain: 'reply.acme.example' };
    await account.call('PATCH', '/v1/settings', { sender });
    const answered = above((await page('?locale=fr')).html);
    expect(answered).toMatch(/Répondre à<.*@reply\.acme\.example&gt;/s);
    expect(answered).toContain('&lt;b&gt;Acme');
  });

  it('shows a conversation, with what waits as its news; only one of the account’s own, and to nobody but admins', async () => {
    const account = await api.account();
    await account.call('PUT', '/v1/conversations/c1', { visitor: { name: 'Bob', email: 'bob@example.com' } });
    const shown = (query: string, key = account.key) => account.call('GET', `${path}${query}`, undefined, { key });
    expect((await shown('?conversation=c1')).status).toBe(404);
    await account.call('POST', '/v1/conversations/c1/messages', { id: 'm1', author: { kind: 'agent' }, text: 'Blue!' });
    expect((await shown('?conversation=none')).status).toBe(404);
    expect((await shown('', await account.keyFor('inbox'))).status).toBe(403);
    const headers = { authorization: `Bearer ${account.key}` };
    expect(await (await api.app.request(`${path}?conversation=c1`, { headers })).text()).toContain('Blue!');
  });
});

describe('a test email', () => {
  it('needs an address, a sender and sending that is not paused; without a provider its fate is unknown', async () => {
    const account = await api.account();
    const sent = async (body: object) => (await account.call('POST', '/v1/settings/test-email', body)).body;
    await account.call('PATCH', '/v1/settings', { emailForwarding: 'nothing', sender: null });
    expect((await sent({})).errors[0]?.path).toBe('to');
    const to = 'ada@example.com';
    expect(await sent({ to })).toEqual({ to, result: 'refused', detail: 'no sender is set' });
    const sender = { name: 'Acme', address: 'chat@acme.example' };
    await account.call('PATCH', '/v1/settings', { sender, delivery: { paused: true } });
    expect(await sent({ to })).toEqual({ to, result: 'refused', detail: 'sending is paused' });
    await account.call('PATCH', '/v1/settings', { delivery: { paused: false } });
    expect(await sent({ to })).toEqual({ to, result: 'unknown', detail: null });
    expect((await account.call('GET', '/v1/settings/email-checks')).body).toEqual({ checks: [] });
  });

  it('goes out once with the look that is set, names no delivery, and only 10 an hour go out', async () => {
    const bodies: string[] = [];
    const mailSender: MailSender = {
      send: async (body) => {
        bodies.push(body);
        return { kind: 'accepted', providerMessageId: null, status: 202, code: null, message: '', detail: null };
      },
    };
    const account = await api.account();
    const { store, clock, log, waker } = api;
    const app = createApp({ store, clock, log, notifier: notifier(waker, log), temporal: null, mailSender });
    await account.call('PATCH', '/v1/settings', { sender: { name: 'Acme', address: 'chat@acme.example' } });
    const send = () =>
      app.request('/v1/settings/test-email', {
        method: 'POST',
        headers: { authorization: `Bearer ${account.key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ to: 'ada@example.com' }),
      });
    const statuses: number[] = [];
    for (let time = 0; time < 11; time += 1) statuses.push((await send()).status);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 200), 429]);
    expect(JSON.parse(bodies[0] ?? '')).toMatchObject({
      from: { email: 'chat@acme.example' },
      personalizations: [
        { to: [{ email: 'ada@example.com' }], custom_args: { delivery: expect.stringMatching(/^test-/) } },
      ],
    });
  });
});
