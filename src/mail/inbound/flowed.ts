/**
 * Joins the lines of a text/plain part with format=flowed to paragraphs again (RFC 3676 section 4). Only lines with as
 * many quote marks are one paragraph; they keep their marks. `delSp`: the space at the end of a line is no part of it.
 */
export function unflowed(text: string, delSp: boolean): string {
  const paragraphs: string[] = [];
  let open: { readonly depth: number; readonly pieces: string[] } | null = null;
  const close = () => {
    if (open !== null) paragraphs.push(`${quoteMarks(open.depth)}${open.pieces.join('')}`);
    open = null;
  };
  for (const line of text.split(/\r?\n/)) {
    const { depth, content } = readLine(line);
    const isFlowed = content.endsWith(' ') && content !== '-- ';
    if (open !== null && (open as { depth: number }).depth !== depth) close();
    if (content === '-- ') close();
    open ??= { depth, pieces: [] };
    open.pieces.push(isFlowed && delSp ? content.slice(0, -1) : content);
    if (!isFlowed) close();
  }
  close();
  return paragraphs.join('\n');
}

function readLine(line: string): { readonly depth: number; readonly content: string } {
  let depth = 0;
  while (line[depth] === '>') depth += 1;
  const content = line.slice(depth);
  return { depth, content: content.startsWith(' ') ? content.slice(1) : content };
}

const quoteMarks = (depth: number) => (depth === 0 ? '' : `${'>'.repeat(depth)} `);
