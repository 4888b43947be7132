import { expect } from '@jest/globals';
import type { Answer, ApiInProcess } from '../support/api-in-process.ts';

/** Holds an answer against a problem document (api.md Errors); `paths` are the fields it has to name. */
export function expectProblem(answer: Answer, status: number, slug: string, paths?: readonly string[]): void {
  expect({ status: answer.status, body: answer.body }).toEqual({
    status,
    body: {
      type: `urn:afterchat:problem:${slug}`,
      title: expect.any(String),
      status,
      detail: expect.any(String),
      ...(paths === undefined ? {} : { errors: expect.any(Array) }),
    },
  });
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  if (paths === undefined) return;
  const errors: { path: string; message: string }[] = answer.body.errors;
  expect([...new Set(errors.map(({ path }) => path))]).toEqual(paths);
  for (const { message } of errors) expect(message).toMatch(/\w/);
}

/** Runs it and expects the database, and what was woken, to be as before. */
export async function changesNothing<T>(api: ApiInProcess, work: () => Promise<T>): Promise<T> {
  const [before, woken] = [await api.everything(), [...api.woken]];
  const result = await work();
  expect(await api.everything()).toEqual(before);
  expect(api.woken).toEqual(woken);
  return result;
}
