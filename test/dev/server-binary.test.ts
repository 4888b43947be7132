import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runCommand } from '../../bin/servers/run-command.mjs';
import { findServerBinary } from '../../bin/servers/server-binary.mjs';
import type { ProgressPart, ServerBinary } from '../../bin/servers/types.ts';

let folder: string;
let fetched: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterchat-binary-'));
  fetched = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function executable(path: string): string {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, '#!/bin/sh\n');
  chmodSync(path, 0o755);
  return path;
}

/** A server that only its second download can get. */
const server = (): ServerBinary => ({
  file: 'mailman',
  name: 'Mailman',
  variable: 'MAILMAN_BINARY',
  version: '3',
  versionOf: async (path) => {
    if (path.includes('too-old')) throw new Error('is version 1; 2 or newer is needed');
    return path.includes('newer') ? '4' : '3';
  },
  downloads: [
    {
      name: 'official download',
      site: null,
      fetch: async () => {
        fetched.push('official');
        throw new Error('no network');
      },
    },
    {
      name: 'registry',
      site: null,
      fetch: async (into) => {
        fetched.push('registry');
        executable(join(into, 'mailman'));
      },
    },
  ],
  advice: ['install mailman'],
});
/** Says nothing. */
const part: ProgressPart = { doing: () => {}, bytes: () => {}, done: () => {}, failed: () => {} };
const env = (more: Record<string, string> = {}) => ({
  env: { AFTERCHAT_CACHE: join(folder, 'cache'), PATH: '', ...more },
  part,
});

describe('a server is taken', () => {
  it('from the environment before all', async () => {
    const named = executable(join(folder, 'mine', 'mailman'));
    expect(await findServerBinary(server(), env({ MAILMAN_BINARY: named }))).toBe(named);
  });

  it('from PATH, unless that one is too old', async () => {
    const onPath = executable(join(folder, 'bin', 'mailman'));
    expect(await findServerBinary(server(), env({ PATH: join(folder, 'bin') }))).toBe(onPath);
    executable(join(folder, 'too-old', 'mailman'));
    expect(await findServerBinary(server(), env({ PATH: join(folder, 'too-old') }))).toMatch(/cache/);
  });

  it('from the next download when one fails, once: then it is in the cache', async () => {
    const cached = join(folder, 'cache', 'mailman-3', 'mailman');
    expect(await findServerBinary(server(), env())).toBe(cached);
    expect(await findServerBinary(server(), env())).toBe(cached);
    expect(fetched).toEqual(['official', 'registry']);
  });

  it('from one download when two ask at once', async () => {
    const [one, two] = await Promise.all([findServerBinary(server(), env()), findServerBinary(server(), env())]);
    expect(one).toBe(two);
    expect(fetched).toEqual(['official', 'registry']);
  });

  it('in the version that was asked for alone, whatever a download brings', async () => {
    const [, registry] = server().downloads;
    const other = { ...server(), versionOf: async () => '4', downloads: [registry!] };
    await expect(findServerBinary(other, env())).rejects.toThrow('registry: brought 4 instead of 3');
    expect(readdirSync(join(folder, 'cache'))).toEqual([]);
  });

  it('not at all when told to end, and then nothing is left half done', async () => {
    const stop = new AbortController();
    const slow: ServerBinary = {
      ...server(),
      downloads: [
        {
          name: 'slow',
          site: null,
          fetch: async (into, { signal }) => {
            writeFileSync(join(into, 'half'), '');
            await runCommand('sleep', ['60'], { timeoutSeconds: 60, signal });
          },
        },
        ...server().downloads,
      ],
    };
    const asked = findServerBinary(slow, { ...env(), signal: stop.signal });
    setTimeout(() => stop.abort(new Error('stopped')), 50);
    await expect(asked).rejects.toThrow('stopped');
    expect(readdirSync(join(folder, 'cache'))).toEqual([]);
    expect(fetched).toEqual([]);
  });

  it('by the next way at once where the official site is out of reach', async () => {
    const [official, registry] = server().downloads;
    const site = 'http://127.0.0.1:9'; // nothing listens there
    await findServerBinary({ ...server(), downloads: [{ ...official!, site }, registry!] }, env());
    expect(fetched).toEqual(['registry']);
  });

  it('although a process died in the middle of fetching it', async () => {
    mkdirSync(join(folder, 'cache'));
    const noProcess = '4194999'; // above the highest pid there is
    writeFileSync(join(folder, 'cache', 'mailman-3.lock'), noProcess);
    expect(await findServerBinary(server(), env())).toMatch(/cache/);
  });
});

describe('a server that cannot be had', () => {
  it('gives one error with all that was tried and what to do', async () => {
    const nothing = { ...server(), downloads: server().downloads.slice(0, 1) };
    await expect(findServerBinary(nothing, env())).rejects.toThrow(
      [
        'mailman is needed but could not be found or downloaded. Tried:',
        '  MAILMAN_BINARY: not set',
        '  mailman on PATH: not found',
        `  ${join(folder, 'cache', 'mailman-3', 'mailman')}: not downloaded yet`,
        '  official download: no network',
        'One of these helps:',
        '  install mailman',
        '  run this once with network access',
      ].join('\n'),
    );
  });

  it('because the environment names a broken one is an error at once', async () => {
    await expect(findServerBinary(server(), env({ MAILMAN_BINARY: '/nowhere/mailman' }))).rejects.toThrow(
      'MAILMAN_BINARY=/nowhere/mailman: no such file',
    );
    expect(fetched).toEqual([]);
  });
});
