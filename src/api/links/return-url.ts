const parameter = 'afterchat=';

/**
 * The page with the code in its fragment, which browsers send to no server: `#afterchat=<code>`. A fragment that the
 * page has stays before it; one that is a path of the page's own, such as `#/orders`, gets it as a query.
 */
export function withCode(page: string, code: string): string {
  const url = new URL(page);
  const kept = withoutCode(url.hash.slice(1));
  url.hash = `${kept}${separator(kept)}${parameter}${code}`;
  return url.href;
}

/** The page may have been reported with the code of an earlier return. */
function withoutCode(fragment: string): string {
  const at = fragment.indexOf(parameter);
  const isWhole = at === 0 || '?&'.includes(fragment[at - 1] ?? '-');
  return at >= 0 && isWhole ? fragment.slice(0, Math.max(0, at - 1)) : fragment;
}

function separator(kept: string): string {
  if (kept === '') return '';
  return /^!?\//.test(kept) && !kept.includes('?') ? '?' : '&';
}
