import type { Problem } from '../../../packages/client/src/index.ts';

/** By the categories of Intl.PluralRules; a language names those that differ from `other`. */
export type Plural = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>;

/** The same entries in another language. */
export type Translated<English> = {
  readonly [Key in keyof English]: English[Key] extends string ? string : Plural;
};

export type WrongField = NonNullable<Problem['errors']>[number];

/** What a check looked at, and what its states mean. */
interface CheckInWords extends Readonly<Record<'ok' | 'failed' | 'skipped', string>> {
  readonly name: string;
}

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
  /** By the name of a check of the email settings; what was found in detail stays in the API's words. */
  readonly checks: Readonly<Record<string, CheckInWords>>;
  /** What settings that were saved may not do, by their paths. */
  readonly warnings: Readonly<Record<string, string>>;
}
