/** A part of an email that has no parts itself, decoded to the bytes that its author had. */
export interface Leaf {
  /** In lower case. */
  readonly type: string;
  /** As the part names it; null if it does not. */
  readonly charset: string | null;
  readonly name: string | null;
  readonly contentId: string | null;
  readonly isAttachment: boolean;
  readonly bytes: Buffer;
}

/** The emails that are cut here were composed nearby; a deeper one is an attachment as a whole. */
const maxDepth = 20;

/** Where the head of an email, or of a part, ends. */
export function cutHead(bytes: Buffer): { readonly head: Buffer; readonly body: Buffer } {
  const end = bytes.indexOf('\r\n\r\n');
  if (bytes.subarray(0, 2).toString() === '\r\n') return { head: Buffer.alloc(0), body: bytes.subarray(2) };
  return end < 0
    ? { head: bytes, body: Buffer.alloc(0) }
    : { head: bytes.subarray(0, end), body: bytes.subarray(end + 4) };
}

/** All leaves in order; what a part contains that is an email itself is one leaf. */
export function leavesOf(bytes: Buffer, depth = 0): readonly Leaf[] {
  const { head, body } = cutHead(bytes);
  const headers = headersOf(head);
  const type = headers.get('content-type') ?? 'text/plain';
  const mime = (type.split(';')[0] ?? '').trim().toLowerCase();
  const boundary = parameter(type, 'boundary');
  if (mime.startsWith('multipart/') && boundary !== null && depth < maxDepth)
    return partsOf(body, boundary).flatMap((part) => leavesOf(part, depth + 1));
  const disposition = headers.get('content-disposition') ?? '';
  const name = parameter(disposition, 'filename') ?? parameter(type, 'name');
  return [
    {
      type: mime,
      charset: parameter(type, 'charset'),
      name,
      contentId: headers.get('content-id')?.replace(/^<|>$/g, '') ?? null,
      isAttachment: name !== null || disposition.toLowerCase().startsWith('attachment') || !mime.startsWith('text/'),
      bytes: decoded(body, headers.get('content-transfer-encoding') ?? '7bit'),
    },
  ];
}

/** Unfolded, by their names in lower case; the first of a name counts. */
export function headersOf(head: Buffer): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  const lines = head
    .toString('latin1')
    .replaceAll(/\r\n(?=[ \t])/g, '')
    .split('\r\n');
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon)).toLowerCase();
    if (name !== '' && !headers.has(name)) headers.set(name, line.slice(colon + 1).trim());
  }
  return headers;
}

function partsOf(body: Buffer, boundary: string): readonly Buffer[] {
  const text = `\r\n${body.toString('latin1')}`;
  const [, ...parts] = text.split(`\r\n--${boundary}`);
  return parts
    .filter((part) => !part.startsWith('--'))
    .map((part) => Buffer.from(part.slice(part.indexOf('\r\n') + 2), 'latin1'));
}

function parameter(header: string, name: string): string | null {
  for (const part of header.split(';').slice(1)) {
    const [key = '', ...value] = part.split('=');
    if (key.trim().toLowerCase() === name) return value.join('=').trim().replace(/^"|"$/g, '');
  }
  return null;
}

function decoded(body: Buffer, encoding: string): Buffer {
  switch (encoding.trim().toLowerCase()) {
    case 'base64':
      return Buffer.from(body.toString('latin1'), 'base64');
    case 'quoted-printable':
      return Buffer.from(
        body
          .toString('latin1')
          .replaceAll('=\r\n', '')
          .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
        'latin1',
      );
    default:
      return body;
  }
}
