import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findServerBinary, type ServerBinary } from '../../dev/servers/server-binary.ts';

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
  variable: 'MAILMAN_BINARY',
  cacheName: 'mailman-1',
  check: async (path) => {
    if (path.includes('too-old')) throw new Error('is version 1; 2 or newer is needed');
  },
  downloads: [
    {
      name: 'official download',
      fetch: async () => {
        fetched.push('official');
        throw new Error('no network');
      },
    },
    {
      name: 'registry',
      fetch: async (into) => {
        fetched.push('registry');
        executable(join(into, 'mailman'));
      },
    },
  ],
  advice: ['install mailman'],
});
const env = (more: Record<string, string> = {}) => ({ AFTERCHAT_CACHE: join(folder, 'cache'), PATH: '', ...more });

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
    const cached = join(folder, 'cache', 'mailman-1', 'mailman');
    expect(await findServerBinary(server(), env())).toBe(cached);
    expect(await findServerBinary(server(), env())).toBe(cached);
    expect(fetched).toEqual(['official', 'registry']);
  });

  it('from one download when two ask at once', async () => {
    const [one, two] = await Promise.all([findServerBinary(server(), env()), findServerBinary(server(), env())]);
    expect(one).toBe(two);
    expect(fetched).toEqual(['official', 'registry']);
  });

  it('although a process died in the middle of fetching it', async () => {
    mkdirSync(join(folder, 'cache'));
    const noProcess = '4194999'; // above the highest pid there is
    writeFileSync(join(folder, 'cache', 'mailman-1.lock'), noProcess);
    expect(await findServerBinary(server(), env())).toMatch(/cache/);
  });
});

describe('a server that cannot be had', () => {
  it('gives one error with all that was tried and what to do', async () => {
    const nothing = { ...server(), downloads: server().downloads.slice(0, 1) };
    await expect(findServerBinary(nothing, env())).rejects.toThrow(
      [
        'mailman is needed and could not be had. Tried:',
        '  MAILMAN_BINARY: not set',
        '  mailman on PATH: not found',
        `  ${join(folder, 'cache', 'mailman-1', 'mailman')}: not there yet`,
        '  official download: no network',
        'What helps, one of:',
        '  install mailman',
        '  run this once where the network is reachable',
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
