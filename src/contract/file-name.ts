/** How long a file's name may be, in characters (design 'The mail'). */
const maxLength = 80;
/** An ending that is longer than this is not one that says what the file is. */
const maxEnding = 12;

/**
 * Line ends, controls, marks that reorder or hide text (bidi, zero-width, byte order), halves of surrogate pairs, and
 * what some system takes for more than a character of a name. Joiners (U+200C, U+200D) stay: scripts and emoji need
 * them.
 */
const unfit = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF"*:<>?|/\\]+/gu;

/**
 * A file's name from outside, made fit for a header, a page and every file system: without a path, controls and
 * characters with a meaning, at most 80 characters of which the ending is kept. `file` if nothing is left of it.
 */
export function fileName(claimed: string): string {
  const last = claimed.slice(-4_096).split(/[/\\]/u).at(-1) ?? '';
  const line = last.replace(unfit, ' ').replace(/\s+/gu, ' ');
  // Neither hidden nor, on Windows, with an ending that only seems to be there.
  const name = trimmed(line);
  if (name === '') return 'file';
  const characters = [...name];
  if (characters.length <= maxLength) return name;
  const dot = characters.lastIndexOf('.');
  const ending = dot > 0 && characters.length - dot <= maxEnding ? characters.slice(dot) : [];
  return trimmed(characters.slice(0, maxLength - ending.length).join('')) + ending.join('');
}

/** Without dots and spaces around it. Not by an expression: one for the end takes quadratic time. */
function trimmed(name: string): string {
  const isEdge = (at: number) => name[at] === '.' || name[at] === ' ';
  let [from, to] = [0, name.length];
  while (from < to && isEdge(from)) from += 1;
  while (to > from && isEdge(to - 1)) to -= 1;
  return name.slice(from, to);
}
