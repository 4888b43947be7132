import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Icon } from './icons.tsx';

interface AvatarProps {
  readonly name: string | null;
  /** What its colour is chosen by: the same person has the same everywhere. */
  readonly seed: string;
  readonly url?: string | null | undefined;
  readonly size?: 'tiny' | 'small' | 'large';
  /** A dot on it, as for who is online. */
  readonly children?: ComponentChildren;
}

/** Only to look at: the name stands beside it. */
export function Avatar({ name, seed, url = null, size, children }: AvatarProps) {
  const [isBroken, setBroken] = useState(false);
  return (
    <span class={`avatar ${size ?? ''}`} style={{ '--hue': String(hueOf(seed)) }} aria-hidden="true">
      {url !== null && !isBroken ? (
        <img src={url} alt="" onError={() => setBroken(true)} />
      ) : name === null || initials(name) === '' ? (
        <Icon name="person" />
      ) : (
        initials(name)
      )}
      {children}
    </span>
  );
}

/** At most two letters: of the first and the last word. */
export function initials(name: string): string {
  const words = name
    .split('@')[0]!
    .split(/[\s._-]/)
    .filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const [first = '', last = ''] = [words[0], words.length > 1 ? words.at(-1) : ''];
  return [first, last]
    .map((word) => [...word][0] ?? '')
    .join('')
    .toLocaleUpperCase();
}

function hueOf(seed: string): number {
  let hash = 7;
  for (let at = 0; at < Math.min(seed.length, 64); at += 1) hash = (hash * 31 + seed.charCodeAt(at)) % 3_600;
  return hash / 10;
}
