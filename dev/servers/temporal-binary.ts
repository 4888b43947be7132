import { officialDownload } from './official-download.ts';
import { runCommand } from './run-command.ts';
import { type Download, findServerBinary, type ServerBinary } from './server-binary.ts';

/** The last version that `go install` takes: later ones carry a replace directive. It brings server 1.29.1 and its UI. */
const source = 'github.com/temporalio/cli/cmd/temporal@v1.5.1';

const fromGoModule: Download = {
  name: `go install (${source}, takes some minutes)`,
  fetch: async (folder) => {
    await runCommand('go', ['install', source], { env: { ...process.env, GOBIN: folder }, timeoutSeconds: 1_200 });
  },
};

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
    fromGoModule,
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
