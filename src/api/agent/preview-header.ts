import { html } from 'hono/html';
import { cleanLine } from '../../mail/clean.ts';
import type { MailContent } from '../../mail/mail.ts';
import { companyOf, recipientName } from '../../mail/names.ts';
import { wordsIn } from '../../mail/words.ts';

const words = {
  en: { subject: 'Subject', from: 'From', to: 'To', replyTo: 'Reply to' },
  fr: { subject: 'Objet', from: 'De', to: 'À', replyTo: 'Répondre à' },
} as const;

/** The email's page with what a mail program shows above an email, in the email's own language. */
export function withHeader(page: string, subject: string, content: MailContent): string {
  const { tag, say } = wordsIn(words, content.locale);
  const { sender, visitor, replyTo } = content;
  const company = companyOf(content);
  const fields = [
    [say('subject'), subject],
    [say('from'), written(company, sender.address)],
    [say('to'), written(recipientName(visitor.name), visitor.address)],
    ...(replyTo === null ? [] : [[say('replyTo'), written(company, replyTo)]]),
  ];
  // In a div of its own, since the email's style is for tables right below the body. Its colours are the email's, light and dark.
  const header = html`<div><table lang="${tag}" dir="auto" style="${style}">${fields.map(
    ([name = '', value = '']) =>
      html`<tr><th scope="row" style="${nameStyle}">${name}</th><td dir="auto" style="${valueStyle}">${value}</td></tr>`,
  )}</table></div>`;
  const bodyEnds = page.indexOf('>', page.indexOf('<body')) + 1;
  return `${page.slice(0, bodyEnds)}${header}${page.slice(bodyEnds)}`;
}

const style =
  'width:100%;border-collapse:collapse;color:inherit;border-bottom:1px solid #80808080;font:13px/1.5 system-ui,sans-serif';
const nameStyle = 'width:1%;padding:2px 12px;text-align:start;white-space:nowrap;font-weight:normal;opacity:0.8';
const valueStyle = 'padding:2px 12px 2px 0;overflow-wrap:anywhere';

const written = (name: string | null, address: string) =>
  name === null || name === '' ? address : `${cleanLine(name)} <${address}>`;
