import { randomBytes } from 'node:crypto';
import { nonceBytes, open, seal } from '../../store/mongo/sealed.ts';

/** How long a code can be used; long enough for a slow page to load. */
export const codeSeconds = 120;

const about = Buffer.from('return code');
/** The expiry in epoch milliseconds. */
const expiryBytes = 6;

/**
 * A code with which a page opens the conversation of a return link, once and soon. The link is sealed in it, so that
 * giving one writes nothing, and a page that keeps the code has no link.
 */
export function returnCode(key: Buffer, token: string, now: number): string {
  const expiry = Buffer.alloc(expiryBytes);
  expiry.writeUIntBE(now + codeSeconds * 1_000, 0, expiryBytes);
  const plain = Buffer.concat([expiry, Buffer.from(token)]);
  return seal(key, { plain, about, nonce: randomBytes(nonceBytes) });
}

/** The link's token; null if this is none of our codes, or has expired. */
export function tokenOfCode(key: Buffer, code: string, now: number): string | null {
  const plain = open(key, about, code);
  if (plain === null || plain.byteLength <= expiryBytes) return null;
  return now < plain.readUIntBE(0, expiryBytes) ? plain.toString('latin1', expiryBytes) : null;
}
