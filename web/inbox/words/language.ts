import { signal } from '@preact/signals';
import { words as english } from './en.ts';
import type { Plural, Refusals, Translated } from './translated.ts';

type English = typeof english;
type Catalogue = { readonly [Area in keyof English]: Translated<English[Area]> };

/** `area.entry`, such as `list.search`. */
export type WordKey = {
  [Area in keyof English & string]: `${Area}.${keyof English[Area] & string}`;
}[keyof English & string];

export type Values = Readonly<Record<string, string | number>>;

interface Language {
  readonly words: Catalogue;
  /** Null in English, which is what the API speaks. */
  readonly refusals: Refusals | null;
}

const inEnglish: Language = { words: english, refusals: null };

/** English is part of the page; the others are loaded by those who read them. */
const languages: Readonly<Record<string, () => Promise<Language>>> = {
  fr: () => import('./fr.ts'),
};

const current = signal<Language & { readonly tag: string }>({ tag: 'en', ...inEnglish });

/** The language tag that the page is in, such as `fr-CA`. */
export const languageTag = () => current.value.tag;

/** How the page's language says what the API refuses. */
export const refusalsOfLanguage = () => current.value.refusals;

/** Takes the first of these language tags that there are words for, else English. */
export async function chooseLanguage(tags: readonly string[]): Promise<void> {
  const known = tags.find((tag) => /^(en|fr)(?![a-z])/i.test(tag)) ?? 'en';
  const tag = Intl.getCanonicalLocales(known)[0] ?? 'en';
  const load = languages[tag.slice(0, 2)];
  const { words, refusals } = load === undefined ? inEnglish : await load();
  current.value = { tag, words, refusals };
  document.documentElement.lang = tag;
}

/** @param values for the `{names}` in the text; `count` chooses the plural */
export function say(key: WordKey, values: Values = {}): string {
  const { words } = current.value;
  const [area, name] = key.split('.') as [keyof Catalogue, string];
  const entry = (words[area] as Readonly<Record<string, string | Plural>>)[name] as string | Plural;
  return inWords(entry, values);
}

/** A text of the page's language with these values in it. */
export function inWords(entry: string | Plural, values: Values): string {
  const { tag } = current.value;
  const text =
    typeof entry === 'string' ? entry : (entry[pluralRules(tag).select(values.count as number)] ?? entry.other);
  return text.replace(/\{(\w+)\}/g, (whole, value: string) => {
    const given = values[value] ?? whole;
    return typeof given === 'number' ? given.toLocaleString(tag) : given;
  });
}

const rules = new Map<string, Intl.PluralRules>();

function pluralRules(tag: string): Intl.PluralRules {
  const known = rules.get(tag) ?? new Intl.PluralRules(tag);
  rules.set(tag, known);
  return known;
}
