import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { emails } from './email-readers.ts';
import { careless, longest, type Measured, parts, readers } from './readers.ts';

const of = new Map<string, Measured['work']>();

beforeAll(async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['dist/test/outside-text/measure.js']);
  for (const { reader, part, work } of JSON.parse(stdout) as Measured[]) of.set(`${reader} ${part}`, work);
  // Counting is slow, and a busy machine makes it slower; the counts stay the same.
}, 300_000);

/** A text of twice the length may take twice the work; quadratic work would be four times as much. */
function isLinear(reader: string, part: string): boolean {
  const [quarter, half, full] = of.get(`${reader} ${part}`) ?? [0, 0, Number.POSITIVE_INFINITY];
  return full - half <= 2.5 * Math.max(half - quarter, longest / 10);
}

describe.each(Object.keys(readers))('%s', (reader) => {
  it.each(Object.keys(parts))('does no more than linear work on many %s', (part) => {
    expect({ work: of.get(`${reader} ${part}`), isLinear: isLinear(reader, part) }).toMatchObject({ isLinear: true });
  });
});

describe('an email with many', () => {
  it.each(Object.keys(emails))('%s is read with no more than linear work', (part) => {
    expect({ work: of.get(`readEmail ${part}`), isLinear: isLinear('readEmail', part) }).toMatchObject({
      isLinear: true,
    });
  });
});

describe('the counting', () => {
  it.each(Object.keys(careless))('sees %s', (reader) => {
    expect(of.has(`${reader} dots`)).toBe(true);
    expect(isLinear(reader, 'dots')).toBe(false);
  });
});
