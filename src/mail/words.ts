import { IntlMessageFormat } from 'intl-messageformat';
import { type Catalogue, en } from './catalogues/en.ts';
import { fr } from './catalogues/fr.ts';

const catalogues: Readonly<Record<string, Catalogue>> = { en, fr };

/** A mail's own words and its ways to write numbers, lists and times, in one language. */
export interface Words {
  /** The language written in, for the `lang` attribute and Intl; a region is kept (`fr-CA`). */
  readonly tag: string;
  say(key: keyof Catalogue, values?: Readonly<Record<string, string | number>>): string;
  list(names: readonly string[]): string;
}

/** The words of the locale wished for, else of its language, else English. */
export function wordsFor(locale: string): Words {
  const { language, tag } = spoken(locale);
  const catalogue = catalogues[language] ?? en;
  return {
    tag,
    say: (key, values = {}) =>
      // Tags are off: people's names are values and stay text whatever they hold.
      String(new IntlMessageFormat(catalogue[key], tag, undefined, { ignoreTag: true }).format({ ...values })),
    list: (names) => new Intl.ListFormat(tag, { type: 'conjunction' }).format(names),
  };
}

function spoken(locale: string): { readonly language: string; readonly tag: string } {
  try {
    const { language, baseName } = new Intl.Locale(locale);
    return Object.hasOwn(catalogues, language) ? { language, tag: baseName } : { language: 'en', tag: 'en' };
  } catch {
    return { language: 'en', tag: 'en' };
  }
}
