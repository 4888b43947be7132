import { z } from 'zod';

/** What is said of a field that is required and not there. */
export const isMissing = 'is missing';

/**
 * What is wrong with a value, to be read after the name of its field: "timing.settleSeconds must be a whole number".
 * Used wherever a schema has no message of its own: in requests, the environment and commands.
 */
function sentence(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? isMissing : `must be ${kinds[issue.expected] ?? 'of another type'}`;
    case 'invalid_value':
      if (issue.input === undefined) return isMissing;
      return issue.expected === 'stringbool' ? 'must be true or false' : `must be ${choice(issue.values)}`;
    case 'too_big':
      return `must ${limit(issue.origin, issue.inclusive === false ? 'less than' : 'at most', Number(issue.maximum))}`;
    case 'too_small':
      if (issue.minimum === 1 && issue.origin !== 'number' && issue.origin !== 'int') return 'must not be empty';
      return `must ${limit(issue.origin, issue.inclusive === false ? 'more than' : 'at least', Number(issue.minimum))}`;
    case 'invalid_format':
      if (issue.format === 'starts_with') return `must begin with ${issue.prefix}`;
      return `must be ${formats[issue.format] ?? 'in another format'}`;
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'unrecognized_keys':
      return 'is not a known field';
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      return 'is invalid';
    default:
      return issue satisfies never;
  }
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'an array',
  object: 'an object',
  record: 'an object',
  null: 'null',
};

const formats: Readonly<Record<string, string>> = {
  email: 'an email address such as ada@example.com',
  url: 'a URL such as https://acme.example',
  datetime: 'an ISO-8601 date and time with a zone, such as 2026-01-31T09:30:00Z',
};

function choice(values: readonly unknown[]): string {
  const named = values.map(String);
  return named.length === 1 ? String(named[0]) : `one of ${named.join(', ')}`;
}

function limit(origin: string, bound: string, count: number): string {
  switch (origin) {
    case 'string':
      return `have ${bound} ${count} ${count === 1 ? 'character' : 'characters'}`;
    case 'array':
      return `have ${bound} ${count} ${count === 1 ? 'entry' : 'entries'}`;
    default:
      return `be ${bound} ${count}`;
  }
}

z.config({ localeError: sentence });
