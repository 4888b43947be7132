import { z } from 'zod';
import { canonicalAddress, readAddress } from './email-address.ts';
import { fault } from './faults.ts';
import './sentences.ts';

/** Ids are unique in the account (message ids: in the conversation) and chosen by the client where a call takes one. */
export const Id = z
  .string()
  .regex(/^[A-Za-z0-9._~-]{1,64}$/, 'must be 1 to 64 of the characters A-Z a-z 0-9 . _ ~ -')
  .meta({ id: 'Id', examples: ['order-4711'] });

/** A moment: ISO-8601 with a zone; answers are always UTC. */
export const Timestamp = z.iso
  .datetime({ offset: true, error: 'must be an ISO-8601 date and time with a zone, such as 2026-01-31T09:30:00Z' })
  .refine(hasUsualYear, { error: 'must be in the years 0000 to 9999 in UTC', params: fault('wrong-format') })
  .meta({ id: 'Timestamp', examples: ['2026-01-31T09:30:00.000Z'] });

/** A time in epoch milliseconds as answers have it. */
export const iso = (time: number) => new Date(time).toISOString();

/** ISO-8601 writes other years differently, and a zone offset can lead to one. */
function hasUsualYear(text: string): boolean {
  const year = new Date(text).getUTCFullYear();
  return year >= 0 && year <= 9_999;
}

/** An email address in any valid spelling; stored in its canonical form. */
export const EmailAddress = z
  .string()
  .overwrite((written) => canonicalAddress(written) ?? written)
  .refine((address) => readAddress(address) !== null, {
    error: 'must be an email address such as ada@example.com',
    params: fault('wrong-format'),
  })
  .meta({
    id: 'EmailAddress',
    format: 'idn-email',
    maxLength: 254,
    examples: ['ada@example.com'],
    description: 'RFC 5321 and 6531, including quoted local parts; the host is stored in Punycode',
  });

/**
 * Whether there is anything to see in a text: no white space, control or format characters, fillers or blanks alone.
 */
export const hasVisible = (value: string) => /[^\p{Cc}\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u.test(value);

/** People's text with at least one visible character, unless it may be empty. */
export function visibleText(max: number, min: 0 | 1 = 1) {
  return text(min, max).refine((value) => value === '' || hasVisible(value), {
    error: 'must contain visible text',
    params: fault('empty'),
  });
}

/** A person's name, on one line. */
export const PersonName = z
  .string()
  .overwrite((name) => name.replace(/[\p{Cc}\s]+/gu, ' ').trim())
  .pipe(visibleText(200));

/** The site's own id for a visitor. */
export const VisitorId = z
  .string()
  .refine((id) => /^\P{Cc}{1,200}$/u.test(id), {
    error: 'must be your ID for the visitor, of 1 to 200 characters',
    params: fault('wrong-format'),
  })
  .overwrite(wellFormed)
  .meta({ minLength: 1, maxLength: 200, examples: ['customer-12', 'auth0|5f7c8ec7'] });

/** People's text: between `min` and `max` characters, counted as code points as JSON Schema does. */
export function text(min: number, max: number) {
  return z
    .string()
    .overwrite(wellFormed)
    .refine((value) => value.length >= min, {
      error: `must have at least ${min} ${min === 1 ? 'character' : 'characters'}`,
      params: min === 1 ? fault('empty') : fault('too-short', min),
    })
    .refine((value) => codePoints(value) <= max, {
      error: `must have at most ${max} characters`,
      params: fault('too-long', max),
    })
    .meta({ minLength: min, maxLength: max });
}

function codePoints(value: string): number {
  let count = 0;
  for (const _ of value) count += 1;
  return count;
}

/** A web address that a person may be sent to. */
export const WebUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
  .max(2_000, 'must have at most 2000 characters')
  .overwrite(wellFormed)
  .meta({ id: 'WebUrl', examples: ['https://acme.example/pricing'], pattern: '^[Hh][Tt][Tt][Pp][Ss]?://' });

/** A BCP 47 language tag, such as `en` or `fr-CA`. */
export const Locale = z
  .string()
  .overwrite(withHyphens)
  .max(35, 'must have at most 35 characters')
  .refine(isLocale, { error: 'must be a language tag such as en or fr-CA', params: fault('wrong-format') })
  .meta({ id: 'Locale', examples: ['en', 'fr-CA'], description: 'a BCP 47 language tag' });

/** An IANA time zone name, such as `Europe/Paris`. */
export const TimeZone = z
  .string()
  .max(64, 'must have at most 64 characters')
  .refine(isTimeZone, { error: 'must be an IANA time zone such as Europe/Paris', params: fault('wrong-format') })
  .meta({ id: 'TimeZone', examples: ['Europe/Paris'], description: 'an IANA time zone' });

/** Some programs write `en_US` for `en-US`. */
function withHyphens(tag: string): string {
  return tag.trim().replaceAll('_', '-');
}

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** A whole number in a query, as digits and nothing else: `Number` would take an empty text for 0. */
export function wholeNumber(min: number, max = Number.MAX_SAFE_INTEGER) {
  return z.preprocess(
    (text) => (typeof text === 'string' && /^\d{1,16}$/.test(text) ? Number(text) : text),
    z
      .int({ error: ({ code }) => (code === 'invalid_type' ? 'must be a whole number' : undefined) })
      .min(min)
      .max(max),
  );
}

/** The query of a list: `?cursor=&limit=50`. */
export const PageQuery = z.object({
  cursor: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,108}$/, 'must be the nextCursor of a page')
    .optional()
    .describe('the nextCursor of the previous page'),
  limit: wholeNumber(1, 200).prefault(50).describe('the maximum number of items to return'),
});
export type PageQuery = z.infer<typeof PageQuery>;

/** A page of a list, newest first; `nextCursor` is null on the last page. */
export function page<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    nextCursor: z.string().nullable().describe('for the next page; null on the last one'),
  });
}

/** Replaces lone surrogates by U+FFFD, as MongoDB would when storing them. */
function wellFormed(value: string): string {
  return new TextDecoder().decode(new TextEncoder().encode(value));
}
