import { randomBytes } from 'node:crypto';
import { sha256 } from '../mongo/ids.ts';
import { nonceBytes, open, seal } from '../mongo/sealed.ts';

/** What seals the tokens of connections: keys of the environment (32 bytes each), never stored beside what they seal. */
export interface ChannelKeys {
  /** Seals and opens. */
  readonly current: Buffer;
  /** During a change of keys: only opens. */
  readonly old: Buffer | null;
}

/** A token, and which key sealed it. */
export interface SealedToken {
  readonly keyId: string;
  readonly sealed: string;
}

/** What a token is sealed for: in another document it cannot be opened. */
export interface TokenOwner {
  readonly accountId: string;
  readonly kind: string;
  readonly pageId: string;
}

/** Tells keys apart without revealing them. */
const idOf = (key: Buffer) => sha256(`channel tokens ${key.toString('base64')}`).slice(0, 12);

const about = ({ accountId, kind, pageId }: TokenOwner) => Buffer.from(JSON.stringify([accountId, kind, pageId]));

export function sealToken({ current }: ChannelKeys, owner: TokenOwner, token: string): SealedToken {
  const sealed = seal(current, { plain: Buffer.from(token), about: about(owner), nonce: randomBytes(nonceBytes) });
  return { keyId: idOf(current), sealed };
}

/** Null if no key of the environment opens it. */
export function openToken(keys: ChannelKeys | null, owner: TokenOwner, { keyId, sealed }: SealedToken): string | null {
  const key = [keys?.current, keys?.old].find((one) => one && idOf(one) === keyId);
  return key ? (open(key, about(owner), sealed)?.toString('utf8') ?? null) : null;
}

/** Whether it has to be sealed again before the old key may go. */
export const isSealedByOld = ({ current }: ChannelKeys, { keyId }: SealedToken): boolean => keyId !== idOf(current);
