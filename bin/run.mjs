#!/usr/bin/env node
// What `npm start`, `npm run example`, `npm test`, `npm run check` and `npm run build` call. Plain JavaScript without
// dependencies, because it runs before anything is installed.
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildGallery, buildWeb } from './build-web.mjs';
import { runToEnd } from './child.mjs';
import { compile, compileChecked } from './compile.mjs';
import { checkNode, prepare } from './prepare.mjs';
import { browser } from './servers/browser-binary.mjs';
import { mongod } from './servers/mongod-binary.mjs';
import { temporal } from './servers/temporal-binary.mjs';
import { testServer } from './servers/test-server-binary.mjs';
import { answerWithoutStart } from './start-options.mjs';
import { runTests } from './tests/run-tests.mjs';

const [task, ...args] = process.argv.slice(2);
/** Which benchmarks were asked for; none: all. */
const benchmarks = args.filter((arg) => !arg.startsWith('--'));

const tasks = {
  async start() {
    await compileOrExit();
    return await runToEnd(process.execPath, ['dist/dev/start.js', ...args], { ipc: true });
  },
  async example() {
    await compileOrExit();
    return await runToEnd(process.execPath, ['dist/dev/example.js', ...args], { ipc: true });
  },
  async screenshots() {
    await compileOrExit();
    await buildGallery();
    return await runToEnd(process.execPath, ['dist/dev/screenshots.js', ...args], { ipc: true });
  },
  async test() {
    await compileOrExit();
    // Bundled once, instead of by each of the many workers that the tests start.
    const bundled = await bundle();
    if (bundled !== 0) return bundled;
    const quiet = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
    const jest = (options, env) =>
      runToEnd(process.execPath, [...quiet, 'node_modules/jest/bin/jest.js', ...options], { env });
    return await runTests(jest, args);
  },
  async check() {
    const style = await runToEnd(process.execPath, ['node_modules/@biomejs/biome/bin/biome', 'check', '.', ...args]);
    const types = await runToEnd(process.execPath, ['node_modules/typescript/bin/tsc', '--noEmit']);
    // The client is checked once more by itself, because it may not use anything of Node's.
    const client = await runToEnd(process.execPath, [
      'node_modules/typescript/bin/tsc',
      '-p',
      'packages/client',
      '--noEmit',
    ]);
    const web = await runToEnd(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'web']);
    const inPages = await runToEnd(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'test/browser']);
    const sizes = await weighed();
    const expressions = await runToEnd(process.execPath, ['bin/expressions.mjs']);
    return style || types || client || web || inPages || sizes || expressions;
  },
  async bench() {
    await compileOrExit();
    return await runToEnd(process.execPath, ['dist/bench/main.js', ...args], { ipc: true });
  },
  async 'bench:replies'() {
    await compileOrExit();
    return await runToEnd(process.execPath, ['dist/bench/replies/main.js', ...args]);
  },
  async 'bench:reading'() {
    await compileOrExit();
    return await runToEnd(process.execPath, ['dist/bench/reading.js', ...args]);
  },
  async chaos() {
    await compileOrExit();
    return await runToEnd(process.execPath, ['dist/chaos/main.js', ...args], { ipc: true });
  },
  /** Generates the client's types from the API's description. */
  async 'client-types'() {
    await compileOrExit();
    return await runToEnd(process.execPath, ['dist/dev/client-types/main.js']);
  },
  async build() {
    rmSync('dist', { recursive: true, force: true });
    return (await compileChecked()) || (await bundle()) || (await copyReference());
  },
};

/** The servers that a task needs, except those that the environment replaces. */
const servers = {
  start: () => [...(process.env.MONGODB_URI ? [] : [mongod]), ...(process.env.TEMPORAL_ADDRESS ? [] : [temporal])],
  test: () => [mongod, temporal, testServer, browser],
  screenshots: () => [mongod, temporal, browser],
  bench: () => [mongod, temporal, ...(benchmarks.length === 0 || benchmarks.includes('pages') ? [browser] : [])],
  chaos: () => [mongod, temporal],
};

async function compileOrExit() {
  forgetBundles();
  const code = await compile();
  if (code !== 0) process.exit(code);
}

/** What visitors' browsers load is bundled and weighed (.size-limit.json). */
async function weighed() {
  await buildWeb();
  return await runToEnd(process.execPath, ['node_modules/size-limit/bin.js', '--hide-passed']);
}

function bundle() {
  return runToEnd(process.execPath, ['dist/src/workers/build-bundles.js']);
}

/** Copies the script of /docs; where packages for development are installed, it is read from its package instead. */
function copyReference() {
  return runToEnd(process.execPath, ['dist/src/api/documentation/build-reference.js']);
}

/**
 * Removes the bundles of an earlier build, which may be older than the compiled code; without them, workers bundle when
 * they start.
 */
function forgetBundles() {
  for (const name of ['workflow-bundle.js', 'workflow-bundle-traced.js']) rmSync(`dist/${name}`, { force: true });
}

if (!Object.hasOwn(tasks, task ?? '')) {
  process.stderr.write(`usage: node bin/run.mjs ${Object.keys(tasks).join('|')} [options]\n`);
  process.exit(2);
}
process.chdir(fileURLToPath(new URL('..', import.meta.url)));
checkNode();
const answer = task === 'start' ? answerWithoutStart(args) : null;
if (answer !== null) {
  (answer.exitCode === 0 ? process.stdout : process.stderr).write(`${answer.text}\n`);
  process.exit(answer.exitCode);
}
const prepared = await prepare((servers[task] ?? (() => []))());
process.exit(prepared === 0 ? await tasks[task]() : prepared);
