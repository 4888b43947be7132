import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { transformSync } from '@swc/core';
import { type ClientOptions, createClient, ProblemError } from '../../packages/client/src/index.ts';
import { openStage, type Stage } from '../api/openapi-stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.stop());

const guide = readFileSync(new URL('../../docs/integrate.md', import.meta.url), 'utf8');
const blocks = [...guide.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code as string);

describe('docs/integrate.md', () => {
  it('connects a chat frontend in twenty lines, as it says', async () => {
    const lines = blocks[0]?.split('\n').filter((line) => line !== '' && !line.startsWith('//')) ?? [];
    expect(lines.length).toBeLessThanOrEqual(20);
  });

  it('has code that runs, and has the answer waiting for its mail', async () => {
    const blockWith = (words: string) => blocks.find((block) => block.includes(words));
    const shown = await run(`${blocks[0]}\n${blockWith('attachments.upload')}\n${blockWith("=== 'id-taken'")}`);
    expect(shown).toEqual([
      ['When does it ship?', undefined],
      ['Tomorrow.', expect.objectContaining({ state: 'waiting', reason: 'beforeTrigger' })],
      [expect.stringContaining('Another message has the id answer-1')],
    ]);
  });
});

/** Runs code of the guide against the API under test; answers what it logged. */
async function run(code: string): Promise<unknown[][]> {
  const shown: unknown[][] = [];
  const connect = (options: ClientOptions) =>
    createClient({ ...options, baseUrl: '', key: stage.apiKey, fetch: stage.request });
  const body = `export async function example() {${code.replaceAll(/^import .*$/gm, '')}}`;
  const { code: script } = transformSync(body, { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } });
  const made = new Function(
    'createClient',
    'ProblemError',
    'console',
    `${script.replace('export ', '')}; return example();`,
  );
  await made(connect, ProblemError, { log: (...words: unknown[]) => shown.push(words) });
  return shown;
}
