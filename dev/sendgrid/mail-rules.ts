import type { z } from 'zod';
import { MailFields } from './mail-schema.ts';

/** Headers that SendGrid writes itself (API reference of mail send, `headers`). */
const reservedHeaders = new Set(
  ['x-sg-id', 'x-sg-eid', 'received', 'dkim-signature', 'content-type', 'content-transfer-encoding'].concat([
    'to',
    'from',
    'subject',
    'reply-to',
    'cc',
    'bcc',
  ]),
);

/** The limits of custom_args and substitutions, for each personalization (API reference). */
const maxBytes = 10_000;
const maxRecipients = 1_000;
const maxScheduleSeconds = 72 * 3_600;

type Refuse = (path: (string | number)[], message: string) => void;

/** The rules between the fields of one email (SendGrid's API reference and its list of mail send errors). */
export function checkMailRules(mail: MailSend, context: z.RefinementCtx): void {
  const refuse: Refuse = (path, message) => context.addIssue({ code: 'custom', path, message });
  checkSubject(mail, refuse);
  checkContent(mail, refuse);
  checkRecipients(mail, refuse);
  checkOwnData(mail, refuse);
  checkUnique(mail.reply_to_list?.map(({ email }) => email) ?? [], 'reply_to_list', refuse);
  checkUnique(mail.categories ?? [], 'categories', refuse);
  if (mail.reply_to && mail.reply_to_list) {
    refuse(['reply_to_list'], 'Only one of reply_to and reply_to_list can be used.');
  }
  const bypasses = Object.entries(mail.mail_settings ?? {}).filter(([name, it]) => /^bypass_/.test(name) && it?.enable);
  if (bypasses.length > 1 && mail.mail_settings?.bypass_list_management?.enable) {
    refuse(['mail_settings', 'bypass_list_management'], 'This filter cannot be combined with any other bypass filter.');
  }
}

function checkSubject(mail: MailSend, refuse: Refuse): void {
  if (mail.subject || mail.template_id || mail.personalizations.every(({ subject }) => subject)) return;
  refuse(
    ['subject'],
    'The subject is required. You can get around this requirement if you use a template with a subject defined or if every personalization has a subject defined.',
  );
}

function checkContent(mail: MailSend, refuse: Refuse): void {
  const types = (mail.content ?? []).map(({ type }) => type.toLowerCase());
  if (types.length === 0 && !mail.template_id) {
    refuse(
      ['content'],
      'Unless a valid template_id is provided, the content parameter is required. There must be at least one defined content block.',
    );
  }
  for (const type of ['text/plain', 'text/html']) {
    if (types.indexOf(type) !== types.lastIndexOf(type)) refuse(['content'], `${type} may only be provided once.`);
  }
  const ranks = types.map((type) => (type === 'text/plain' ? 0 : type === 'text/html' ? 1 : 2));
  if (ranks.some((rank, index) => rank < (ranks[index - 1] ?? 0))) {
    refuse(['content'], 'If present, text/plain must be first, then text/html, then any other type.');
  }
}

function checkRecipients(mail: MailSend, refuse: Refuse): void {
  let recipients = 0;
  for (const [index, personalization] of mail.personalizations.entries()) {
    const seen = new Set<string>();
    for (const list of ['to', 'cc', 'bcc'] as const) {
      for (const { email } of personalization[list] ?? []) {
        recipients += 1;
        if (seen.has(email.toLowerCase())) {
          refuse(
            ['personalizations', index],
            `Each email address in the personalization block should be unique between to, cc, and bcc. We found the first duplicate instance of [${email}] in the personalizations.${index}.${list} field.`,
          );
        }
        seen.add(email.toLowerCase());
      }
    }
  }
  if (recipients > maxRecipients) {
    refuse(['personalizations'], `There is a limit of ${maxRecipients} total recipients (to + cc + bcc) per request.`);
  }
}

/** Headers, custom arguments, substitutions and times, for the whole email and for each personalization. */
function checkOwnData(mail: MailSend, refuse: Refuse): void {
  const levels = [
    { part: { ...mail, substitutions: {} }, path: [] as (string | number)[] },
    ...mail.personalizations.map((part, index) => ({ part, path: ['personalizations', index] })),
  ];
  for (const { part, path } of levels) {
    for (const [name, value] of Object.entries(part.headers ?? {})) {
      const problem = headerProblem(name, value);
      if (problem) refuse([...path, 'headers', name], problem);
    }
    if (byteLength({ ...mail.custom_args, ...part.custom_args }) > maxBytes) {
      refuse([...path, 'custom_args'], `The custom_args cannot exceed ${maxBytes} bytes.`);
    }
    if (byteLength(part.substitutions ?? {}) > maxBytes) {
      refuse([...path, 'substitutions'], `The substitutions cannot exceed ${maxBytes} bytes.`);
    }
    if ((part.send_at ?? 0) > Date.now() / 1_000 + maxScheduleSeconds) {
      refuse([...path, 'send_at'], 'The send_at time cannot be more than 72 hours in the future.');
    }
  }
}

function headerProblem(name: string, value: string): string | null {
  if (reservedHeaders.has(name.toLowerCase())) return `The header ${name} is reserved and cannot be set.`;
  if (!/^[\x21-\x39\x3b-\x7e]+$/.test(name)) return 'The header name must be printable ASCII without a colon.';
  if (!/^[\x20-\x7e\t]*$/.test(value)) return 'The header value must be encoded: it may hold ASCII only, and no CRLF.';
  return null;
}

function checkUnique(values: readonly string[], field: string, refuse: Refuse): void {
  if (new Set(values).size < values.length) refuse([field], `The ${field} must be unique.`);
}

function byteLength(value: Readonly<Record<string, string>>): number {
  return Object.keys(value).length === 0 ? 0 : Buffer.byteLength(JSON.stringify(value));
}

export type MailSend = z.infer<typeof MailFields>;

/**
 * The body of `POST /v3/mail/send`, according to SendGrid's API reference but stricter: unknown fields are refused at
 * every level, so that misspelt ones are found here. A test compares it with SendGrid's published schema.
 */
export const MailSend = MailFields.superRefine(checkMailRules);
