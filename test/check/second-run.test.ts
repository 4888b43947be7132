import { describe, expect, it } from '@jest/globals';
import { runTests } from '../../bin/tests/run-tests.mjs';
import PlainCountReporter from '../reporter.mjs';

/** By file, each test's name and whether it passes; null: the file cannot be run. */
type Run = Readonly<Record<string, Readonly<Record<string, boolean>> | null>>;

const resultsOf = (run: Run) => ({
  testResults: Object.entries(run).map(([testFilePath, tests]) => ({
    testFilePath,
    numPassingTests: Object.values(tests ?? {}).filter((passes) => passes).length,
    testResults: Object.entries(tests ?? {}).map(([fullName, passes]) => ({
      fullName,
      status: passes ? 'passed' : 'failed',
    })),
    ...(tests === null ? { testExecError: {} } : {}),
  })),
  numPendingTests: 0,
  numTodoTests: 0,
  wasInterrupted: false,
});

const isGreen = (run: Run) =>
  Object.values(run).every((tests) => tests !== null && Object.values(tests).every(Boolean));

/** Plays `npm test` with these runs of Jest: the arguments of each, the exit code, and what the reporter says. */
async function played(runs: readonly Run[], args: readonly string[] = []) {
  const calls: (readonly string[])[] = [];
  let said = '';
  // Null, because these tests run in a run whose own file the environment names.
  const code = await runTests(async (options, { TEST_OUTCOME_FILE: file = null }) => {
    const run = runs[calls.length]!;
    calls.push(options);
    const write = (text: string) => {
      said += text;
      return true;
    };
    const reporter = new PlainCountReporter({}, { file, write });
    reporter.onRunComplete(null, resultsOf(run));
    return isGreen(run) ? 0 : 1;
  }, args);
  return { calls, code, lines: said.trim().split('\n') };
}

const steady = { 'a.test.ts': { first: true, second: true } };

describe('npm test', () => {
  it('runs everything once if all passes', async () => {
    expect(await played([steady])).toEqual({ calls: [[]], code: 0, lines: ['2 passed, 0 failed'] });
  });

  it('runs a file that failed once more by itself, and says what passed only then', async () => {
    const late = { 'b.test.ts': { 'is slow': false, 'is quick': true } };
    const { calls, code, lines } = await played([
      { ...steady, ...late },
      { 'b.test.ts': { 'is slow': true, 'is quick': true } },
    ]);
    expect(calls).toEqual([[], ['--maxWorkers=1', '--runTestsByPath', 'b.test.ts']]);
    expect(code).toBe(0);
    expect(lines.join('\n')).toContain('1 test passed only when run again');
    expect(lines).toContain('b.test.ts: is slow');
    expect(lines.at(-1)).toBe('4 passed, 0 failed');
    expect(lines.filter((line) => /^\d+ passed/.test(line))).toHaveLength(1);
  });

  it('fails if a test fails twice, or one fails in the second run that passed in the first', async () => {
    const first = { ...steady, 'b.test.ts': { one: false, two: true }, 'c.test.ts': null };
    const { code, lines } = await played([first, { 'b.test.ts': { one: true, two: false }, 'c.test.ts': null }]);
    expect(code).toBe(1);
    expect(lines).toContain('b.test.ts: one');
    expect(lines.at(-1)).toBe('3 passed, 2 failed');
  });

  it('names a file that could be run only in the second run', async () => {
    const { code, lines } = await played([{ ...steady, 'c.test.ts': null }, { 'c.test.ts': { one: true } }]);
    expect(code).toBe(0);
    expect(lines).toContain('c.test.ts');
    expect(lines.at(-1)).toBe('3 passed, 0 failed');
  });

  it.each([
    ['more than three files failed', ['a', 'b', 'c', 'd'], []],
    ['somebody chose the tests', ['a'], ['test/a.test.ts']],
  ])('runs nothing again if %s', async (_, files, args) => {
    const run = Object.fromEntries(files.map((file) => [file, { one: false }]));
    const { calls, code, lines } = await played([run], args);
    expect(calls).toEqual([args]);
    expect(code).toBe(1);
    expect(lines.at(-1)).toBe(`0 passed, ${files.length} failed`);
  });
});
