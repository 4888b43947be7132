import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { mongod, mongodBinary } from '../../bin/servers/mongod-binary.mjs';
import { runCommand } from '../../bin/servers/run-command.mjs';
import { temporal, temporalBinary } from '../../bin/servers/temporal-binary.mjs';
import { testServer } from '../../bin/servers/test-server-binary.mjs';
import { versions } from '../../bin/servers/versions.mjs';

const { AFTERCHAT_TEMPORAL_BINARY: _t, AFTERCHAT_MONGOD_BINARY: _m, ...rest } = process.env;
/** So that what is fetched counts, not what this machine has. */
const env = { ...rest, PATH: (rest.PATH ?? '').split(':').filter(isOfSystem).join(':') };

function isOfSystem(folder: string): boolean {
  return /^\/(usr\/)?s?bin$/.test(folder) || folder.includes('python') || folder.includes('pyenv');
}

describe('the servers that are fetched', () => {
  it('are of the versions that the table says', async () => {
    expect(await temporal.versionOf(await temporalBinary({ env }))).toBe(versions.temporal.cli);
    expect(await mongod.versionOf(await mongodBinary({ env }))).toBe(versions.mongod.server);
  });

  it('bring the Temporal that docker-compose.yml runs', async () => {
    const { services } = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true });
    const images = Object.values(services as Record<string, { image?: string }>).map(({ image }) => image);
    expect(images).toContain(`temporalio/server:${versions.temporal.server}`);
    const told = await runCommand(await temporalBinary({ env }), ['--version'], { timeoutSeconds: 20 });
    expect(told).toContain(`Server ${versions.temporal.server},`);
  });

  it('have one version, whichever way they come', () => {
    for (const server of [temporal, mongod, testServer]) {
      expect(server.downloads.map(({ site }) => site !== null)).toEqual([true, false]);
    }
    expect(temporal.downloads[1]?.name).toContain(versions.temporal.cli);
    expect(testServer.downloads[1]?.name).toContain(versions.testServer.server);
  });
});
