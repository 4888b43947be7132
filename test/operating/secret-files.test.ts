import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readConfig } from '../../src/config.ts';

const folder = mkdtempSync(join(tmpdir(), 'afterchat-secrets-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, content: string) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const others = { MONGODB_URI: 'mongodb://127.0.0.1/', TEMPORAL_ADDRESS: '127.0.0.1:7233' };

describe('a variable that is given as a file', () => {
  it('has the content of the file, without the line end that editors add', () => {
    const config = readConfig({ ...others, SENDGRID_API_KEY_FILE: file('key', 'SG.secret\n') });
    expect(config.SENDGRID_API_KEY).toBe('SG.secret');
  });

  it('may be an address with a password', () => {
    const MONGODB_URI_FILE = file('uri', 'mongodb://service:secret@mongo/?replicaSet=rs0');
    const config = readConfig({ ...others, MONGODB_URI: '', MONGODB_URI_FILE, SENDGRID_API_KEY: 'SG.x' });
    expect(config.MONGODB_URI).toBe('mongodb://service:secret@mongo/?replicaSet=rs0');
  });

  it.each([
    ['is missing', () => join(folder, 'nowhere'), /SENDGRID_API_KEY_FILE cannot be read: ENOENT.*nowhere/],
    ['is a folder', () => folder, /SENDGRID_API_KEY_FILE cannot be read: EISDIR/],
    ['is far too large', () => file('large', 'x'.repeat(70_000)), /SENDGRID_API_KEY_FILE is larger than 65536 bytes/],
    ['is empty', () => file('empty', '\n'), /SENDGRID_API_KEY /],
  ])('is told by its name when the file %s', (_, path, told) => {
    expect(() => readConfig({ ...others, SENDGRID_API_KEY_FILE: path() })).toThrow(told);
  });

  it('may not be given both ways', () => {
    const both = { SENDGRID_API_KEY: 'SG.x', SENDGRID_API_KEY_FILE: file('other', 'SG.y') };
    expect(() => readConfig({ ...others, ...both })).toThrow('SENDGRID_API_KEY_FILE is set, and SENDGRID_API_KEY too');
  });
});
