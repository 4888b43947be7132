import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { createApp } from '../../src/api/app.ts';
import type { ApiDeps } from '../../src/api/deps.ts';

const app = createApp({ log: pino({ level: 'silent' }), clock: () => 0 } as unknown as ApiDeps);

const page = (path: string, headers: Readonly<Record<string, string>> = {}) => app.request(path, { headers });

describe("the agents' pages", () => {
  it('are one page at every address, with a policy that lets nothing run that stands in it', async () => {
    for (const path of ['/inbox', '/inbox/c/order-4711', '/inbox/settings/sender']) {
      const answer = await page(path);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'self';.* frame-ancestors 'none'$/);
      expect(answer.headers.get('cache-control')).toBe('no-cache');
      const html = await answer.text();
      expect(html).not.toMatch(/<style|style=|<script(?![^>]* src=)| on\w+=/);
    }
  });

  it('load files that browsers keep for ever, compressed as the browser takes it', async () => {
    const html = await (await page('/inbox')).text();
    const scripts = [...html.matchAll(/(?:src|href)="(\/inbox\/assets\/[^"]+)"/g)].map(([, path]) => path as string);
    expect(scripts.length).toBeGreaterThanOrEqual(3);
    for (const path of scripts) {
      const answer = await page(path, { 'accept-encoding': 'gzip, br' });
      const { headers } = answer;
      expect([answer.status, headers.get('content-encoding'), headers.get('cache-control')]).toEqual([
        200,
        'br',
        'public, max-age=31536000, immutable',
      ]);
      const known = await page(path, { 'if-none-match': headers.get('etag') as string });
      expect(known.status).toBe(304);
    }
    expect((await page('/inbox/assets/none-12345678.js')).status).toBe(404);
  });
});
