import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { createApp } from '../../src/api/app.ts';
import type { ApiDeps } from '../../src/api/deps.ts';
import { type OpenApiDocument, operationsOf } from '../../src/api/documentation/open-api.ts';

const app = createApp({} as ApiDeps);
let html: string;
let policy: string;
let document: OpenApiDocument;
beforeAll(async () => {
  const page = await app.request('/docs');
  policy = page.headers.get('content-security-policy') ?? '';
  html = await page.text();
  document = (await (await app.request('/openapi.json')).json()) as OpenApiDocument;
});

const all = (pattern: RegExp) => [...html.matchAll(pattern)].map(([, found]) => found);

describe('/docs', () => {
  it('shows every route with its path, its summary and each of its fields', () => {
    for (const { path, operation } of operationsOf(document)) {
      expect(html).toContain(path);
      expect(html).toContain(`id="op-${operation.operationId}"`);
      for (const { name } of operation.parameters ?? []) expect(html).toContain(`<code>${name}</code>`);
    }
    for (const [name, schema] of Object.entries(document.components.schemas))
      for (const field of Object.keys(schema.properties ?? {}))
        expect([name, html]).toEqual([name, expect.stringContaining(`>${field}</code>`)]);
  });

  it('needs no network: it links only to itself and to openapi.json, and runs no script', () => {
    expect(html).not.toMatch(/<(script|link|img|iframe)\b|\bsrc=|@import|url\(/);
    const elsewhere = all(/href="([^"]+)"/g).filter((href) => !href?.startsWith('#'));
    expect(elsewhere).toEqual(['openapi.json']);
  });

  it('allows the browser nothing but its own styles', () => {
    const [styles = ''] = all(/<style>([\s\S]*?)<\/style>/g);
    const hash = createHash('sha256').update(styles).digest('base64');
    expect(policy).toContain(`default-src 'none'; style-src 'sha256-${hash}'`);
    expect(html).not.toMatch(/ style="/);
  });

  it('has a place for each link, and each place once', () => {
    const places = all(/ id="([^"]+)"/g);
    expect(new Set(places).size).toBe(places.length);
    const missing = all(/href="#([^"]+)"/g).filter((link) => !places.includes(link));
    expect(missing).toEqual([]);
  });
});
