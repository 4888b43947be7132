const { AsyncLocalStorage } = require('node:async_hooks');

// As long as any AsyncLocalStorage is in use, Node 20 calls a hook at each promise, and awaiting takes three times as long.

const inUse = new Set();
for (const name of ['run', 'enterWith']) {
  const original = AsyncLocalStorage.prototype[name];
  AsyncLocalStorage.prototype[name] = function (...args) {
    inUse.add(this);
    return original.apply(this, args);
  };
}

/** After each file: those that it used, such as Temporal's client, would stay in use. */
function endStorages() {
  for (const storage of inUse) storage.disable();
  inUse.clear();
}

/**
 * What Jest itself gets instead, which keeps in it which test is running. That is as good as long as tests do not run
 * side by side (`it.concurrent`); then an error that nobody awaited may fail another of them, or the whole file.
 */
class Variable {
  getStore() {
    return this.value;
  }

  async run(value, callback) {
    const before = this.value;
    this.value = value;
    try {
      return await callback();
    } finally {
      this.value = before;
    }
  }
}

/** Has Jest's own modules, which this runtime loads, keep what they know in a variable. */
function withVariable(runtime) {
  const { coreModule, requireInternalModule } = runtime;
  const { require: requireCore } = coreModule;
  let isJests = false;
  coreModule.require = (name) =>
    isJests && name === 'node:async_hooks' ? { AsyncLocalStorage: Variable } : requireCore.call(coreModule, name);
  runtime.requireInternalModule = (...args) => {
    isJests = true;
    try {
      return requireInternalModule.apply(runtime, args);
    } finally {
      isJests = false;
    }
  };
  return runtime;
}

module.exports = { endStorages, withVariable };
