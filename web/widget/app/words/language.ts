import type { Plural, WordKey, Words } from './words.ts';

/** A file for each language, which is loaded when somebody needs it. */
const languages: Readonly<Record<string, () => Promise<{ readonly words: Words }>>> = {
  en: () => import('./en.ts'),
  fr: () => import('./fr.ts'),
  de: () => import('./de.ts'),
  es: () => import('./es.ts'),
  ar: () => import('./ar.ts'),
};

/** What the panel says, and how it writes numbers and times. */
export type Language = ReturnType<typeof languageOf>;

const codeOf = (tag: string) => tag.slice(0, 2).toLowerCase();

/**
 * The language as it is written in the visitor's own country, if their browser names one for it: for "en", "en-GB".
 *
 * @param preferred `navigator.languages`
 */
export const ownVariant = (tag: string, preferred: readonly string[]) =>
  preferred.find((theirs) => theirs.split('-')[0] === codeOf(tag)) ?? tag;

/**
 * The first of these language tags that there are words for, else English, with the dates of the visitor's own country.
 * Rejects if the file cannot be loaded.
 *
 * @param preferred `navigator.languages`
 */
export async function loadLanguage(tags: readonly string[], preferred: readonly string[] = []): Promise<Language> {
  const tag = tags.find((tag) => /^[a-z]{2}(?![a-z])/i.test(tag) && languages[codeOf(tag)]) ?? 'en';
  const code = codeOf(tag);
  const { words } = await (languages[code] as (typeof languages)[string])();
  try {
    return languageOf(ownVariant(tag, preferred), words);
  } catch {
    // Intl does not take the whole tag, such as "fr_FR".
    return languageOf(code, words);
  }
}

const dayMs = 86_400_000;
const midnight = (time: number) => new Date(time).setHours(0, 0, 0, 0);

export function languageOf(tag: string, words: Words) {
  const rules = new Intl.PluralRules(tag);
  const number = (value: number, options?: Intl.NumberFormatOptions) => value.toLocaleString(tag, options);
  const date = (time: number, options: Intl.DateTimeFormatOptions) => new Date(time).toLocaleString(tag, options);
  return {
    tag,
    direction: codeOf(tag) === 'ar' ? 'rtl' : 'ltr',
    /** @param values for the `{names}` in the text; `count` chooses the plural */
    say(key: WordKey, values: Readonly<Record<string, string | number>> = {}): string {
      const entry: string | Plural = words[key];
      const text = typeof entry === 'string' ? entry : (entry[rules.select(values.count as number)] ?? entry.other);
      return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
        const value = values[name] ?? whole;
        return typeof value === 'number' ? number(value) : value;
      });
    },
    time: (time: number) => date(time, { timeStyle: 'short' }),
    /** "Today", "Yesterday", else the date; the year only if it is another. */
    day(time: number, now: number): string {
      const days = Math.round((midnight(time) - midnight(now)) / dayMs);
      if (days === 0 || days === -1) return new Intl.RelativeTimeFormat(tag, { numeric: 'auto' }).format(days, 'day');
      const isThisYear = new Date(time).getFullYear() === new Date(now).getFullYear();
      const year = isThisYear ? {} : ({ year: 'numeric' } as const);
      return date(time, { weekday: 'long', day: 'numeric', month: 'long', ...year });
    },
    bytes(bytes: number): string {
      const style = 'unit';
      if (bytes < 1e3) return number(bytes, { style, unit: 'byte', unitDisplay: 'long' });
      const [amount, unit] = bytes < 1e6 ? [bytes / 1e3, 'kilobyte'] : [bytes / 1e6, 'megabyte'];
      return number(amount, { style, unit, maximumSignificantDigits: 3 });
    },
  };
}
