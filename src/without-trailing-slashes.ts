/** An address as paths are appended to it. Not by an expression: `/+$` takes quadratic time. */
export function withoutTrailingSlashes(url: string): string {
  let end = url.length;
  while (url[end - 1] === '/') end -= 1;
  return url.slice(0, end);
}
