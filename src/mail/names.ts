import { firstGraphemes } from '../graphemes.ts';
import { cleanLine, lineLength } from './clean.ts';
import { unlinked } from './links.ts';
import type { MailContent, MailMessage } from './mail.ts';
import type { Words } from './words.ts';

/** The company's name in emails. */
export function companyOf({ sender }: Pick<MailContent, 'sender'>): string {
  return cleanLine(sender.name);
}

/** The author that an email shows for a message; the reader is the visitor. */
export function authorOf(content: MailContent, message: MailMessage, words: Words): string {
  const name = cleanLine(message.author.name ?? '');
  switch (message.author.kind) {
    case 'visitor':
      // Strangers choose what they are called.
      return message.author.isOther && name !== '' ? unlinked(name) : words.say('you');
    case 'bot':
      return name === '' ? words.say('assistant') : name;
    case 'agent':
      return name === '' ? companyOf(content) : name;
  }
}

/** The authors of the news, each once, in order; if there are more than three, the company. */
export function newsAuthors(content: MailContent, words: Words): { readonly names: string; readonly authors: number } {
  const names = new Set(content.messages.filter((it) => it.isNews).map((it) => authorOf(content, it, words)));
  return names.size > 3
    ? { names: companyOf(content), authors: 1 }
    : { names: words.list([...names]), authors: names.size };
}

/** The name in the From line, "<agent> (<company>)", with the agent of the last news (design 'The mail'). */
export function fromName(content: MailContent): string {
  const company = companyOf(content);
  const agent = cleanLine(content.messages.findLast((it) => it.isNews)?.author.name ?? '');
  if (agent === '' || agent === company) return company;
  const whole = `${agent} (${company})`;
  if (firstGraphemes(whole, lineLength) === whole) return whole;
  const half = Math.floor((lineLength - ' ()'.length) / 2);
  return `${cleanLine(agent, half)} (${cleanLine(company, half)})`;
}

/**
 * A recipient's name without characters that separate addresses: SendGrid takes a comma or semicolon for the end of the
 * recipient, and drops the email or sends it elsewhere (sendgrid-python issue 291).
 */
export function recipientName(name: string | null): string {
  return cleanLine((name ?? '').replace(/[,;<>"@\\]/g, ' '));
}
