import { describe, expect, it } from '@jest/globals';
import { type AgentMailContent, agentMailRequest } from '../../src/mail/agent-mail.ts';

const content: AgentMailContent = {
  accountId: 'acme',
  agentEmailId: 'email-1',
  attempt: 2,
  to: { name: 'Grace Hopper', address: 'grace@acme.example' },
  locale: 'en',
  timeZone: 'Europe/Paris',
  sender: { name: 'Acme', address: 'chat@acme.example', replyDomain: 'reply.acme.example' },
  brand: { siteUrl: 'https://acme.example', allowedOrigins: [], logoUrl: null, color: '#0b7a75' },
  visitorName: 'Bob',
  waitedMs: 5 * 60_000 + 900,
  last: { preview: 'Where is my parcel?', at: new Date(Date.UTC(2026, 2, 6, 13, 5)) },
  conversationUrl: 'https://chat.acme.example/inbox/c/c1',
  preferencesUrl: 'https://chat.acme.example/inbox/settings/me',
  messageId: 'email-1@acme.example',
};

async function composed(changes: Partial<AgentMailContent> = {}) {
  const request = await agentMailRequest({ ...content, ...changes });
  const [text, html] = request.content;
  return { request, subject: request.subject, text: text.value, html: html.value };
}

describe('the email to an agent about a visitor who waits', () => {
  it('says who waits, for how long, what they wrote last, where to answer and where to switch it off', async () => {
    const { subject, text } = await composed();
    expect(`${subject}\n\n${text}`).toBe(`Bob is waiting for an answer

Bob is waiting for an answer

They have been waiting for 5 minutes.

Bob, 2:05 PM
  Where is my parcel?

Open the conversation:
https://chat.acme.example/inbox/c/c1

-- 
Please answer in the inbox. Replies to this email do not reach the visitor.
Time zone: Central European Time (Europe/Paris)
You are receiving this email because Acme emails its agents when a visitor waits for an answer. You can switch these emails off in your preferences.
Your preferences: https://chat.acme.example/inbox/settings/me
`);
  });

  it('is from the account, answered by no program, and reports come back under its id', async () => {
    const { request } = await composed();
    expect(request).toMatchObject({
      from: { email: 'chat@acme.example', name: 'Acme' },
      personalizations: [
        {
          to: [{ email: 'grace@acme.example', name: 'Grace Hopper' }],
          headers: { 'Auto-Submitted': 'auto-generated', 'Message-ID': '<email-1@acme.example>' },
          custom_args: { account: 'acme', delivery: 'email-1', attempt: '2' },
        },
      ],
    });
    expect(request).not.toHaveProperty('reply_to');
    expect(request.personalizations[0].headers).not.toHaveProperty('List-Unsubscribe');
  });

  it('is in the agent’s language', async () => {
    const { subject, text, html } = await composed({ locale: 'fr', visitorName: null });
    expect(subject).toBe('Un visiteur attend une réponse');
    expect(text).toContain('Cette personne attend depuis 5 minutes.');
    expect(html).toContain('lang="fr"');
  });

  it.each([
    [400, '1 second'],
    [40_000, '40 seconds'],
    [60_000, '1 minute'],
    [119 * 60_000, '119 minutes'],
    [47 * 3_600_000, '47 hours'],
    [3 * 86_400_000, '3 days'],
  ])('tells %d ms as %s', async (waitedMs, said) => {
    expect((await composed({ waitedMs })).text).toContain(`They have been waiting for ${said}.`);
  });

  it('makes no link and no markup of what a visitor wrote or is called', async () => {
    const { subject, text, html } = await composed({
      visitorName: '<b>https://evil.example</b>\r\nBcc: a@evil.example',
      last: { preview: 'See https://evil.example/<script>', at: new Date(0) },
    });
    for (const part of [subject, text, html]) expect(part).not.toContain('evil.example');
    expect(subject).toMatch(/ is waiting for an answer$/);
    expect(html).not.toContain('<script>');
  });

  it('does without what it does not know', async () => {
    const { text } = await composed({ last: null, conversationUrl: null, preferencesUrl: null });
    expect(text).not.toContain('http');
    expect(text).not.toContain('Time zone');
  });
});
