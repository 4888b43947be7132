import { canonicalAddress } from '../../contract/email-address.ts';
import { cleanLine } from '../clean.ts';
import { decodedText } from './charsets.ts';
import type { DeliveryReport } from './inbound-mail.ts';
import { messageIds } from './message-ids.ts';
import { type Header, headerOf, type Part } from './part.ts';

type Recipient = DeliveryReport['recipients'][number];

/** A report names the recipients of one email; what is beyond these bounds is not read. */
const maxRecipients = 100;
const longestStatus = 256 * 1_024;
const longestDetail = 1_000;

/** What servers call the part with the email, or with its headers, that a report is about. */
const returned = new Set(['message/rfc822', 'message/global', 'text/rfc822-headers', 'message/rfc822-headers']);

interface Report {
  readonly headers: readonly Header[];
  readonly envelopeFrom: string | null;
  readonly parts: readonly Part[];
  readonly text: string | null;
}

/** The delivery report that this email is: RFC 3464, or what Exim, qmail and others write; null if it is none. */
export function deliveryReportOf(email: Report): DeliveryReport | null {
  const recipients = email.parts
    .filter(({ type }) => type === 'message/delivery-status' || type === 'message/global-delivery-status')
    .slice(0, 10)
    .flatMap(({ bytes }) => recipientsIn(decodedText(bytes.subarray(0, longestStatus), null)));
  const found = recipients.length > 0 ? recipients : undeclaredRecipients(email);
  return found.length === 0 ? null : { about: aboutOf(email), recipients: found.slice(0, maxRecipients) };
}

/** Blocks of fields, separated by empty lines; the first is about the report itself (RFC 3464 section 2.1). */
function recipientsIn(status: string): readonly Recipient[] {
  return status
    .split(/\r?\n[ \t]*\r?\n/)
    .slice(0, maxRecipients + 1)
    .flatMap((block) => recipientIn(fieldsIn(block)) ?? []);
}

function fieldsIn(block: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of block.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).trim().toLowerCase();
    if (name !== '' && !fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
  }
  return fields;
}

function recipientIn(fields: ReadonlyMap<string, string>): Recipient | null {
  // The one that we wrote to comes first: what it was forwarded to is no address of ours.
  const address = addressIn(fields.get('original-recipient')) ?? addressIn(fields.get('final-recipient'));
  const status = statusIn(fields.get('status') ?? '') ?? statusIn(fields.get('diagnostic-code') ?? '');
  const action = actionOf(fields.get('action') ?? '', status);
  if (address === null || action === null) return null;
  return { address, action, status, detail: detailOf(fields.get('diagnostic-code')?.replace(/^[\w-]{1,20};/, '')) };
}

/** As in `rfc822; ada@example.com` (RFC 3464 section 2.3.1, RFC 6533 section 3). */
function addressIn(field: string | undefined): string | null {
  const address = (field ?? '').slice(0, 1_000).replace(/^[^;@]*;/, '');
  return canonicalAddress(address.replace(/[<>]/g, ''));
}

const statusIn = (text: string): string | null =>
  /(?:^|[\s#(])([245]\.\d{1,3}\.\d{1,3})(?!\d)/.exec(text.slice(0, longestDetail))?.[1] ?? null;

function actionOf(written: string, status: string | null): Recipient['action'] | null {
  const [action = ''] = written.toLowerCase().split(/[\s(;]/);
  switch (action) {
    case 'failed':
    case 'delayed':
    case 'delivered':
    case 'relayed':
    case 'expanded':
      return action;
    default:
      return status === null
        ? null
        : (({ '2': 'delivered', '4': 'delayed', '5': 'failed' } as const)[status[0] ?? ''] ?? null);
  }
}

const detailOf = (text: string | undefined) =>
  cleanLine((text ?? '').slice(0, 2 * longestDetail), longestDetail) || null;

/** Exim and Gmail name the recipients in a header, qmail in the text. Others tell nothing that can be relied on. */
function undeclaredRecipients({ headers, envelopeFrom, text }: Report): readonly Recipient[] {
  const failed = headerOf(headers, 'x-failed-recipients');
  const addresses = (failed ?? '')
    .slice(0, 10_000)
    .split(',')
    .flatMap((address) => canonicalAddress(address) ?? []);
  if (addresses.length > 0) {
    const detail = detailOf(text ?? undefined);
    return addresses.map((address) => ({ address, action: 'failed', status: statusIn(text ?? ''), detail }));
  }
  return envelopeFrom === null && /^\s*Hi\. This is the /.test(text ?? '') ? recipientsOfQmail(text ?? '') : [];
}

/** Paragraphs that begin with the recipient, as in `<ada@example.com>:` (qmail's bounce format, QSBMF). */
function recipientsOfQmail(text: string): readonly Recipient[] {
  const [report = ''] = text.slice(0, longestStatus).split(/\n--- Below this line/);
  return report.split(/\r?\n[ \t]*\r?\n/).flatMap((paragraph) => {
    const trimmed = paragraph.trim();
    const [opening = '', written = ''] = /^<([^<>\n]{1,300})>:/.exec(trimmed) ?? [];
    const detail = trimmed.slice(opening.length);
    const address = canonicalAddress(written);
    return address === null ? [] : { address, action: 'failed', status: statusIn(detail), detail: detailOf(detail) };
  });
}

/** From the email that came back, or its headers; else what the report says that it answers. */
function aboutOf({ headers, parts, text }: Report): string | null {
  const copies = parts
    .filter(({ type }) => returned.has(type))
    .map(({ bytes }) => decodedText(bytes.subarray(0, longestStatus), null));
  for (const copy of [...copies, (text ?? '').slice(0, longestStatus)]) {
    const [id] = copy
      .replace(/\r?\n[ \t]+/g, ' ')
      .split('\n')
      .filter((line) => /^message-id:/i.test(line))
      .flatMap(messageIds);
    if (id !== undefined) return id;
  }
  const answered = ['x-original-message-id', 'original-message-id', 'in-reply-to', 'references'];
  return answered.flatMap((name) => messageIds(headerOf(headers, name)).at(-1) ?? [])[0] ?? null;
}
