import type { CannedReply } from '../../../../packages/client/src/index.ts';

export interface Wanted {
  /** Where the slash is. */
  readonly from: number;
  /** What is written behind it. */
  readonly query: string;
}

/** A shortcut has at most 32 characters (contract/canned-replies.ts). */
const longest = 33;

/** The canned reply that is being asked for: a slash at the beginning of a word, and what follows up to the cursor. */
export function wantedAt(text: string, cursor: number): Wanted | null {
  const before = text.slice(Math.max(0, cursor - longest), cursor);
  const slash = before.lastIndexOf('/');
  if (slash < 0) return null;
  const from = cursor - before.length + slash;
  const query = before.slice(slash + 1);
  const isBeginning = from === 0 || /\s/.test(text.charAt(from - 1));
  return isBeginning && /^[\p{L}\p{N}_-]*$/u.test(query) ? { from, query } : null;
}

const shown = 8;

/** Those whose shortcut begins so come first, then those that have it in their title. */
export function matching(replies: readonly CannedReply[], query: string): readonly CannedReply[] {
  const wanted = query.toLowerCase();
  const begins = replies.filter(({ shortcut }) => shortcut.toLowerCase().startsWith(wanted));
  const within = replies.filter((one) => !begins.includes(one) && one.title.toLowerCase().includes(wanted));
  return [...begins, ...within].slice(0, shown);
}
