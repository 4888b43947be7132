import type { words as english } from './en.ts';

export type WordKey = keyof typeof english;
/** By the categories of Intl.PluralRules; a language names those that differ from `other`. */
export type Plural = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>;
export type Words = Readonly<{
  [Key in WordKey]: (typeof english)[Key] extends string ? string : Plural;
}>;
