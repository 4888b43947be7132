import { describe, expect, it } from '@jest/globals';
import { quietTemporal } from '../support/quiet-temporal.ts';
import { unreplayable } from '../support/replay.ts';
import { eventTypes, keptHistories } from './kept-histories.ts';
import { storyNames } from './stories.ts';

quietTemporal();
const kept = keptHistories();

describe('the histories kept in the repository', () => {
  it('tell every story', () => {
    // Beside them lie those that an operator saves of their own before an upgrade (docs/deploy.md).
    expect(kept.map(({ name }) => name)).toEqual(expect.arrayContaining([...storyNames, 'continued-as-new']));
    const continued = kept.find(({ name }) => name === 'continued-as-new')!;
    expect(eventTypes(continued.history).at(-1)).toBe('WORKFLOW_EXECUTION_CONTINUED_AS_NEW');
  });

  it('replay with the present workflow code, so that running workflows survive a deploy', async () => {
    expect(await unreplayable(kept)).toEqual([]);
  });

  it('would not if the code did something else', async () => {
    const renamed = kept
      .filter(({ name }) => name === 'mailed-after-left')
      .map(({ name, history }) => ({
        name,
        history: JSON.parse(JSON.stringify(history).replaceAll('"name":"deliver"', '"name":"deliverTwice"')),
      }));
    expect(await unreplayable(renamed)).toEqual([expect.stringMatching(/^mailed-after-left: .*nondeterminism/is)]);
  });
});
