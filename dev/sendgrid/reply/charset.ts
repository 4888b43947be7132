/** The charsets in which replies can be written: those that email programs still use. */
export const charsetNames = [
  'utf-8',
  'us-ascii',
  'iso-8859-1',
  'iso-8859-2',
  'iso-8859-15',
  'windows-1250',
  'windows-1251',
  'windows-1252',
  'windows-1254',
  'koi8-r',
  'shift_jis',
  'iso-2022-jp',
  'euc-jp',
  'gb2312',
  'gbk',
  'gb18030',
  'big5',
  'euc-kr',
] as const;
export type Charset = (typeof charsetNames)[number];

/**
 * A text in the bytes of a charset; null if the charset lacks one of its characters. The platform only decodes, so the
 * tables are made by decoding every sequence of one or two bytes.
 */
export function encodedIn(charset: Charset, text: string): Buffer | null {
  switch (charset) {
    case 'utf-8':
      return Buffer.from(text);
    case 'us-ascii':
      return /^\p{ASCII}*$/u.test(text) ? Buffer.from(text) : null;
    case 'iso-8859-1':
      // Not by a table: TextDecoder takes this name for windows-1252.
      return /^[\0-\x7f\xa0-\xff]*$/.test(text) ? Buffer.from(text, 'latin1') : null;
    case 'iso-2022-jp':
      return inIso2022(text);
    case 'gb2312':
      return byTable('gbk', text);
    default:
      return byTable(charset, text);
  }
}

function byTable(charset: string, text: string): Buffer | null {
  const table = tableOf(charset);
  const parts: Buffer[] = [];
  for (const character of text) {
    const bytes = character < '\x80' ? Buffer.from(character) : table.get(character);
    if (bytes === undefined) return null;
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}

/** Japanese in seven bits: the bytes of EUC-JP without their highest bit, between escapes that end with the line. */
function inIso2022(text: string): Buffer | null {
  const parts: Buffer[] = [];
  let isAscii = true;
  for (const character of text) {
    const bytes = byTable('euc-jp', character);
    if (bytes === null || bytes[0] === 0x8e) return null;
    if (isAscii !== (bytes.length === 1)) {
      isAscii = bytes.length === 1;
      parts.push(Buffer.from(isAscii ? '\x1b(B' : '\x1b$B'));
    }
    parts.push(Buffer.from(bytes.map((byte) => byte & 0x7f)));
  }
  return Buffer.concat(isAscii ? parts : [...parts, Buffer.from('\x1b(B')]);
}

const tables = new Map<string, ReadonlyMap<string, Buffer>>();

function tableOf(charset: string): ReadonlyMap<string, Buffer> {
  const known = tables.get(charset);
  if (known !== undefined) return known;
  const singles = Array.from({ length: 128 }, (_, index) => [index + 128]);
  const pairs = singles.flatMap(([lead = 0]) => Array.from({ length: 192 }, (_, index) => [lead, index + 64]));
  const sequences = [...singles, ...pairs];
  // Each on a line of its own: a line end is never a part of a character. As a stream, since otherwise some versions of
  // Node decode windows-1252 as if it were ISO-8859-1 (nodejs/node issue 56542).
  const bytes = Buffer.from(sequences.flatMap((sequence) => [...sequence, 10]));
  const lines = new TextDecoder(charset).decode(bytes, { stream: true }).split('\n');
  const table = new Map<string, Buffer>();
  for (const [index, line] of lines.entries()) {
    const [character, ...others] = line;
    if (character === undefined || others.length > 0 || character < '\x80' || character === '\ufffd') continue;
    if (!table.has(character)) table.set(character, Buffer.from(sequences[index] ?? []));
  }
  tables.set(charset, table);
  return table;
}
