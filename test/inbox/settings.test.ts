import { describe, expect, it } from '@jest/globals';
import { isSame, patchOf, valueAt } from '../../web/inbox/settings/patch.ts';

describe('changed settings', () => {
  it('become one merge patch, with those of a group together', () => {
    const changed = new Map<string, unknown>([
      ['timing.settleSeconds', 30],
      ['locale', 'fr'],
      ['timing.quietHours', null],
      ['sender.name', 'Acme'],
    ]);
    expect(patchOf(changed)).toEqual({
      timing: { settleSeconds: 30, quietHours: null },
      locale: 'fr',
      sender: { name: 'Acme' },
    });
  });

  it('are found by their paths, also in a group that is not set', () => {
    const settings = { sender: null, timing: { settleSeconds: 30 } };
    expect(['timing.settleSeconds', 'sender.name', 'timing.none'].map((path) => valueAt(settings, path))).toEqual([
      30,
      undefined,
      undefined,
    ]);
    expect([isSame(null, undefined), isSame('', null), isSame(['a'], ['a'])]).toEqual([true, false, true]);
  });
});
