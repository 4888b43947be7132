import { IntlMessageFormat } from 'intl-messageformat';
import { type Catalogue, en } from './catalogues/en.ts';
import { fr } from './catalogues/fr.ts';

/** A mail's own words and its ways to write numbers, lists and times, in one language. */
export interface Words<Key extends string = keyof Catalogue> {
  /** The language written in, for the `lang` attribute and Intl; a region is kept (`fr-CA`). */
  readonly tag: string;
  /** False where there is no catalogue of the language wished for, so that English stands in. */
  readonly isWished: boolean;
  say(key: Key, values?: Readonly<Record<string, string | number>>): string;
  list(names: readonly string[]): string;
}

/** A mail's words in the locale wished for. */
export const wordsFor = (locale: string): Words => wordsIn({ en, fr }, locale);

/** The words of the locale wished for, else of its language, else English. */
export function wordsIn<Key extends string>(catalogues: Catalogues<Key>, locale: string): Words<Key> {
  const { language, tag, isWished } = spoken(locale, catalogues);
  const catalogue = new Map(Object.entries(catalogues)).get(language) ?? catalogues.en;
  return {
    tag,
    isWished,
    say: (key, values = {}) =>
      // Tags are off: people's names are values and stay text whatever they hold.
      String(new IntlMessageFormat(catalogue[key], tag, undefined, { ignoreTag: true }).format({ ...values })),
    list: (names) => new Intl.ListFormat(tag, { type: 'conjunction' }).format(names),
  };
}

/** One for each language; English is always there. */
type Catalogues<Key extends string> = Readonly<Record<'en' | 'fr', Readonly<Record<Key, string>>>>;

function spoken(locale: string, catalogues: object) {
  const english = { language: 'en', tag: 'en', isWished: false };
  try {
    const { language, baseName } = new Intl.Locale(locale);
    return Object.hasOwn(catalogues, language) ? { language, tag: baseName, isWished: true } : english;
  } catch {
    return english;
  }
}
