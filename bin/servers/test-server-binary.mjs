// @ts-check
/** @import { Download, FindOptions, ServerBinary } from './types.ts' */
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sum, watchSizes } from './folder-size.mjs';
import { officialDownload } from './official-download.mjs';
import { freePort, isListening } from './ports.mjs';
import { runCommand } from './run-command.mjs';
import { findServerBinary } from './server-binary.mjs';
import { versions } from './versions.mjs';

const { server: version, slf4j } = versions.testServer;

/** @type {Download} */
const fromMaven = {
  name: `mvn (io.temporal:temporal-test-server:${version})`,
  site: null,
  fetch: async (folder, { signal, part }) => {
    const project = join(folder, 'project');
    mkdirSync(project);
    writeFileSync(join(project, 'pom.xml'), pom);
    const copy = ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${join(folder, 'jars')}`];
    const stopWatching = watchSizes(folder, (sizes) => part.bytes(sum(sizes)));
    try {
      await runCommand('mvn', copy, { cwd: project, timeoutSeconds: 600, signal });
    } finally {
      stopWatching();
    }
    rmSync(project, { recursive: true });
    writeFileSync(join(folder, 'temporal-test-server'), launcher, { mode: 0o755 });
  },
};

const pom = `<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>afterchat</groupId><artifactId>test-server</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>io.temporal</groupId><artifactId>temporal-test-server</artifactId><version>${version}</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>${slf4j}</version></dependency>
  </dependencies>
</project>
`;

/** The script must use exec: the SDK ends the process that it started, which has to be the server itself. */
const launcher = `#!/bin/sh
exec java -cp "$(dirname "$0")/jars/*" io.temporal.testserver.TestServer "$@"
`;

/** @type {ServerBinary} */
export const testServer = {
  name: 'Temporal’s test server',
  file: 'temporal-test-server',
  variable: 'AFTERCHAT_TEST_SERVER_BINARY',
  version,
  versionOf: async (path) => {
    // It cannot print its version, so it counts as working if it listens.
    const port = await freePort();
    const server = spawn(path, [String(port)], { stdio: 'ignore' });
    const failed = new Promise((_, reject) => {
      server.on('error', reject);
      server.on('exit', (code, signal) => reject(new Error(`ended with ${code ?? signal}`)));
    });
    try {
      await Promise.race([failed, listening(port)]);
    } finally {
      failed.catch(() => {});
      server.kill('SIGKILL');
    }
    return null;
  },
  downloads: [
    officialDownload({
      file: 'temporal-test-server',
      site: 'https://temporal.download',
      script: `const { TestWorkflowEnvironment } = await import('@temporalio/testing');
       const executable = { type: 'cached-download', version: 'v${version}', downloadDir: process.env.DOWNLOAD_FOLDER };
       await (await TestWorkflowEnvironment.createTimeSkipping({ server: { executable } })).teardown();`,
    }),
    fromMaven,
  ],
  advice: ['set AFTERCHAT_TEST_SERVER_BINARY to a Temporal test server', 'install Java 17 and Maven'],
};

/** @param {number} port */
async function listening(port) {
  const deadline = Date.now() + 20_000;
  while (!(await isListening(port))) {
    if (Date.now() > deadline) throw new Error('does not listen after 20 s');
    await sleep(50);
  }
}

/**
 * The path of Temporal's time-skipping test server, which is downloaded if necessary. Throws a NoServerError.
 * @param {FindOptions} [options]
 */
export function testServerBinary(options) {
  return findServerBinary(testServer, options);
}
