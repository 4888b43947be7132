import type { z } from 'zod';
import { faultOf } from '../contract/faults.ts';
import type { WrongField } from '../contract/problem.ts';
import { ProblemError } from './problem-error.ts';
import { problem } from './problems.ts';

/** The wrong fields of one request, each with its path (`where` names the part of the request if there is none). */
export function invalidFields(errors: readonly WrongField[], where = 'body'): ProblemError {
  const fields = errors.map(({ path }) => path || where).join(', ');
  return new ProblemError({ ...problem('invalidRequest', fields).content, errors: [...errors] });
}

/** At most this many errors are reported, with paths of at most this length, so that nonsense gets a short answer. */
const maxErrors = 20;
const maxPathLength = 200;

/** The errors that a schema found. */
export function invalidRequest(error: z.core.$ZodError, where: string): ProblemError {
  const all = error.issues.slice(0, maxErrors).flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys')
      return [{ path: pathOf(issue.path), ...faultOf(issue), message: issue.message }];
    const message = where === 'query' ? 'is not a known parameter' : issue.message;
    return issue.keys
      .slice(0, maxErrors)
      .map((key) => ({ path: pathOf([...issue.path, key]), ...faultOf(issue), message }));
  });
  return invalidFields(all.slice(0, maxErrors), where);
}

const pathOf = (path: readonly PropertyKey[]) => path.join('.').slice(0, maxPathLength);
