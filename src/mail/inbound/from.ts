import { addressParser } from 'postal-mime';
import { canonicalAddress } from '../../contract/email-address.ts';
import { cleanLine } from '../clean.ts';
import { withoutC1 } from './charsets.ts';
import type { Header } from './part.ts';

export interface Author {
  readonly address: string;
  readonly name: string | null;
}

/** Longer ones are not read: a From header names one author, rarely a few. In characters. */
const longestFrom = 10_000;

/** The authors in the From headers, of which there should be one with one author (RFC 5322 section 3.6.2). */
export function authorsOf(headers: readonly Header[]): readonly Author[] {
  return headers
    .filter(({ key, value }) => key === 'from' && value.length <= longestFrom)
    .slice(0, 10)
    .flatMap(({ value }) => addressParser(value, { flatten: true }))
    .flatMap(({ address, name }) => {
      const canonical = canonicalAddress(address ?? '');
      return canonical === null ? [] : { address: canonical, name: cleanLine(withoutC1(name.slice(0, 1_000))) || null };
    });
}
