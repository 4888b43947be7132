/** The longest line of a header (RFC 5322 section 2.1.1). */
export const longestId = 998;

/** The message ids in a header, without angle brackets. */
export function messageIds(value: string | null): readonly string[] {
  return [...(value ?? '').matchAll(/<([^<>\s]+)>/g)].flatMap(([, id = '']) => (id.length > longestId ? [] : id));
}

/** What is between the brackets, where somebody left one out too; null if it is nothing. */
export const withoutBrackets = (id: string): string | null => id.replace(/[<>\s]/g, '') || null;
