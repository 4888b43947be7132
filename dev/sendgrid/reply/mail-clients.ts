/** The email programs whose replies can be composed, and which structure each gives them. */
export const mailClients = {
  gmail: 'text and HTML; the quote in div.gmail_quote',
  outlook: 'for Windows: Word HTML, a header block instead of a from-line, Thread-Topic and Thread-Index',
  outlookWeb: 'on the web: #appendonsend and #divRplyFwdMsg',
  appleMail: 'text in format=flowed; delsp=yes, HTML with blockquote[type=cite]',
  thunderbird: 'text in format=flowed, HTML with div.moz-cite-prefix',
  thunderbirdText: 'text alone, in format=flowed',
  yahoo: 'HTML with div.yahoo_quoted',
  iphone: 'Apple’s on a phone, with its signature',
  android: 'Gmail’s on a phone',
} as const;

export type MailClient = keyof typeof mailClients;
export const clientNames = Object.keys(mailClients) as [MailClient, ...MailClient[]];
