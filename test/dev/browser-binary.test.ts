import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { browserBinary, type Way } from '../../bin/servers/browser-binary.mjs';
import type { ProgressPart } from '../../bin/servers/types.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterchat-browser-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Something that says it is a browser of this version. */
function says(name: string, version: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, `#!/bin/sh\necho "Browser ${version}"\n`);
  chmodSync(path, 0o755);
  return path;
}

const part: ProgressPart = { doing: () => {}, bytes: () => {}, done: () => {}, failed: () => {} };
const fails: Way = ["Playwright's own", () => Promise.reject(new Error('no network'))];
const find = (env: Record<string, string>, ways: readonly Way[] = [fails]) =>
  browserBinary({ env: { AFTERCHAT_CACHE: join(folder, 'cache'), PATH: '', ...env }, part }, ways);

describe('the browser for the tests', () => {
  it('is the one that the environment names', async () => {
    const path = says('named/anything', '130.0.6723.58');
    expect(await find({ AFTERCHAT_BROWSER: path })).toBe(path);
  });

  it('is not another one if the named one cannot be used', async () => {
    says('bin/chromium', '130.0.0.0');
    const path = says('named/old', '90.0.4430.0');
    const env = { AFTERCHAT_BROWSER: path, PATH: join(folder, 'bin') };
    await expect(find(env)).rejects.toThrow(/named\/old: is version 90; 116 or newer is needed/);
    const missing = find({ AFTERCHAT_BROWSER: join(folder, 'nothing') });
    await expect(missing).rejects.toThrow(/no such file/);
  });
});

describe('the browser that is installed', () => {
  it('is Chrome before Chromium before Edge', async () => {
    const [edge, chromium] = [says('bin/microsoft-edge', '130.0.0.0'), says('bin/chromium', '130.0.0.0')];
    expect(await find({ PATH: join(folder, 'bin') })).toBe(chromium);
    rmSync(chromium);
    expect(await find({ PATH: join(folder, 'bin') })).toBe(edge);
  });

  it('is passed over if it is too old, and then one is fetched', async () => {
    says('bin/chromium', '100.0.0.0');
    const fetched = says('fetched', '130.0.0.0');
    expect(await find({ PATH: join(folder, 'bin') }, [fails, ["Debian's package", async () => fetched]])).toBe(fetched);
  });

  it('is missing: the error says what was tried, and what helps', async () => {
    says('bin/chromium', '100.0.0.0');
    const error = await find({ PATH: join(folder, 'bin') }).then(null, ({ message }: Error) => message);
    expect(error).toMatch(/^chromium is needed but could not be found or downloaded/);
    expect(error).toMatch(/bin\/chromium: is version 100; 116 or newer is needed/);
    expect(error).toMatch(/Playwright's own: no network/);
    expect(error).toMatch(/set AFTERCHAT_BROWSER/);
  });
});
