const parameter = 'afterchat=';

/** What of a browser's page is used; Node has none of it. */
interface Page {
  readonly location: { readonly hash: string; readonly pathname: string; readonly search: string };
  readonly history: { readonly state: unknown; replaceState(state: unknown, unused: string, url: string): void };
}

/**
 * The code with which a visitor comes back by the link in an email, for `visitor.session({ siteKey, code })`; undefined
 * if they did not. It is removed from the page's address, because it can be used only once.
 */
export function takeReturnCode(): string | undefined {
  const { location, history } = globalThis as Partial<Page>;
  if (location === undefined) return undefined;
  const { hash, pathname, search } = location;
  const at = hash.lastIndexOf(parameter);
  const code = hash.slice(at + parameter.length);
  const isParameter = at > 0 && ['#', '?', '&'].includes(hash.charAt(at - 1));
  if (!isParameter || !/^[\w-]{1,200}$/.test(code)) return undefined;
  const kept = hash.slice(1, at - 1);
  history?.replaceState(history.state, '', `${pathname}${search}${kept === '' ? '' : `#${kept}`}`);
  return code;
}
