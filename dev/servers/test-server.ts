import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { officialDownload } from './official-download.ts';
import { freePort, isListening } from './ports.ts';
import { runCommand } from './run-command.ts';
import { type Download, findServerBinary, type ServerBinary } from './server-binary.ts';

const version = '1.31.0';

const fromMaven: Download = {
  name: `mvn (io.temporal:temporal-test-server:${version})`,
  fetch: async (folder) => {
    const project = join(folder, 'project');
    mkdirSync(project);
    writeFileSync(join(project, 'pom.xml'), pom);
    const copy = ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${join(folder, 'jars')}`];
    await runCommand('mvn', copy, { cwd: project, timeoutSeconds: 600 });
    rmSync(project, { recursive: true });
    writeFileSync(join(folder, 'temporal-test-server'), launcher, { mode: 0o755 });
  },
};

const pom = `<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>afterchat</groupId><artifactId>test-server</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>io.temporal</groupId><artifactId>temporal-test-server</artifactId><version>${version}</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.16</version></dependency>
  </dependencies>
</project>
`;

/** Must exec: the SDK ends the process that it started, which has to be the server itself. */
const launcher = `#!/bin/sh
exec java -cp "$(dirname "$0")/jars/*" io.temporal.testserver.TestServer "$@"
`;

const testServer: ServerBinary = {
  file: 'temporal-test-server',
  variable: 'AFTERCHAT_TEST_SERVER_BINARY',
  cacheName: 'temporal-test-server-1',
  check: async (path) => {
    // It has no --version: it runs if it listens.
    const port = await freePort();
    const server = spawn(path, [String(port)], { stdio: 'ignore' });
    const failed = new Promise<never>((_, reject) => {
      server.on('error', reject);
      server.on('exit', (code, signal) => reject(new Error(`ended with ${code ?? signal}`)));
    });
    try {
      await Promise.race([failed, listening(port)]);
    } finally {
      failed.catch(() => {});
      server.kill('SIGKILL');
    }
  },
  downloads: [
    officialDownload(
      'temporal-test-server',
      `const { TestWorkflowEnvironment } = await import('@temporalio/testing');
       const executable = { type: 'cached-download', downloadDir: process.env.DOWNLOAD_FOLDER };
       await (await TestWorkflowEnvironment.createTimeSkipping({ server: { executable } })).teardown();`,
    ),
    fromMaven,
  ],
  advice: ['set AFTERCHAT_TEST_SERVER_BINARY to a Temporal test server', 'install Java 17 and Maven'],
};

async function listening(port: number): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await isListening(port))) {
    if (Date.now() > deadline) throw new Error('does not listen after 20 s');
    await sleep(50);
  }
}

/** The path of Temporal's time-skipping test server, fetched if need be. Throws a NoServerError. */
export function testServerBinary(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  return findServerBinary(testServer, env);
}
