/**
 * The code of a link in an email, which is taken out of the page's address: the same as the client's `takeReturnCode`,
 * in fewer bytes.
 */
export function takeCode(): string | null {
  const { hash, pathname, search } = location;
  const found = /(?:^#|[?&])afterchat=([\w-]{1,200})$/.exec(hash);
  if (!found) return null;
  history.replaceState(history.state, '', pathname + search + hash.slice(0, found.index));
  return found[1] as string;
}
