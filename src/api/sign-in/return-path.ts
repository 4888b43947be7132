const inbox = '/inbox';
const longest = 2_000;

/**
 * Where to go after signing in, as a path of the inbox; what is anywhere else becomes the inbox itself, so that nobody
 * is sent away by a link to the sign-in page.
 */
export function returnPath(asked: string | undefined): string {
  if (asked === undefined || asked.length > longest || !asked.startsWith('/')) return inbox;
  const base = 'http://inbox.invalid';
  if (!URL.canParse(asked, base)) return inbox;
  // As a browser reads it: without `..`, tabs and line ends, and with `\` as `/`.
  const { origin, pathname, search, hash } = new URL(asked, base);
  const isBelow = pathname === inbox || pathname.startsWith(`${inbox}/`);
  return origin === base && isBelow ? `${pathname}${search}${hash}` : inbox;
}
