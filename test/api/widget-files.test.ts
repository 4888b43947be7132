import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { createApp } from '../../src/api/app.ts';
import type { ApiDeps } from '../../src/api/deps.ts';

const folder = mkdtempSync(join(tmpdir(), 'afterchat-widget-'));
afterAll(() => rmSync(folder, { recursive: true }));
const app = createApp({
  builtPages: pathToFileURL(`${folder}/`),
  log: pino({ level: 'silent' }),
  clock: () => 0,
} as unknown as ApiDeps);

const loader = 'console.log("loader");'.repeat(20);
const module = 'export const start = () => "héllo";'.repeat(20);
const ask = (path: string, headers: Record<string, string> = {}) => app.request(path, { headers });

/** As Vite writes them. */
function build(): void {
  for (const name of ['loader', 'widget']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'loader/widget.js'), loader);
  writeFileSync(join(folder, 'widget/app-Dq3x81aB.js'), module);
  writeFileSync(join(folder, 'widget/fr-C0ffee00.js'), 'export default {};');
  writeFileSync(join(folder, 'widget/unlisted.js'), '');
  const manifest = {
    'words/fr.ts': { file: 'fr-C0ffee00.js', isDynamicEntry: true },
    'app.ts': { file: 'app-Dq3x81aB.js', isEntry: true, dynamicImports: ['words/fr.ts'] },
  };
  writeFileSync(join(folder, 'widget/manifest.json'), JSON.stringify(manifest));
}

it('says how to build the widget while it is not built', async () => {
  for (const path of ['/widget.js', '/widget/app-Dq3x81aB.js']) {
    const answer = await ask(path);
    expect([answer.status, await answer.json()]).toEqual([
      404,
      expect.objectContaining({ detail: 'Build it with `npm run build`.' }),
    ]);
  }
});

describe('the widget', () => {
  beforeAll(build);

  it.each([
    ['/widget.js', loader, 'public, max-age=300'],
    ['/widget/app-Dq3x81aB.js', module, 'public, max-age=31536000, immutable'],
    ['/widget/fr-C0ffee00.js', 'export default {};', 'public, max-age=31536000, immutable'],
  ])('is loaded by any page, and kept: %s', async (path, text, caching) => {
    const answer = await ask(path, { origin: 'https://acme.example' });
    expect([answer.status, await answer.text(), Object.fromEntries(answer.headers)]).toEqual([
      200,
      text,
      {
        'content-type': 'text/javascript; charset=utf-8',
        'cache-control': caching,
        etag: expect.stringMatching(/^W\/"[0-9a-f]{64}"$/),
        vary: 'Accept-Encoding',
        'access-control-allow-origin': '*',
        'cross-origin-resource-policy': 'cross-origin',
        'x-content-type-options': 'nosniff',
      },
    ]);
  });

  it.each([
    ['gzip, deflate, br, zstd', 'br', brotliDecompressSync],
    ['gzip;q=1.0, br;q=0', 'gzip', gunzipSync],
  ])('comes compressed to those who take %s', async (taken, coding, open) => {
    const answer = await ask('/widget/app-Dq3x81aB.js', { 'accept-encoding': taken });
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect([answer.headers.get('content-encoding'), open(bytes).toString()]).toEqual([coding, module]);
    expect(bytes.length).toBeLessThan(module.length / 5);
  });

  it.each(['', 'identity', 'br;q=0', 'zstd'])('comes as it is to those who take %p', async (taken) => {
    const answer = await ask('/widget.js', { 'accept-encoding': taken });
    expect([answer.headers.get('content-encoding'), await answer.text()]).toEqual([null, loader]);
  });

  it('is not sent again to a page that has it, in whichever coding', async () => {
    const { headers } = await ask('/widget.js', { 'accept-encoding': 'br' });
    const again = await ask('/widget.js', { 'if-none-match': headers.get('etag') ?? '', 'accept-encoding': 'gzip' });
    expect([again.status, await again.text(), again.headers.get('access-control-allow-origin')]).toEqual([
      304,
      '',
      '*',
    ]);
  });

  it.each([
    ['/widget/app-0ldHash-.js', module],
    ['/widget/fr-0ldHash_.js', 'export default {};'],
  ])('is the present one for a page that knows an older name, and not kept as that: %s', async (path, text) => {
    const answer = await ask(path);
    expect([answer.status, answer.headers.get('cache-control'), await answer.text()]).toEqual([200, 'no-cache', text]);
  });

  it.each([
    'unlisted.js',
    'manifest.json',
    'other-00000000.js',
    'app.js',
    'app-00000000.css',
    '-00000000.js',
    '..%2Floader%2Fwidget.js',
    '%2e%2e%2Fwidget',
    'constructor',
  ])('is nothing but what the build lists: not %s', async (name) => {
    expect((await ask(`/widget/${name}`)).status).toBe(404);
  });
});
