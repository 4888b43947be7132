import { isAmongOrigins } from '../contract/origin.ts';
import type { Settings } from '../contract/settings.ts';

/**
 * What a web address in an email is for:
 * - `page`: where the visitor says that they chat; anybody can claim anything, so it counts only on the account's sites
 * - `site` and `logo`: as the account set them; email programs load images over https only
 * - `stop` and `return`: our own pages for stopping the emails and for returning to the chat
 * - `file`: our own links to the files of messages
 * - `words`: in what an agent, a bot or a verified visitor wrote; the reader sees where it leads
 */
export type UrlUse = 'page' | 'site' | 'logo' | 'stop' | 'return' | 'file' | 'words';

/**
 * The one place that decides where an email may lead (design section 8). Returns the address as a browser reads it, or
 * null if it may not be used for this.
 */
export function mailUrl(use: UrlUse, address: string | null, brand: Settings['brand']): string | null {
  const url = address === null ? null : webUrl(address);
  if (url === null) return null;
  switch (use) {
    case 'page':
      return isOnSite(url, brand) ? url.href : null;
    case 'logo':
      return url.protocol === 'https:' ? url.href : null;
    case 'site':
    case 'stop':
    case 'return':
    case 'file':
    case 'words':
      return url.href;
    default:
      return use satisfies never;
  }
}

/**
 * Where "Continue the conversation" leads: the page where the visitor chats, otherwise the site; null if there is
 * neither.
 */
export function wayBack(page: string | null, brand: Settings['brand']): string | null {
  return mailUrl('page', page, brand) ?? mailUrl('site', brand.siteUrl, brand);
}

/** Http or https, without user information, which can deceive the reader. */
function webUrl(address: string): URL | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  return url.username === '' && url.password === '' ? url : null;
}

function isOnSite({ origin }: URL, { siteUrl, allowedOrigins }: Settings['brand']): boolean {
  return isAmongOrigins(origin, siteUrl === null ? allowedOrigins : [siteUrl, ...allowedOrigins]);
}
