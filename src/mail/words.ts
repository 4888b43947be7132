import { IntlMessageFormat } from 'intl-messageformat';
import { type Catalogue, en } from './catalogues/en.ts';
import { fr } from './catalogues/fr.ts';

/** An email's own text and its formats of numbers and lists, in one language. */
export interface Words<Key extends string = keyof Catalogue> {
  /** The language of the text, for the `lang` attribute and Intl; a region is kept (`fr-CA`). */
  readonly tag: string;
  /** False if there is no catalogue for the requested language, so that English is used instead. */
  readonly isWished: boolean;
  say(key: Key, values?: Readonly<Record<string, string | number>>): string;
  list(names: readonly string[]): string;
}

/** An email's text in the requested locale. */
export const wordsFor = (locale: string): Words => wordsIn({ en, fr }, locale);

/** The text in the language of the requested locale, otherwise in English. */
export function wordsIn<Key extends string>(catalogues: Catalogues<Key>, locale: string): Words<Key> {
  const { language, tag, isWished } = spoken(locale, catalogues);
  const catalogue = new Map(Object.entries(catalogues)).get(language) ?? catalogues.en;
  return {
    tag,
    isWished,
    say: (key, values = {}) =>
      // Tags are off: people's names are values and remain text whatever they contain.
      String(new IntlMessageFormat(catalogue[key], tag, undefined, { ignoreTag: true }).format({ ...values })),
    list: (names) => new Intl.ListFormat(tag, { type: 'conjunction' }).format(names),
  };
}

/** One catalogue per language; English always exists. */
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
