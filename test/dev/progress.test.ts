import { describe, expect, it } from '@jest/globals';
import { openProgress } from '../../bin/progress.mjs';

const esc = '\u001b';

/** What two parts write, of which one ends well and the other badly. */
function shown(isTerminal: boolean, columns = 80): string {
  let text = '';
  let clock = 0;
  const progress = openProgress({ isTerminal, now: () => clock, out: { write: (more) => (text += more), columns } });
  const [packages, mongod] = [progress.part('npm packages'), progress.part('mongod 6.0.5')];
  progress.part('not needed').done();
  packages.doing('npm install');
  mongod.doing('pip (a-wheel==1.0.0)');
  mongod.bytes(41_500_000);
  clock = 4_000;
  mongod.done();
  clock = 20_400;
  packages.failed();
  return text;
}

describe('the progress of what is fetched', () => {
  it('is two lines a part where it is no terminal, without control characters', () => {
    expect(shown(false).split('\n')).toEqual([
      'afterchat: npm packages: npm install …',
      'afterchat: mongod 6.0.5: pip (a-wheel==1.0.0) …',
      'afterchat: mongod 6.0.5: 42 MB in 4 s',
      'afterchat: npm packages: failed after 20 s',
      '',
    ]);
  });

  it('is a line a part on a terminal, painted over', () => {
    const [first, ...paintings] = shown(true).split(`${esc}[2A`);
    expect(first).toContain('downloading what is missing');
    expect(paintings.at(-1)?.replace(`${esc}[J`, '').trimEnd().split('\n')).toEqual([
      '  ✗ npm packages  20 s',
      '  ✓ mongod 6.0.5  42 MB in 4 s',
    ]);
  });

  it('takes no more than one row of a narrow terminal a line', () => {
    const rows = shown(true, 20).split('\n').slice(1);
    for (const row of rows) expect(row.replace(`${esc}[2A`, '').replace(`${esc}[J`, '').length).toBeLessThan(20);
  });
});
