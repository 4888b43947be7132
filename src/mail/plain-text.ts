import type { Entry, MailView, MessageEntry } from './view.ts';

/** The email as plain text, with the same content in the same order as the HTML. */
export function plainText(view: MailView): string {
  const parts = [
    ...(view.marker === null ? [] : [view.marker]),
    view.title,
    ...view.notes,
    ...view.entries.map(entryText),
    ...view.buttons.map(({ label, url }) => `${label}:\n${url}`),
    ['-- ', ...view.footer, ...view.links.map(({ label, url }) => `${label}: ${url}`)].join('\n'),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** One message, date or mark. */
export function entryText(entry: Entry): string {
  switch (entry.kind) {
    case 'day':
      return `--- ${entry.label} ---`;
    case 'gap':
      return `[${entry.label}]`;
    case 'mark':
      return `=== ${entry.label} ===`;
    case 'message':
      return [`${entry.author}, ${entry.time}`, ...textOf(entry)].join('\n');
  }
}

function textOf(entry: MessageEntry): readonly string[] {
  const words = wordsOf(entry);
  const files = entry.files.map(({ name, size, url }) => `  ${name} (${size})${url === null ? '' : `:\n  ${url}`}`);
  return words === '' && files.length > 0 ? files : [indented(words), ...files];
}

function wordsOf({ blocks }: MessageEntry): string {
  return blocks.map(({ pieces }) => pieces.map(({ text }) => text).join('')).join('\n');
}

/** Indents what people wrote, so that it cannot pass for the email's own lines: a heading, an agent's name, the end. */
function indented(text: string): string {
  return text.replace(/^(?=.)/gmu, '  ');
}
