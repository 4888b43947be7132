const vm = require('node:vm');
const { TestEnvironment } = require('jest-environment-node');

/**
 * Jest makes a new environment (a V8 context with its globals) for each test file. Here the files that one of Jest's
 * processes runs share its first, so that they can also share the modules loaded in it (kept-runtime.cjs). A file gets
 * an environment of its own if it begins with the comment `@jest-environment node`.
 *
 * @type {InstanceType<typeof TestEnvironment> | undefined}
 */
let kept;

/** Called with `new`, which takes what is returned instead of a new object. */
module.exports = function KeptEnvironment(config, context) {
  const { watch, watchAll } = config.globalConfig;
  // While somebody edits, what has been loaded may be older than its file.
  if (watch || watchAll) return new TestEnvironment(config, context);
  kept ??= keep(withPlainGlobals(() => new TestEnvironment(config, context)));
  return kept;
};
module.exports.isKept = (environment) => environment === kept;

function keep(environment) {
  const { process } = environment.global;
  const { env, exit } = process;
  const variables = { ...env };
  return Object.assign(environment, {
    /** After each file: what a file may have changed and left so. */
    async teardown() {
      environment.fakeTimersModern.useRealTimers();
      for (const name of Object.keys(env)) if (!Object.hasOwn(variables, name)) delete env[name];
      Object.assign(env, variables);
      // Jest wraps it for each file.
      process.exit = exit;
    },
  });
}

/**
 * Jest makes the globals of a context from a proxy, which V8 asks for each use of `Map` or `JSON` in the code of tests.
 * Here they are a context's own.
 */
function withPlainGlobals(make) {
  const { createContext } = vm;
  vm.createContext = () => createContext(vm.constants.DONT_CONTEXTIFY);
  try {
    return make();
  } finally {
    vm.createContext = createContext;
  }
}
