import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterSecondRun, countLine, filesToRunAgain, outcomeOf } from '../bin/tests/outcome.mjs';

/**
 * Ends the log with the plain line `N passed, N failed`, which the build server reads. If some files are to be run once
 * more (bin/tests/run-tests.mjs), that line follows after the second run.
 */
export default class PlainCountReporter {
  /** Jest gives its configuration; tests of this file give the rest, with null for no file. */
  constructor(
    _config,
    { file = process.env.TEST_OUTCOME_FILE ?? null, write = (text) => process.stdout.write(text) } = {},
  ) {
    this.file = file;
    this.print = (...lines) => write(`\n${lines.join('\n')}\n`);
  }

  onRunComplete(_contexts, results) {
    const { file, print } = this;
    const outcome = outcomeOf(results);
    if (file === null) return print(countLine(outcome));
    if (existsSync(file)) {
      const whole = afterSecondRun(JSON.parse(readFileSync(file, 'utf8')), outcome);
      return print(...unsteady(whole.passedOnlyAgain), countLine(whole));
    }
    const again = filesToRunAgain(outcome);
    if (again.length === 0) return print(countLine(outcome));
    writeFileSync(file, JSON.stringify(outcome));
    print('What failed is run once more, one file after another:', ...again);
  }
}

function unsteady(names) {
  if (names.length === 0) return [];
  const tests =
    names.length === 1
      ? '1 test passed only when run again by itself'
      : `${names.length} tests passed only when run again by themselves`;
  return [`${tests}. Each is a defect to find (docs/testing.md):`, ...names, ''];
}
