import { readAddress, unicodeAddress } from '../contract/email-address.ts';
import type { InboxFacts } from './inbox.ts';

/** What conversations are found by. */
export interface Listing extends InboxFacts {
  readonly closedAt: number | null;
  readonly visitor: { readonly id: string | null; readonly name: string | null };
  /** The key of the visitor's address; empty if none is known. */
  readonly addressKey?: string;
  /** The keys of the addresses that the visitor had before, oldest first. */
  readonly formerAddresses?: readonly string[];
  /** What a search may begin with. */
  readonly searchKeys?: readonly string[];
  readonly listedAs?: ListedAs;
}

/** Each conversation is one of these; those with `empty` in their names have had no message yet. */
export type ListedAs = 'unanswered' | 'answered' | 'closed' | 'empty' | 'closedEmpty';

export function listedAs({ lastSeq, closedAt, waitingSince }: Pick<Listing, 'lastSeq' | 'closedAt' | 'waitingSince'>) {
  if (lastSeq === 0) return closedAt === null ? 'empty' : 'closedEmpty';
  if (closedAt !== null) return 'closed';
  return typeof waitingSince === 'number' ? 'unanswered' : 'answered';
}

/** So many former addresses are found; the oldest are forgotten. */
const maxFormer = 10;
/** A person is found by each of so many words of their name. */
const maxWords = 5;

/**
 * The conversation with what it is found by.
 * @param before as it was; null if it is new
 */
export function withListing<C extends Listing>(conversation: C, before: Listing | null): C {
  const listed = { ...conversation, listedAs: listedAs(conversation) };
  if (before?.searchKeys !== undefined && before.visitor === conversation.visitor) return listed;
  const { addressKey = '', formerAddresses = [] } = conversation;
  const had = before?.addressKey ?? '';
  const former = [...new Set([...formerAddresses, had])].filter((key) => key !== '' && key !== addressKey);
  const kept = former.slice(-maxFormer);
  return {
    ...listed,
    ...(kept.length === 0 ? {} : { formerAddresses: kept }),
    searchKeys: searchKeysOf(conversation.visitor, [addressKey, ...kept]),
  };
}

function searchKeysOf({ id, name }: Listing['visitor'], addressKeys: readonly string[]): string[] {
  const addresses = addressKeys.filter((key) => key !== '').flatMap((key) => [key, unicodeAddress(key)]);
  return [...new Set([...addresses, ...beginnings(name ?? ''), id ?? ''].map(folded))].filter((key) => key !== '');
}

/** "Ada King Lovelace", "King Lovelace", "Lovelace". */
function beginnings(name: string): string[] {
  const words = name.split(' ').filter((word) => word !== '');
  return words.slice(0, maxWords).map((_, index) => words.slice(index).join(' '));
}

/** Without regard to letters' case and marks. */
function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .trim();
}

/** What keys begin with that a search finds: one or two, or none if there is nothing to search for. */
export function searchedPrefixes(q: string): readonly string[] {
  const address = readAddress(q);
  const spellings = address === null ? [q] : [q, `${address.local}@${address.host}`];
  return [...new Set(spellings.map(folded))].filter((prefix) => prefix !== '');
}

/** Whether a search finds a conversation. */
export function isFound({ searchKeys = [] }: Pick<Listing, 'searchKeys'>, prefixes: readonly string[]): boolean {
  return searchKeys.some((key) => prefixes.some((prefix) => key.startsWith(prefix)));
}
