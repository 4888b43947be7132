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
  const header = html`<table lang="${tag}" dir="auto" style="${style}">${fields.map(
    ([name = '', value = '']) =>
      html`<tr><th scope="row" style="${nameStyle}">${name}</th><td dir="auto" style="${valueStyle}">${value}</td></tr>`,
  )}</table>`;
  const bodyEnds = page.indexOf('>', page.indexOf('<body')) + 1;
  return `${page.slice(0, bodyEnds)}${header}${page.slice(bodyEnds)}`;
}

const style =
  'width:100%;border-collapse:collapse;background:#ffffff;color:#1c1c1c;border-bottom:1px solid #d0d0d0;font:13px/1.5 system-ui,sans-serif';
const nameStyle = 'width:1%;padding:2px 12px;text-align:start;white-space:nowrap;font-weight:normal;color:#595959';
const valueStyle = 'padding:2px 12px 2px 0;overflow-wrap:anywhere';

const written = (name: string | null, address: string) =>
  name === null || name === '' ? address : `${cleanLine(name)} <${address}>`;
