import type { Mail, MailAddress } from '../mail.ts';
import { asText, bodyOf } from '../reply/quoting.ts';
import { headerOf } from '../reply/thread.ts';

/** What a list shows of an email, and what makes it a part of its thread. */
export interface MailSummary {
  readonly id: string;
  /** ISO-8601, UTC. */
  readonly receivedAt: string;
  readonly from: MailAddress;
  readonly to: readonly MailAddress[];
  readonly subject: string;
  /** How its text begins, on one line. */
  readonly snippet: string;
  readonly attachments: number;
  /** What all emails of its thread have in common: the Message-ID of the first. */
  readonly thread: string;
}

const snippetLength = 160;
/** How far a text is read for it. */
const readLength = 8_000;

export function summaryOf(mail: Mail): MailSummary {
  const { id, receivedAt, from, to, subject, attachments } = mail;
  const thread = rootOf(mail);
  return { id, receivedAt, from, to, subject, snippet: snippetOf(mail), attachments: attachments.length, thread };
}

/** The first reference is the thread's first email (RFC 5322 section 3.6.4). */
function rootOf(mail: Mail): string {
  const references = headerOf(mail, 'References') ?? headerOf(mail, 'In-Reply-To') ?? headerOf(mail, 'Message-ID');
  return references?.trim().split(' ')[0] || mail.id;
}

/** Email programs show how the HTML begins, which may hide a preview there for this; without HTML, how the text does. */
function snippetOf({ text, html }: Mail): string {
  const begun = html === null ? (text ?? '') : asText(bodyOf(html.slice(0, readLength)));
  return begun.slice(0, readLength).replaceAll(blank, ' ').trim().slice(0, snippetLength);
}

/** Spaces and the invisible characters that keep what follows out of a preview. */
const blank = /(?:\s|\u00ad|\u034f|[\u200b-\u200f]|\u2060|\ufeff)+/g;
