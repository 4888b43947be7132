import type { EmailChecks, Problem } from '../../../packages/client/src/index.ts';
import { bytes, clockTime, duration, number } from './format.ts';
import { inWords, refusalsOfLanguage } from './language.ts';
import type { WrongField } from './translated.ts';

/** What a problem document says to a person. */
export function problemInWords(problem: Problem): string {
  const { type, title, detail, errors = [], until } = problem;
  const refusals = refusalsOfLanguage();
  const [first] = errors;
  // A sentence of our own says enough of the one thing that was asked for.
  if (refusals !== null && first !== undefined && errors.length === 1) return faultInWords(first);
  if (errors.length > 0) return errors.map(namedFault).join(' ');
  const theirs = detail ?? title;
  if (refusals === null) return theirs;
  const ours = own(refusals.problems, type.split(':').at(-1) ?? '');
  if (ours === undefined) return inWords(refusals.anyOther, { words: theirs });
  return until === undefined ? ours : inWords(refusals.latest, { words: ours, time: clockTime(Date.parse(until)) });
}

/** What is wrong with a field, to be read beside it. */
export function faultInWords({ path, code, limit = 0, message }: WrongField): string {
  const refusals = refusalsOfLanguage();
  if (refusals === null) return message;
  const words = own(refusals.faultsAt, `${path.replace(/\d+/g, '*')} ${code}`) ?? own(refusals.faults, code);
  if (words === undefined) return inWords(refusals.anyOther, { words: message });
  const shown = path.endsWith('Seconds') ? duration(limit) : number(limit);
  return inWords(words, { count: limit, limit: shown, size: bytes(limit), words: message });
}

/** The same where its field is not in sight. */
export function namedFault(error: WrongField): string {
  const said = faultInWords(error);
  return refusalsOfLanguage() === null ? `${error.path} ${said}.` : `${error.path} : ${said}`;
}

/** Why a setting that was saved may not do what one wants: a sentence. */
export function warningInWords({ field, message }: { readonly field: string; readonly message: string }): string {
  return own(refusalsOfLanguage()?.warnings ?? {}, field) ?? `${field} ${message}.`;
}

/**
 * What a check of the email settings looked at and found: first in the page's language, then the details that only the
 * API's own words tell.
 */
export function checkInWords({ check, state, says, todo }: EmailChecks['checks'][number]) {
  const theirs = todo === null ? says : `${says}. ${todo}`;
  const ours = own(refusalsOfLanguage()?.checks ?? {}, check);
  return ours === undefined
    ? { name: check, says, details: todo }
    : { name: ours.name, says: ours[state], details: state === 'ok' ? null : theirs };
}

/** Of what the API names, which may be anything: `constructor` too. */
const own = <Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;
