/** What the card says of a visitor, from what they sent: none of it is to be trusted. */

/** Their time on the clock, as their time zone has it; null if this browser does not know the zone. */
export function timeIn(timeZone: string, now: number, languageTag: string): string | null {
  try {
    return new Intl.DateTimeFormat(languageTag, {
      weekday: 'short',
      hour: 'numeric',
      minute: '2-digit',
      timeZone,
    }).format(now);
  } catch {
    return null;
  }
}

/** "French (Canada)" */
export function languageName(locale: string, languageTag: string): string {
  try {
    return new Intl.DisplayNames(languageTag, { type: 'language' }).of(locale) ?? locale;
  } catch {
    return locale;
  }
}

/** A page as a link; null for what is no page that one may open from here. */
export function pageLink(page: string): { readonly href: string; readonly text: string } | null {
  const url = URL.parse(page);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return null;
  return { href: url.href, text: `${url.host}${url.pathname === '/' ? '' : url.pathname}` };
}
