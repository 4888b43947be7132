import type { Mail } from '../mail.ts';

/**
 * An email's HTML as a document for a frame: links open in a new tab, and the pictures that came with the email are
 * shown. What may be loaded and run is up to the headers that it is served with (`shownHtmlHeaders`).
 * @param urlOf where the file with this index is found
 */
export function shownHtml({ html, text, attachments }: Mail, urlOf: (index: number) => string): string {
  if (html === null) return withBase(`<!doctype html><pre style="white-space:pre-wrap">${escaped(text ?? '')}</pre>`);
  return attachments.reduce(
    (shown, { contentId }, index) =>
      contentId === undefined ? shown : shown.replaceAll(`cid:${contentId}`, urlOf(index)),
    withBase(html),
  );
}

/**
 * Nothing runs, and nothing but pictures is loaded: from elsewhere only if the reader wants it, as in email programs.
 * @param remotePictures whether pictures of other hosts are loaded
 */
export function shownHtmlHeaders(remotePictures: boolean): Record<string, string> {
  const pictures = remotePictures ? `'self' data: http: https:` : `'self' data:`;
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': [
      `default-src 'none'`,
      `img-src ${pictures}`,
      `style-src 'unsafe-inline'`,
      `frame-ancestors 'self'`,
      // The same as the frame's: links lead out of it, and the page may measure how high it is, but no script runs.
      'sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox',
    ].join('; '),
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  };
}

const base = '<base target="_blank">';

/** Behind the beginning of the head, so that the document keeps its doctype and its layout. */
function withBase(html: string): string {
  const head = html.toLowerCase().indexOf('<head');
  const end = head < 0 ? -1 : html.indexOf('>', head);
  return end < 0 ? `${html}${base}` : `${html.slice(0, end + 1)}${base}${html.slice(end + 1)}`;
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
