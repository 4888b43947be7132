import { describe, expect, it } from '@jest/globals';
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
