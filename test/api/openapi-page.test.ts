import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { createApp } from '../../src/api/app.ts';
import type { ApiDeps } from '../../src/api/deps.ts';
import { copyReferenceBundle } from '../../src/api/documentation/reference-bundle.ts';

const app = createApp({} as ApiDeps);
const packageFolder = dirname(dirname(createRequire(import.meta.url).resolve('@scalar/fastify-api-reference')));
const packagedScript = readFileSync(join(packageFolder, 'dist/js/standalone.js'));

let page: Response;
let html: string;
beforeAll(async () => {
  page = await app.request('http://chat.acme.example/docs');
  html = await page.text();
});

const all = (pattern: RegExp) => [...html.matchAll(pattern)].map(([, found]) => found ?? '');
const directives = () =>
  new Map(
    (page.headers.get('content-security-policy') ?? '')
      .split('; ')
      .map((directive) => [directive.split(' ')[0], directive.split(' ').slice(1).join(' ')]),
  );

describe('/docs', () => {
  it('is where the root leads', async () => {
    const root = await app.request('/');
    expect([root.status, root.headers.get('location')]).toEqual([302, './docs']);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
  });

  it('loads nothing from elsewhere, and everything that it loads is there', async () => {
    const named = [...all(/\b(?:src|href)="([^"]+)"/g), ...all(/"url":"([^"]+)"/g)];
    const loaded = named.filter((address) => !address.startsWith('data:'));
    expect(loaded).toEqual(expect.arrayContaining(['docs/scalar.js', 'openapi.json']));
    for (const address of loaded) {
      const { origin, href } = new URL(address, 'http://chat.acme.example/docs');
      expect([address, origin]).toEqual([address, 'http://chat.acme.example']);
      expect([address, (await app.request(href)).status]).toEqual([address, 200]);
    }
  });

  it('names addresses relative to itself, for whoever serves the API below a path', () => {
    const named = [...all(/\b(?:src|href)="([^"]+)"/g), ...all(/"url":"([^"]+)"/g)];
    expect(named.filter((address) => address.startsWith('/'))).toEqual([]);
  });

  it('lets the browser run the two scripts of the page alone, and talk to this server alone', () => {
    const [start = ''] = all(/<script>([\s\S]*?)<\/script>/g);
    const hash = createHash('sha256').update(start).digest('base64');
    expect(Object.fromEntries(directives())).toEqual({
      'default-src': "'none'",
      'script-src': `'self' 'sha256-${hash}'`,
      'style-src': "'unsafe-inline'",
      'img-src': 'data:',
      'connect-src': "'self'",
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
    });
    expect(html).not.toMatch(/\son\w+=/);
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
  });

  it('keeps the key that is typed in nowhere, and asks nobody else for anything', () => {
    const [told = ''] = all(/\.\.\.(\{.*\}),\n/g);
    expect(JSON.parse(told)).toMatchObject({
      persistAuth: false,
      withDefaultFonts: false,
      telemetry: false,
      agent: { disabled: true },
    });
    expect(html).not.toContain('proxyUrl');
  });
});

describe('/docs/scalar.js', () => {
  const ask = (headers: Record<string, string> = {}) => app.request('/docs/scalar.js', { headers });

  it("is the package's script, byte by byte", async () => {
    const answer = await ask();
    expect(answer.headers.get('content-type')).toMatch(/^text\/javascript/);
    expect(answer.headers.get('content-encoding')).toBeNull();
    expect(packagedScript.equals(Buffer.from(await answer.arrayBuffer()))).toBe(true);
  });

  it('is compressed for browsers, which take that, to a third at most', async () => {
    const answer = await ask({ 'accept-encoding': 'gzip, deflate, br' });
    expect([answer.headers.get('content-encoding'), answer.headers.get('vary')]).toEqual(['gzip', 'accept-encoding']);
    const sent = Buffer.from(await answer.arrayBuffer());
    expect(sent.byteLength).toBeLessThan(packagedScript.byteLength / 3);
    expect(packagedScript.equals(gunzipSync(sent))).toBe(true);
  });

  it('is loaded once: 304 as long as it has not changed', async () => {
    const tag = (await ask()).headers.get('etag') ?? '';
    const again = await ask({ 'if-none-match': tag, 'accept-encoding': 'gzip' });
    expect([again.status, (await again.arrayBuffer()).byteLength]).toEqual([304, 0]);
    expect((await ask({ 'if-none-match': '"another"' })).status).toBe(200);
  });

  it('is copied by the build with its licence, for images without packages for development', () => {
    const folder = mkdtempSync(join(tmpdir(), 'reference-'));
    try {
      copyReferenceBundle(pathToFileURL(join(folder, 'scalar.js')), pathToFileURL(join(folder, 'LICENSE')));
      expect(packagedScript.equals(readFileSync(join(folder, 'scalar.js')))).toBe(true);
      expect(readFileSync(join(folder, 'LICENSE'), 'utf8')).toContain('Permission is hereby granted');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
