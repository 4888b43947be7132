import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createApp } from '../../src/api/app.ts';
import type { ApiDeps } from '../../src/api/deps.ts';

const node = async (script: string) =>
  (await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script])).stdout;

const app = createApp({} as ApiDeps);
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'afterchat-client-file-'));
  await node("import { bundleClient } from './bin/bundle-client.mjs'; await bundleClient();");
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('GET /client.js', () => {
  it('is the client as one module, which loads nothing else', async () => {
    const answer = await app.request('/client.js');
    const text = await answer.text();
    expect(text).not.toMatch(/\bimport\b/);
    const file = join(folder, 'client.mjs');
    writeFileSync(file, text);
    const shown = await node(
      `import * as client from ${JSON.stringify(file)};
       const { visitor } = client.createClient({ baseUrl: '' });
       console.log(JSON.stringify([Object.keys(client).sort(), typeof visitor.session]));`,
    );
    expect(JSON.parse(shown)).toEqual([
      ['ProblemError', 'TimeoutError', 'createClient', 'fillCannedReply', 'takeReturnCode'],
      'function',
    ]);
  });

  it('may be loaded by any page, and kept for a while', async () => {
    const { status, headers } = await app.request('/client.js', { headers: { origin: 'https://acme.example' } });
    expect([status, Object.fromEntries(headers)]).toEqual([
      200,
      expect.objectContaining({
        'content-type': 'text/javascript; charset=utf-8',
        'access-control-allow-origin': '*',
        'cross-origin-resource-policy': 'cross-origin',
        'cache-control': 'public, max-age=3600',
        etag: expect.stringMatching(/^"[0-9a-f]+"$/),
      }),
    ]);
  });

  it('is not sent again to a page that has it', async () => {
    const { headers } = await app.request('/client.js');
    const again = await app.request('/client.js', { headers: { 'if-none-match': headers.get('etag') ?? '' } });
    expect([again.status, await again.text()]).toEqual([304, '']);
    expect(again.headers.get('access-control-allow-origin')).toBe('*');
  });
});
