import { type MailLanguage, mailLanguages } from './languages.ts';

const all: readonly MailLanguage[] = Object.values(mailLanguages);

/** All the words of one kind, whatever the language: people answer in one with a program that speaks another. */
export const wordsOf = (kind: Exclude<keyof MailLanguage, 'headers'>): ReadonlySet<string> =>
  new Set(all.flatMap((language) => language[kind] ?? []));

/** Every name of a header, and what it names. */
export const headerNames = new Map(
  all.flatMap(({ headers = {} }) =>
    Object.entries(headers).flatMap(([name, words]) => words.map((word) => [word, name] as const)),
  ),
);

/** Phrases by their first word, so that a text is only compared with the few that it may begin with. */
export function byFirstWord(phrases: Iterable<string>): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const phrase of phrases) {
    const [word = ''] = phrase.split(' ', 1);
    found.set(word, [...(found.get(word) ?? []), phrase]);
  }
  return found;
}

/** Whether the text begins with one of the phrases, as whole words. The text is in lower case. */
export function beginsWith(phrases: ReadonlyMap<string, readonly string[]>, text: string): boolean {
  const space = text.indexOf(' ');
  const candidates = phrases.get(space === -1 ? text : text.slice(0, space));
  return (
    candidates?.some((phrase) => text === phrase || (text.startsWith(phrase) && text.charAt(phrase.length) === ' ')) ??
    false
  );
}
