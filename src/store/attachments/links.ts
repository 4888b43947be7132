import { createHmac, timingSafeEqual } from 'node:crypto';
import type { AttachedFile } from '../mongo/documents.ts';

/** Links to files: whoever has one may download the file until it expires, without a key. */

export type LinkedPart = 'file' | 'preview';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** In the API's answers, and in emails, whose links should work as long as the button back to the site. */
const lifetimes = {
  view: { leastMs: dayMs, stepMs: 6 * hourMs },
  mail: { leastMs: 30 * dayMs, stepMs: dayMs },
} as const;

/**
 * When a link that is made now expires, in epoch milliseconds: after a day (in emails 30 days) at the earliest. Links
 * that are made soon after each other expire together, so that they are the same.
 */
export function linkExpiresAt(use: keyof typeof lifetimes, now: number): number {
  const { leastMs, stepMs } = lifetimes[use];
  return Math.ceil((now + leastMs) / stepMs) * stepMs;
}

/** The path and query of a link, below the API's address. */
export function pathTo(file: Pick<AttachedFile, 'id' | 'linkKey'>, part: LinkedPart, expiresAt: number): string {
  const expires = Math.floor(expiresAt / 1_000);
  const place = part === 'file' ? file.id : `${file.id}/preview`;
  return `/v1/attachments/${place}?expires=${expires}&signature=${signatureOf(file, part, expires)}`;
}

/** @param expires epoch seconds, as in the link */
export function isSigned(
  file: Pick<AttachedFile, 'id' | 'linkKey'>,
  { part, expires, signature }: { readonly part: LinkedPart; readonly expires: number; readonly signature: string },
): boolean {
  const [wanted, given] = [Buffer.from(signatureOf(file, part, expires)), Buffer.from(signature)];
  return wanted.length === given.length && timingSafeEqual(wanted, given);
}

/** HMAC-SHA256 with the file's own key: there is no secret to rotate, and a removed file has no valid link. */
const signatureOf = ({ id, linkKey }: Pick<AttachedFile, 'id' | 'linkKey'>, part: LinkedPart, expires: number) =>
  createHmac('sha256', linkKey).update(`${id}:${part}:${expires}`).digest('base64url');
