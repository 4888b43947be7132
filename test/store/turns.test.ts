import { describe, expect, it } from '@jest/globals';
import { type Asking, fairTurns } from '../../src/store/attachments/turns.ts';

const patient = { maxWaitMs: 60_000, maxWaiting: { all: 6, ofAccount: 4, ofUploader: 3 } };

/** Those who asked, by account and uploader, in the order of their turns; the first one's lasts until all have asked. */
async function turnsOf(names: readonly string[], bounds = patient) {
  const inTurn = fairTurns(bounds);
  const order: string[] = [];
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const asked = names.map((name) =>
    inTurn(asking(name), async () => {
      order.push(name);
      await gate;
      return name;
    }),
  );
  const ends = Promise.all(asked);
  const goOn = () => {
    open();
    return ends;
  };
  return { order, asked, inTurn, goOn };
}
function asking(name: string): Asking {
  const [accountId = '', uploader = ''] = name.split('/');
  return { accountId, uploader };
}

describe('turns', () => {
  it('go round among accounts, and among the uploaders of each', async () => {
    const { order, goOn } = await turnsOf(['acme/a', 'acme/a', 'acme/a', 'acme/b', 'other/c', 'other/c']);
    await goOn();
    expect(order).toEqual(['acme/a', 'other/c', 'acme/b', 'other/c', 'acme/a', 'acme/a']);
  });

  it('are one at a time, also after one has failed', async () => {
    const inTurn = fairTurns(patient);
    let atOnce = 0;
    const work = (fails: boolean) => async () => {
      atOnce += 1;
      await Promise.resolve();
      expect(atOnce).toBe(1);
      atOnce -= 1;
      if (fails) throw new Error('broken');
      return 'done';
    };
    const ends = [true, false, true, false].map((fails) => inTurn(asking('acme/a'), work(fails)));
    expect((await Promise.allSettled(ends)).map(({ status }) => status)).toEqual([
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
  });

  it.each([
    ['one uploader', ['acme/a', 'acme/a', 'acme/a', 'acme/a', 'acme/a', 'acme/b'], [4]],
    ['one account', ['acme/a', 'acme/a', 'acme/b', 'acme/c', 'acme/d', 'acme/e', 'other/a'], [5]],
    ['all', ['a/a', 'a/a', 'b/a', 'c/a', 'd/a', 'e/a', 'f/a', 'g/a'], [7]],
  ])('are refused at once where too many of %s wait', async (_, names, refused) => {
    const { asked, goOn } = await turnsOf(names);
    for (const index of refused) expect(await asked[index]).toBeNull();
    expect(await goOn()).toEqual(names.map((name, index) => (refused.includes(index) ? null : name)));
  });

  it('that do not come in time are given up, and hold up nobody', async () => {
    const { order, asked, inTurn, goOn } = await turnsOf(['a/a', 'b/a', 'c/a'], { ...patient, maxWaitMs: 5 });
    expect(await Promise.all(asked.slice(1))).toEqual([null, null]);
    const next = goOn().then(() => inTurn(asking('d/a'), async () => 'done'));
    expect(await next).toBe('done');
    expect(order).toEqual(['a/a']);
  });
});
