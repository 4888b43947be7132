/** A text as HTML, its line ends as `<br>`. */
export const asHtml = (text: string) => escaped(text).replaceAll(/\r?\n/g, '<br>');

export const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** What an email program shows of HTML that was written for people, as lines. */
export function asText(html: string): string {
  return html
    .replaceAll(/<(?:br|\/p|\/div)\b[^<>]*>/gi, '\n')
    .replaceAll(/<[^<>]*>/g, '')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .trim();
}

/** What stands in the body of a document; programs quote no more of it. */
export function bodyOf(html: string): string {
  const opened = html.search(/<body\b/i);
  if (opened < 0) return html;
  const from = html.indexOf('>', opened) + 1;
  const to = html.toLowerCase().lastIndexOf('</body>');
  return html.slice(from, to < from ? undefined : to);
}

/** Each line behind a mark; what was quoted before gets one more. */
export const quotedLines = (lines: readonly string[]) =>
  lines.map((line) => (line.startsWith('>') || line === '' ? `>${line}` : `> ${line}`)).join('\n');

/** Breaks long lines at spaces, as Gmail and Yahoo do. */
export const wrapped = (text: string, width: number) =>
  text
    .split('\n')
    .flatMap((line) => broken(line, width))
    .join('\n');

/**
 * RFC 3676: long lines are broken after a space that stays, and what could be misread at the start of a line has a space
 * in front. With delsp the space goes away when they are joined again.
 */
export function flowed(text: string, delsp: boolean): string {
  return text
    .split('\n')
    .flatMap((line) => {
      const [, quote = ''] = /^(>*) ?/.exec(line) ?? [];
      const words = line.slice(quote.length === 0 ? 0 : line.startsWith(`${quote} `) ? quote.length + 1 : quote.length);
      const start = quote.length === 0 ? (/^(?: |From )/.test(words) ? ' ' : '') : `${quote} `;
      const isSignature = words === '-- ';
      const pieces = isSignature ? [words] : broken(words.trimEnd(), 72 - start.length);
      return pieces.map((piece, index) => {
        if (index === pieces.length - 1) return `${start}${piece}`.replace(/^>+ $/, quote);
        return `${start}${piece}${delsp ? '  ' : ' '}`;
      });
    })
    .join('\n');
}

function broken(line: string, width: number): readonly string[] {
  const pieces: string[] = [];
  let rest = line;
  while (rest.length > width) {
    const space = rest.lastIndexOf(' ', width);
    const at = space > 0 ? space : rest.indexOf(' ', width);
    if (at < 0) break;
    pieces.push(rest.slice(0, at));
    rest = rest.slice(at + 1);
  }
  return [...pieces, rest];
}
