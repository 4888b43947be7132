const { default: Runtime } = require('jest-runtime');
const { sep } = require('node:path');
const { pathToFileURL } = require('node:url');
const { isKept } = require('./kept-environment.cjs');
const { endStorages, withVariable } = require('./no-promise-hooks.cjs');

/**
 * Jest loads every module anew for each test file: the API with MongoDB's driver and zod takes 1.4 s of a processor, and
 * Node 20 never frees such modules (their wrappers are roots for its garbage collector), so that each file also made
 * collecting garbage dearer for the next. Here what is not of the tests themselves is loaded once in each of Jest's
 * processes. It relies on the parts of Jest that are named below, hence on its exact version (package.json).
 *
 * @type {InstanceType<typeof Runtime> | undefined}
 */
let kept;

/** Called with `new`, which takes what is returned instead of a new object. */
module.exports = function KeptRuntime(config, environment, ...others) {
  if (!isKept(environment)) return new Runtime(config, environment, ...others);
  kept ??= Object.assign(withVariable(new Runtime(config, environment, ...others)), {
    teardown: () => forgetFile(config),
  });
  return kept;
};

/** After each file: the next loads its tests, their helpers and Jest's functions (`it`, `expect`, `jest`) anew. */
function forgetFile({ roots }) {
  const { registries, jestGlobals, fileCache, testState } = kept;
  kept.restoreAllMocks();
  endStorages();
  fileCache.clear();
  jestGlobals.clearJestObjectCache();
  const ofTests = roots.map((root) => pathToFileURL(root + sep).href);
  for (const key of registries.esModuleRegistry.keys())
    if (key.startsWith('@jest/globals') || ofTests.some((folder) => key.startsWith(folder)))
      registries.esModuleRegistry.delete(key);
  // What collects and runs tests (jest-circus) has the state of a run, partly in a global.
  for (const path of registries.internalModuleRegistry.keys())
    if (path.includes(`${sep}jest-circus${sep}`)) registries.internalModuleRegistry.delete(path);
  delete kept._environment.global[Symbol.for('EVENT_HANDLERS')];
  testState.state = 'loading';
}
