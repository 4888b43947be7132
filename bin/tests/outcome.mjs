// @ts-check
/**
 * What a run of the tests came to, and whether what failed in it is run once more.
 *
 * @typedef {{
 *   readonly path: string,
 *   readonly passed: number,
 *   readonly failed: readonly string[],
 * }} TestFile a file's path, how many of its tests passed, and the names of those that failed; a file that could not be
 * run has one, its path
 * @typedef {{ readonly files: readonly TestFile[], readonly skipped: number, readonly wasInterrupted: boolean }} Outcome
 * @typedef {{
 *   readonly testResults: readonly {
 *     readonly testFilePath: string,
 *     readonly numPassingTests: number,
 *     readonly testResults: readonly { readonly fullName: string, readonly status: string }[],
 *     readonly testExecError?: unknown,
 *   }[],
 *   readonly numPendingTests: number,
 *   readonly numTodoTests: number,
 *   readonly wasInterrupted: boolean,
 * }} JestResults the part of Jest's AggregatedResult that counts
 */

/** With more failed files than this, something is broken, and not only a busy machine to blame. */
export const mostFilesRunAgain = 3;

/**
 * @param {JestResults} results
 * @returns {Outcome}
 */
export function outcomeOf({ testResults, numPendingTests, numTodoTests, wasInterrupted }) {
  const files = testResults.map(
    ({ testFilePath: path, numPassingTests: passed, testResults: tests, testExecError }) => ({
      path,
      passed,
      failed: [
        ...tests.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName),
        ...(testExecError ? [path] : []),
      ],
    }),
  );
  return { files, skipped: numPendingTests + numTodoTests, wasInterrupted };
}

/**
 * The files to run once more, by themselves; none if too many failed.
 * @param {Outcome} outcome
 * @returns {readonly string[]}
 */
export function filesToRunAgain({ files, wasInterrupted }) {
  const failed = files.filter(isFailed).map(({ path }) => path);
  return wasInterrupted || failed.length > mostFilesRunAgain ? [] : failed;
}

/**
 * The outcome of both runs: of a file that was run twice, the second run counts.
 * @param {Outcome} first
 * @param {Outcome} second
 * @returns {Outcome & { readonly passedOnlyAgain: readonly string[] }} with the files and names of the tests that only
 * passed in the second run
 */
export function afterSecondRun(first, second) {
  const again = new Map(second.files.map((file) => [file.path, file]));
  const passedOnlyAgain = first.files.flatMap(({ path, failed }) => {
    const now = again.get(path)?.failed ?? failed;
    const passed = now.includes(path) ? [] : failed.filter((name) => !now.includes(name));
    return passed.map((name) => (name === path ? path : `${path}: ${name}`));
  });
  const files = first.files.map((file) => again.get(file.path) ?? file);
  return { ...first, files, wasInterrupted: second.wasInterrupted, passedOnlyAgain };
}

/**
 * The line that ends the log, which the build server reads.
 * @param {Outcome} outcome
 */
export function countLine({ files, skipped }) {
  const passed = files.reduce((sum, file) => sum + file.passed, 0);
  const failed = files.reduce((sum, file) => sum + file.failed.length, 0);
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** @param {TestFile} file */
const isFailed = ({ failed }) => failed.length > 0;
