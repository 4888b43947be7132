import { firstGraphemes } from '../graphemes.ts';
import { cleanLine, lineLength } from './clean.ts';
import type { MailContent, MailMessage } from './mail.ts';
import type { Words } from './words.ts';

/** The company as mails name it. */
export function companyOf({ sender }: Pick<MailContent, 'sender'>): string {
  return cleanLine(sender.name);
}

/** Whom a message is shown to be from, to the visitor as its reader. */
export function authorOf(content: MailContent, message: MailMessage, words: Words): string {
  const name = cleanLine(message.author.name ?? '');
  switch (message.author.kind) {
    case 'visitor':
      return words.say('you');
    case 'bot':
      return name === '' ? words.say('assistant') : name;
    case 'agent':
      return name === '' ? companyOf(content) : name;
  }
}

/** Who wrote the news, each once, in order; more than three are the company. */
export function newsAuthors(content: MailContent, words: Words): string {
  const names = new Set(content.messages.filter((it) => it.isNews).map((it) => authorOf(content, it, words)));
  return names.size > 3 ? companyOf(content) : words.list([...names]);
}

/** The From line's name, "<agent> (<company>)" with the agent of the last news (design 'The mail'). */
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
 * A recipient's name as SendGrid takes it: without what separates addresses. SendGrid reads a comma or semicolon in it
 * as the end of the recipient and drops the mail or sends it elsewhere (sendgrid-python issue 291).
 */
export function recipientName(name: string | null): string {
  return cleanLine((name ?? '').replace(/[,;<>"@\\]/g, ' '));
}
