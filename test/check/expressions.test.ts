import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afterchat-expressions-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** What `npm run check` says of a script. */
async function judged(script: string): Promise<{ readonly code: number; readonly said: string }> {
  await writeFile(join(folder, 'script.ts'), script);
  return new Promise((resolve) => {
    execFile(process.execPath, ['bin/expressions.mjs', folder], (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : 1, said: stdout + stderr }),
    );
  });
}

describe('the check of regular expressions', () => {
  it.each([
    ['white space at the end', String.raw`text.replace(/\s+$/u, '')`],
    ['an address', String.raw`text.match(/[^\s@]+@[^\s@]+/g)`],
    ['one within another', 'const isWord = /^(a+)+$/.test(text)'],
    ['a repeated word', String.raw`/begins .*\(ends/.test(text)`],
    ['one made of a literal text', String.raw`new RegExp('\\s+$')`],
    ['one that nobody can judge', 'new RegExp(text)'],
  ])('refuses %s', async (_, line) => {
    const { code, said } = await judged(`// é\n\n${line};\n`);
    expect(code).toBe(1);
    expect(said).toContain(`${join(folder, 'script.ts')}:3 /`);
    expect(said).toContain('1 regular expressions judged, 1 place to mend');
  });

  it('finds nothing in those of zod that read what comes from outside', async () => {
    const used = [z.regexes.email, z.regexes.datetime({ offset: true })];
    expect(await judged(used.map(String).join(';\n'))).toMatchObject({ code: 0 });
  });

  it('takes those that are linear, of any kind of script', async () => {
    const { code, said } = await judged(
      String.raw`const a = [/^\d{1,16}$/, /[\p{Cc}\u2028]+/gu, new RegExp('a|b', 'i')];`,
    );
    expect({ code, said }).toEqual({ code: 0, said: '3 regular expressions judged, 0 places to mend\n' });
  });
});
