import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { until } from '../../dev/servers/until.ts';
import { createClient } from '../../packages/client/src/index.ts';
import { tracedBundle } from '../../src/workers/bundles.ts';
import { forwardOne, type RunningPart, type Service, startService } from '../operating/service.ts';

const run = promisify(execFile);

/** A folder with what the last stage of the Dockerfile copies, made as its build stage makes it. */
async function imageFolder(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'afterchat-image-'));
  if (!existsSync(`dist/${tracedBundle}`)) await run(process.execPath, ['dist/src/workers/build-bundles.js']);
  await run(process.execPath, ['dist/src/api/documentation/build-reference.js']);
  await run(process.execPath, ['bin/production-packages.mjs', join(folder, 'production')]);
  const lastStage = readFileSync('Dockerfile', 'utf8')
    .split(/^FROM /m)
    .at(-1)!;
  for (const [, from, sources, to] of lastStage.matchAll(/^COPY (--from=build )?(.+) (\S+)$/gm))
    for (const source of sources!.split(' ').map((path) => path.replace('/app/', '')))
      cpSync(
        from !== undefined && source.startsWith('production/') ? join(folder, source) : source,
        join(folder, 'app', source.endsWith('/node_modules') ? to! : source),
        { recursive: true, verbatimSymlinks: true },
      );
  return folder;
}

describe('what the image contains', () => {
  let folder: string;
  let service: Service;
  let all: RunningPart;

  beforeAll(async () => {
    // One after the other: what was started is ended only if it is known.
    folder = await imageFolder();
    service = await startService();
    all = await service.run('all', {}, join(folder, 'app'));
  });
  afterAll(async () => {
    await service?.stop();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  it('is enough to forward a reply by email', async () => {
    const chat = await forwardOne(service.frontend(all), 'c1');
    await until('the reply was mailed', 30, async () => (await chat.messages()).at(-1)?.outcome?.state === 'mailed');
    expect(service.sendGrid.arrived()).toBe(1);
  });

  it('is enough for a preview of an image', async () => {
    await service.frontend(all).conversation('c2').begin();
    const png = await sharp({ create: { width: 900, height: 600, channels: 3, background: 'teal' } })
      .png()
      .toBuffer();
    const client = createClient({ baseUrl: all.api, key: service.apiKey });
    const preview = await client.attachments.upload('c2', new Blob([new Uint8Array(png)]), { name: 'teal.png' });
    expect(preview).toMatchObject({ width: 900, previewUrl: expect.any(String) });
  });

  it.each(['/docs', '/docs/scalar.js', '/inbox', '/widget.js', '/client.js'])('is enough for %s', async (path) => {
    expect((await fetch(`${all.api}${path}`)).status).toBe(200);
  });

  it('is enough for the commands', async () => {
    const { stdout } = await run(process.execPath, ['dist/src/cli.js', '--version'], { cwd: join(folder, 'app') });
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
