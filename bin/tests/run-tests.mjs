// @ts-check
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filesToRunAgain } from './outcome.mjs';

/**
 * Runs the tests, and once more by themselves those files that failed if they are few: on a busy machine a test may come
 * too late without anything being wrong. What passes only then is told by the reporter (test/reporter.mjs), which writes
 * the first run's outcome to `TEST_OUTCOME_FILE` and adds the second run's to it. A run with arguments is somebody's who
 * works on these tests: nothing is run again.
 * @param {(args: readonly string[], environment: Readonly<Record<string, string>>) => Promise<number>} jest runs Jest with
 * these arguments, and returns its exit code
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code
 */
export async function runTests(jest, args) {
  if (args.length > 0) return jest(args, {});
  const folder = mkdtempSync(join(tmpdir(), 'afterchat-tests-'));
  const file = join(folder, 'outcome.json');
  try {
    const code = await jest([], { TEST_OUTCOME_FILE: file });
    const failed = code !== 0 && existsSync(file) ? filesToRunAgain(JSON.parse(readFileSync(file, 'utf8'))) : [];
    if (failed.length === 0) return code;
    return await jest(['--maxWorkers=1', '--runTestsByPath', ...failed], { TEST_OUTCOME_FILE: file });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
