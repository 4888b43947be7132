import { describe, expect, it } from '@jest/globals';
import { useVisitorApi } from '../support/visitor-api.ts';

const api = useVisitorApi();
const brand = { siteUrl: 'https://acme.example', allowedOrigins: ['https://shop.example'] };

/** The mail that a visitor gets who began the chat on this page. */
async function mailFrom(page: string, address: string) {
  const site = await api.site({ brand });
  const widget = await site.visitor({ page });
  await widget.writes('Hello');
  await widget.fillsIn(address);
  const id = widget.conversationId();
  await site.says(id, 'How can I help?');
  await widget.presence('left');
  api.pass(300);
  await api.look(site, id);
  return api.mails.find(({ to }) => to === address);
}

describe('where a mail’s button leads', () => {
  it('is the site where the page that a stranger gave is elsewhere', async () => {
    const mail = await mailFrom('https://evil.example/acme-login', 'victim@example.com');
    expect(mail?.text).toContain('Continue the conversation:\nhttps://acme.example/\n');
    expect(`${mail?.text}${mail?.html}`).not.toContain('evil.example');
  });

  it('is the page where that is on an allowed origin', async () => {
    const mail = await mailFrom('https://shop.example/cart', 'ada@example.com');
    expect(mail?.html).toContain('href="https://shop.example/cart"');
  });
});
