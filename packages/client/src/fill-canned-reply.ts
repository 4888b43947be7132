/** What is known of those who talk; null or missing is not known. */
export interface CannedReplyValues {
  readonly visitor?: { readonly name?: string | null; readonly email?: string | null };
  readonly agent?: { readonly name?: string | null };
  readonly page?: string | null;
}

export interface FilledReply {
  readonly text: string;
  /** The placeholders that were left out because nothing is known and the reply has no other words for them. */
  readonly missing: readonly string[];
}

const placeholder = /( ?)\{\{([^{}]{1,200})\}\}/g;

/**
 * Fills in a canned reply's placeholders: `{{visitor.name}}`, or `{{visitor.name|there}}` with words for when the name is
 * not known. Without such words an unknown one is left out, with the space before it. What is no placeholder stays as it
 * is, and what is filled in is not looked at again.
 */
export function fillCannedReply(text: string, values: CannedReplyValues): FilledReply {
  const known = new Map([
    ['visitor.name', values.visitor?.name],
    ['visitor.email', values.visitor?.email],
    ['agent.name', values.agent?.name],
    ['page', values.page],
  ]);
  const missing = new Set<string>();
  const filled = text.replace(placeholder, (written, space: string, inside: string) => {
    const bar = inside.indexOf('|');
    const name = (bar < 0 ? inside : inside.slice(0, bar)).trim();
    if (!known.has(name)) return written;
    const value = known.get(name)?.trim() || (bar < 0 ? '' : inside.slice(bar + 1).trim());
    if (value !== '') return space + value;
    missing.add(name);
    return '';
  });
  return { text: filled, missing: [...missing] };
}
