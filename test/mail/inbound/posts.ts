import { readPost } from '../../../src/mail/inbound/read-post.ts';

/** Texts are in UTF-8; one character of a binary string is one byte. */
export const bytesOf = (text: string | Uint8Array): Uint8Array => (typeof text === 'string' ? Buffer.from(text) : text);
export const binary = (text: string): Buffer => Buffer.from(text, 'latin1');

export const boundary = 'xYzZY';
export const contentType = `multipart/form-data; boundary=${boundary}`;

type Value = string | Uint8Array | { readonly filename: string; readonly type: string; readonly bytes: Uint8Array };

/** A post of Inbound Parse, as SendGrid writes it. */
export function post(fields: Readonly<Record<string, Value>>): Uint8Array {
  const parts = Object.entries(fields).flatMap(([name, value]) => {
    const isFile = typeof value === 'object' && 'filename' in value;
    const file = isFile ? `; filename="${value.filename}"\r\nContent-Type: ${value.type}` : '';
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n`;
    return [head, isFile ? value.bytes : value, '\r\n'];
  });
  return Buffer.concat([...parts, `--${boundary}--\r\n`].map(bytesOf));
}

export const envelope = { to: ['reply+abc@in.acme.example'], from: 'ada@example.com' };

/** An email in lines: header lines, an empty one, its body. */
export function eml(
  lines: readonly (string | Uint8Array)[],
  headers: Readonly<Record<string, string>> = {},
): Uint8Array {
  const usual = {
    From: 'Ada <ada@example.com>',
    To: 'reply+abc@in.acme.example',
    Subject: 'Re: Your chat with Acme',
    'Message-ID': '<m1@example.com>',
    Date: 'Thu, 26 Nov 2026 10:00:00 +0100',
    'MIME-Version': '1.0',
    ...headers,
  };
  const head = Object.entries(usual).map(([name, value]) => `${name}: ${value}`);
  return Buffer.concat([...head, ...lines].flatMap((line) => [bytesOf(line), bytesOf('\r\n')]));
}

/** Reads an email that was posted whole. */
export const read = (email: Uint8Array, fields: Readonly<Record<string, Value>> = {}) =>
  readPost(
    post({
      dkim: '{@example.com : pass}',
      email,
      to: 'reply+abc@in.acme.example',
      envelope: JSON.stringify(envelope),
      SPF: 'pass',
      ...fields,
    }),
    contentType,
  );

/** Reads an email that was posted in parts. */
export const readParsed = (fields: Readonly<Record<string, Value>>) =>
  readPost(
    post({
      headers: Buffer.from(eml([])).toString(),
      dkim: '{@example.com : pass}',
      SPF: 'pass',
      envelope: JSON.stringify(envelope),
      ...fields,
    }),
    contentType,
  );
