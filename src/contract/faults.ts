import type { z } from 'zod';
import { isMissing } from './sentences.ts';

/** The kinds of fault that a field of a request may have, for programs to act on (`errors[].code` of a 422). */
export const faultNames = [
  'missing',
  'empty',
  'unknown-field',
  'wrong-type',
  'wrong-format',
  'not-a-choice',
  'too-small',
  'too-large',
  'too-short',
  'too-long',
  'too-few',
  'too-many',
  'not-allowed',
  'token-refused',
  'token-lacks-permission',
  'token-of-another',
  'invalid',
] as const;
export type FaultName = (typeof faultNames)[number];

/** A kind of fault and, if it is about a bound, the bound. */
export interface Fault {
  readonly code: FaultName;
  readonly limit?: number;
}

/** For a refinement whose fault is of a known kind: `refine(…, { error: '…', params: fault('too-long', 80) })`. */
export const fault = (code: FaultName, limit?: number) => ({ fault: limit === undefined ? { code } : { code, limit } });

const aboveMost: Readonly<Record<string, FaultName>> = { string: 'too-long', array: 'too-many' };

/** What kind of fault a schema found. */
export function faultOf(issue: z.core.$ZodIssue): Fault {
  switch (issue.code) {
    case 'invalid_type':
      return { code: issue.message === isMissing ? 'missing' : 'wrong-type' };
    case 'invalid_value':
      return { code: issue.message === isMissing ? 'missing' : 'not-a-choice' };
    case 'too_small':
      return belowLeast(issue.origin, Number(issue.minimum));
    case 'too_big':
      return { code: aboveMost[issue.origin] ?? 'too-large', limit: Number(issue.maximum) };
    case 'invalid_format':
      return { code: 'wrong-format' };
    case 'unrecognized_keys':
      return { code: 'unknown-field' };
    case 'custom':
      return (issue.params?.fault as Fault | undefined) ?? { code: 'invalid' };
    case 'not_multiple_of':
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
      return { code: 'invalid' };
    default:
      return issue satisfies never;
  }
}

function belowLeast(origin: string, limit: number): Fault {
  if (origin !== 'string' && origin !== 'array') return { code: 'too-small', limit };
  if (limit === 1) return { code: 'empty' };
  return { code: origin === 'string' ? 'too-short' : 'too-few', limit };
}
