import type { Problem } from '../../../packages/client/src/index.ts';

/** By the categories of Intl.PluralRules; a language names those that differ from `other`. */
export type Plural = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>;

/** The same entries in another language. */
export type Translated<English> = {
  readonly [Key in keyof English]: English[Key] extends string ? string : Plural;
};

export type WrongField = NonNullable<Problem['errors']>[number];

/** How a language says what the API refuses. English has none: there the API's own words are shown. */
export interface Refusals {
  /** For what has no words here: `{words}` are the API's. */
  readonly anyOther: string;
  /** A conflict that ends by itself. */
  readonly latest: string;
  /** By the slug of the problem's type. */
  readonly problems: Readonly<Record<string, string>>;
  /** By the kind of fault of a field: whole sentences. `{limit}` is a number, or a duration for a field in seconds. */
  readonly faults: Readonly<Record<WrongField['code'], string | Plural>>;
  /** For one field alone: by its path, with `*` for places in a list, and the kind of fault. */
  readonly faultsAt: Readonly<Record<string, string>>;
  /** What settings that were saved may not do, by their paths. */
  readonly warnings: Readonly<Record<string, string>>;
}
