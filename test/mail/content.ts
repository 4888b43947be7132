import type { MailContent, MailMessage } from '../../src/mail/mail.ts';

/** 14:00 in Paris on a Friday in winter. */
const start = Date.UTC(2026, 2, 6, 13, 0);

export function says(
  kind: MailMessage['author']['kind'],
  text: string,
  more: { name?: string | null; minute?: number; isNews?: boolean } = {},
): MailMessage {
  const { name = kind === 'agent' ? 'Grace Hopper' : null, minute = 0, isNews = false } = more;
  return { author: { kind, name }, text, at: new Date(start + minute * 60_000), isNews, isAfterGap: false };
}

export const visitorSays = (text: string, more = {}) => says('visitor', text, more);
export const botSays = (text: string, more = {}) => says('bot', text, more);
export const agentSays = (text: string, more: Parameters<typeof says>[2] = {}) =>
  says('agent', text, { isNews: true, ...more });

/** The mail of a usual conversation, with what a test is about put in its place. */
export function content(changes: Partial<MailContent> = {}): MailContent {
  return {
    accountId: 'acme',
    deliveryId: 'delivery-1',
    attempt: 1,
    reference: 'K7QX2',
    choice: 'unreadReplies',
    body: 'full',
    locale: 'en',
    timeZone: 'Europe/Paris',
    sender: { name: 'Acme', address: 'chat@acme.example', replyDomain: null },
    brand: { siteUrl: 'https://acme.example', allowedOrigins: [], logoUrl: null, color: '#0b7a75' },
    visitor: { name: 'Ada Lovelace', address: 'ada@example.com', verified: false },
    messages: [
      visitorSays('Where is my parcel?'),
      botSays('Somebody will be with you in a moment.', { minute: 1 }),
      agentSays('The parcel ships tomorrow.', { minute: 5 }),
    ],
    moreNewsFollows: false,
    page: 'https://acme.example/?chat=1',
    returnUrl: null,
    unsubscribeUrl: null,
    replyTo: null,
    thread: { subject: null, isAnswer: false, messageId: 'delivery-1@acme.example', references: [] },
    ...changes,
  };
}

/** What a reader sees of HTML: the body's text without the hidden preview, line breaks as line feeds. */
export function shown(html: string): string {
  return html
    .replace(/<head>.*<\/head>/su, '')
    .replace(/<div style="display:none.*?<\/div><\/div>/su, '')
    .replace(/<!--.*?-->/gsu, '')
    .replace(/<br\/>/gu, '\n')
    .replace(/<\/(p|h1|a)>/gu, '\n')
    .replace(/<[^>]*>/gu, '')
    .replace(/&#x27;/gu, "'")
    .replace(/&quot;/gu, '"')
    .replace(/&lt;/gu, '<')
    .replace(/&gt;/gu, '>')
    .replace(/&amp;/gu, '&');
}
