import { describe, expect, it } from '@jest/globals';
import { fairLine } from '../../src/store/conversations/fair-line.ts';

interface One {
  readonly accountId: string;
  readonly conversationId: string;
  readonly id: string;
}

/** Named by account, conversation and what is asked for, such as `acme/c1/m1`. */
function lineOf(...names: readonly string[]) {
  const line = fairLine<One>();
  const all = new Map<string, One>();
  for (const name of names) {
    const [accountId = '', conversationId = ''] = name.split('/');
    all.set(name, { accountId, conversationId, id: name });
  }
  for (const one of all.values()) line.join(one);
  const done = (name: string) => line.done(all.get(name) as One);
  return { line, done, take: (max: number) => line.take(max).map(({ id }) => id) };
}

describe('those who wait to change conversations', () => {
  it('are taken by their accounts in turn, and of an account in the order in which they came', () => {
    const { take } = lineOf('acme/c1/1', 'acme/c2/2', 'acme/c3/3', 'other/c1/4', 'third/c1/5', 'third/c2/6');
    expect(take(4)).toEqual(['acme/c1/1', 'other/c1/4', 'third/c1/5', 'acme/c2/2']);
    expect(take(4)).toEqual(['third/c2/6', 'acme/c3/3']);
    expect(take(4)).toEqual([]);
  });

  it('leave the line with the one before them if nothing else would become of them', () => {
    const { line, take } = lineOf('acme/c1/1', 'acme/c1/2', 'acme/c1/3', 'acme/c2/4');
    const [first] = line.take(1);
    expect(line.giveUp(first as One).map(({ id }) => id)).toEqual(['acme/c1/2', 'acme/c1/3']);
    expect(take(4)).toEqual(['acme/c2/4']);
    line.join({ accountId: 'acme', conversationId: 'c1', id: 'acme/c1/5' });
    expect(take(4)).toEqual(['acme/c1/5']);
  });

  it('of one conversation are taken one after the other', () => {
    const { line, take, done } = lineOf('acme/c1/1', 'acme/c1/2', 'acme/c1/3', 'acme/c2/4');
    expect(line.size()).toBe(2);
    expect(take(4)).toEqual(['acme/c1/1', 'acme/c2/4']);
    expect(take(4)).toEqual([]);
    done('acme/c2/4');
    expect(take(4)).toEqual([]);
    done('acme/c1/1');
    expect([line.size(), take(4)]).toEqual([1, ['acme/c1/2']]);
  });
});
