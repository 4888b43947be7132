import { Session } from 'node:inspector';

/**
 * Counts the work of each of these functions, which are run in turn, with the same result on every machine: how often
 * each block of code runs (V8's precise coverage, including dependencies), and how many characters are passed to
 * expressions and to the string methods that read them. What an expression does inside the engine is not counted:
 * `npm run check` proves that no expression needs more than linear time.
 */
export async function worksOf(runs: readonly (() => unknown)[]): Promise<readonly number[]> {
  await started;
  await blocksSince();
  const works: number[] = [];
  for (const run of runs) {
    const counting = countCharacters();
    try {
      await run();
    } finally {
      counting.stop();
    }
    // V8 takes long to hand its counts over, hence once for each run: nothing that it counts happens in between.
    works.push(counting.characters() + blocksRun(await blocksSince()));
  }
  return works;
}

const session = new Session();

function post(method: string, params = {}) {
  return new Promise<unknown>((resolve, reject) => {
    session.post(method, params, (error, result) => (error ? reject(error) : resolve(result)));
  });
}

/**
 * V8 counts only blocks that are compiled while it counts, and only as long as counting continues: so it begins before
 * anything that is imported after this file, and never ends.
 */
const started = (async () => {
  session.connect();
  await post('Profiler.enable');
  await post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
})();

/** What has run since the last call. */
async function blocksSince(): Promise<readonly ScriptCoverage[]> {
  const { result } = (await post('Profiler.takePreciseCoverage')) as { result: readonly ScriptCoverage[] };
  return result;
}

interface ScriptCoverage {
  readonly url: string;
  readonly functions: readonly { readonly ranges: readonly { readonly count: number }[] }[];
}

const blocksRun = (scripts: readonly ScriptCoverage[]): number =>
  scripts
    .filter(({ url }) => url.startsWith('file:') || url.startsWith('/'))
    .filter(({ url }) => !url.includes('/test/support/') && !url.includes('/jest'))
    .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges.map(({ count }) => count)))
    .reduce((sum, count) => sum + count, 0);

/** The methods that read the whole text, those that read until they find something, and those that copy a part. */
const whole = ['trim', 'trimStart', 'trimEnd', 'toLowerCase', 'toUpperCase', 'normalize', 'split', Symbol.iterator];
const searching = ['indexOf', 'includes'];
const making = ['slice', 'substring', 'repeat', 'padEnd'];

/** How many characters a call read: of what it was called on, of its arguments, and of its result. */
type Counted = (call: {
  self: string;
  expression: RegExp | null;
  args: readonly unknown[];
  result: unknown;
  from: number;
}) => number;

function countCharacters() {
  let count = 0;
  const undo: (() => void)[] = [];
  function wrap(on: object, name: PropertyKey, counted: Counted) {
    const original = Reflect.get(on, name) as (...args: unknown[]) => unknown;
    const put = (value: unknown) => Object.defineProperty(on, name, { value, configurable: true, writable: true });
    put(function (this: string | RegExp, ...args: unknown[]) {
      const from = this instanceof RegExp && (this.global || this.sticky) ? this.lastIndex : 0;
      const result = original.apply(this, args);
      const expression = this instanceof RegExp ? this : null;
      count += counted({ self: String(this), expression, args, result, from });
      return result;
    });
    undo.push(() => put(original));
  }
  for (const name of whole) wrap(String.prototype, name, ({ self }) => self.length);
  for (const name of searching)
    wrap(String.prototype, name, ({ self, args, result }) =>
      typeof result === 'number' && result >= 0 ? Math.max(0, result - Number(args[1] ?? 0)) : self.length,
    );
  for (const name of making) wrap(String.prototype, name, ({ result }) => String(result).length);
  // All other methods that use an expression (test, match, matchAll, replace, split) end up here; split asks at each
  // place whether it matches there, and only there.
  wrap(RegExp.prototype, 'exec', ({ expression, args, result, from }) => {
    const found = result as RegExpExecArray | null;
    if (found === null && expression?.sticky) return 1;
    return found === null ? Math.max(1, String(args[0]).length - from) : found.index + found[0].length - from + 1;
  });
  return {
    characters: () => count,
    stop: () => {
      for (const put of undo.reverse()) put();
    },
  };
}
