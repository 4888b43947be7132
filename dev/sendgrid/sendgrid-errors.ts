import type { z } from 'zod';

/** One error as SendGrid returns it; `field` is the path with dots (`personalizations.0.to.0.email`). */
export interface SendGridError {
  readonly message: string;
  readonly field: string | null;
  readonly help: string | null;
}

/** The JSON body of an answer that refuses a call for a reason outside its fields. */
export function sendGridErrors(message: string, field: string | null = null): { errors: SendGridError[] } {
  return { errors: [{ message, field, help: field === null ? null : helpFor(field) }] };
}

/** The errors of a refused body in SendGrid's form: one per field; an unknown field is named. */
export function invalidBody(error: z.ZodError): { errors: SendGridError[] } {
  return {
    errors: error.issues.flatMap((issue) => {
      if (issue.code === 'unrecognized_keys') {
        return issue.keys.map((key) => fieldError([...issue.path, key], `Additional property ${key} is not allowed`));
      }
      return fieldError(issue.path, issue.code === 'invalid_type' ? wrongType(issue) : issue.message);
    }),
  };
}

/** The answers of the nginx in front of SendGrid's API, which are not JSON: 413, 502 and 504. */
export function nginxPage(statusLine: string): string {
  return [
    '<html>',
    `<head><title>${statusLine}</title></head>`,
    '<body>',
    `<center><h1>${statusLine}</h1></center>`,
    '<hr><center>nginx</center>',
    '</body>',
    '</html>\r\n',
  ].join('\r\n');
}

function fieldError(path: readonly PropertyKey[], message: string): SendGridError {
  const field = path.map(String).join('.');
  return { message, field, help: helpFor(field) };
}

function wrongType(issue: z.core.$ZodIssueInvalidType): string {
  const given = typeName(issue.input);
  if (given === 'undefined') return `The ${issue.path.map(String).at(-1)} parameter is required.`;
  return `Invalid type. Expected: ${issue.expected === 'record' ? 'object' : issue.expected}, given: ${given}.`;
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function helpFor(field: string): string {
  const anchor = field.replace(/\.\d+/g, '').replace(/\.email$/, '');
  return `http://sendgrid.com/docs/API_Reference/Web_API_v3/Mail/errors.html#message.${anchor}`;
}
