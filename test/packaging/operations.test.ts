import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parkedReasons } from '../../src/contract/deliveries.ts';
import { replayRefusals } from '../../src/contract/jobs.ts';

const guide = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');
/** What the rows of its tables begin with. */
const rows = [...guide.matchAll(/^\| `([\w-]+)`/gm)].map(([, name]) => name);

describe('docs/operations.md', () => {
  it.each(parkedReasons)('says what to do about what is parked for %s', (reason) => {
    expect(rows).toContain(reason);
  });

  it.each(replayRefusals)('says what the refusal %s means', (refusal) => {
    expect(rows).toContain(refusal);
  });

  it('tells of no other', () => {
    const known: readonly string[] = [...parkedReasons, ...replayRefusals];
    expect(rows.filter((name) => !known.includes(name ?? ''))).toEqual([]);
  });
});
