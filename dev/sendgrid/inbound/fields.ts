import PostalMime, { type Address } from 'postal-mime';
import type { FormField } from './form.ts';
import type { InboundMail } from './inbound-mail.ts';
import { cutHead, leavesOf } from './mime-leaves.ts';
import type { ParseSetting } from './parse-settings.ts';

/** Spam is judged up to this size only (setting up Inbound Parse). */
const maxJudgedBytes = 2.5 * 1024 * 1024;

/**
 * What SendGrid posts of an email: its own bytes in `email` with send_raw, otherwise its parts, with the texts in the
 * charset of their author. The addresses and the subject are always converted to UTF-8.
 */
export async function fieldsOf(mail: InboundMail, setting: ParseSetting): Promise<readonly FormField[]> {
  const raw = Buffer.from(mail.raw, 'base64');
  const { from, to = [], cc = [], subject = '' } = await PostalMime.parse(cutHead(raw).head);
  const { dkim, spf, senderIp } = mail.checks;
  const content = setting.send_raw ? { fields: [{ name: 'email', value: raw }], charsets: {} } : partsOf(raw);
  const envelope = { to: mail.envelope.to, from: mail.envelope.from };
  const charsets = { to: 'UTF-8', subject: 'UTF-8', from: 'UTF-8', ...(cc.length > 0 ? { cc: 'UTF-8' } : {}) };
  return [
    { name: 'dkim', value: dkim },
    { name: 'subject', value: subject },
    ...content.fields,
    { name: 'to', value: to.map(inWords).join(', ') },
    ...(cc.length > 0 ? [{ name: 'cc', value: cc.map(inWords).join(', ') }] : []),
    { name: 'from', value: from === undefined ? '' : inWords(from) },
    { name: 'sender_ip', value: senderIp },
    ...(setting.spam_check && raw.length <= maxJudgedBytes ? spamFields : []),
    { name: 'envelope', value: JSON.stringify(envelope) },
    { name: 'charsets', value: JSON.stringify({ ...charsets, ...content.charsets }) },
    { name: 'SPF', value: spf },
  ];
}

function partsOf(raw: Buffer): { readonly fields: readonly FormField[]; readonly charsets: Record<string, string> } {
  const leaves = leavesOf(raw);
  const text = leaves.find(({ type, isAttachment }) => type === 'text/plain' && !isAttachment);
  const html = leaves.find(({ type, isAttachment }) => type === 'text/html' && !isAttachment);
  const files = leaves
    .filter((leaf) => leaf !== text && leaf !== html)
    .map((leaf, index) => ({ ...leaf, key: `attachment${index + 1}`, name: leaf.name ?? 'Untitled' }));
  const info = files.map(({ key, name, type, charset, contentId }) => [
    key,
    {
      ...{ filename: name, name, type },
      ...(charset === null ? {} : { charset }),
      ...(contentId === null ? {} : { 'content-id': contentId }),
    },
  ]);
  const ids = files.flatMap(({ key, contentId }) => (contentId === null ? [] : [[contentId, key]]));
  return {
    fields: [
      { name: 'headers', value: Buffer.concat([cutHead(raw).head, Buffer.from('\r\n')]) },
      ...(text === undefined ? [] : [{ name: 'text', value: text.bytes }]),
      ...(html === undefined ? [] : [{ name: 'html', value: html.bytes }]),
      { name: 'attachments', value: String(files.length) },
      ...(files.length === 0 ? [] : [{ name: 'attachment-info', value: JSON.stringify(Object.fromEntries(info)) }]),
      ...(ids.length === 0 ? [] : [{ name: 'content-ids', value: JSON.stringify(Object.fromEntries(ids)) }]),
      ...files.map(({ key, name, type, bytes }) => ({ name: key, value: bytes, file: { name, type } })),
    ],
    charsets: {
      ...(text === undefined ? {} : { text: text.charset ?? 'us-ascii' }),
      ...(html === undefined ? {} : { html: html.charset ?? 'us-ascii' }),
    },
  };
}

function inWords({ name, address = '' }: Address): string {
  return name === '' ? address : `${/^[\w ]+$/.test(name) ? name : JSON.stringify(name)} <${address}>`;
}

const spamFields: readonly FormField[] = [
  {
    name: 'spam_report',
    value: 'Spam detection software has NOT identified this incoming email as spam.\n\n pts rule name\n',
  },
  { name: 'spam_score', value: '0.011' },
];
