/** Jest in ESM mode; TypeScript is stripped by swc, types are checked by `npm run check`. */
const swc = [
  '@swc/jest',
  {
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', tsx: true },
      transform: { react: { runtime: 'automatic' } },
    },
    module: { type: 'es6' },
  },
];

export default {
  testEnvironment: '<rootDir>/test/setup/kept-environment.cjs',
  runtime: '<rootDir>/test/setup/kept-runtime.cjs',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts', '**/*.test.tsx'],
  globalSetup: '<rootDir>/test/setup/start-mongod.mjs',
  globalTeardown: '<rootDir>/test/setup/stop-mongod.mjs',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: { '\\.tsx?$': swc },
  moduleNameMapper: { '^\\./prism\\.mjs$': '<rootDir>/test/setup/no-prism.mjs' },
  testSequencer: '<rootDir>/test/setup/slowest-first.mjs',
  reporters: ['default', '<rootDir>/test/reporter.mjs'],
  // Machines are busy; what a test waits for is a condition, and this only ends one that hangs.
  testTimeout: 180_000,
  // One more than the two cores of the machines it runs on, since tests also wait. With four, some come too late.
  maxWorkers: 3,
  // Scenarios that wait for the clock (it.concurrent) run side by side; with many more, their sends time out on two cores.
  maxConcurrency: 8,
};
