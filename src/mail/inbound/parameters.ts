/**
 * A header's value and its parameters, as in `form-data; name="a"` (RFC 2045 section 5.1): the value and the names in
 * lower case; of a parameter that occurs twice, the first. A backslash escapes only a quote or a backslash, because some
 * write Windows paths as they are. Takes linear time.
 */
export function parameters(header: string): {
  readonly value: string;
  readonly params: ReadonlyMap<string, string>;
} {
  const [value = '', ...parts] = splitOutsideQuotes(header);
  const params = new Map<string, string>();
  for (const part of parts) {
    const equals = part.indexOf('=');
    const name = part.slice(0, Math.max(equals, 0)).trim().toLowerCase();
    if (name !== '' && !params.has(name)) params.set(name, unquoted(part.slice(equals + 1).trim()));
  }
  return { value: value.trim().toLowerCase(), params };
}

function splitOutsideQuotes(header: string): readonly string[] {
  const parts: string[] = [];
  let [from, isQuoted] = [0, false];
  for (let at = 0; at < header.length; at += 1) {
    const sign = header[at];
    if (isQuoted && sign === '\\' && isEscapable(header[at + 1])) at += 1;
    else if (sign === '"') isQuoted = !isQuoted;
    else if (sign === ';' && !isQuoted) {
      parts.push(header.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, header.slice(from)];
}

function unquoted(text: string): string {
  if (!text.startsWith('"')) return text;
  let content = '';
  for (let at = 1; at < text.length && text[at] !== '"'; at += 1) {
    if (text[at] === '\\' && isEscapable(text[at + 1])) at += 1;
    content += text[at];
  }
  return content;
}

const isEscapable = (sign: string | undefined) => sign === '"' || sign === '\\';
