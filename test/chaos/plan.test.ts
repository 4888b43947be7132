import { describe, expect, it } from '@jest/globals';
import { readChaosOptions } from '../../chaos/options.ts';
import { channelKinds } from '../../chaos/pages.ts';
import { makePlan } from '../../chaos/plan.ts';

const options = { seed: 7, seconds: 600, conversations: 50, channels: channelKinds, reports: true };

describe('the plan', () => {
  it('follows from the seed alone', () => {
    expect(makePlan(options)).toEqual(makePlan(options));
    expect(makePlan({ ...options, seed: 8 })).not.toEqual(makePlan(options));
  });

  it('kills at least 20 times a minute, each part, two at once, and deletes Temporal’s database', () => {
    for (const seed of [1, 2, 3]) {
      const { kills } = makePlan({ ...options, seed });
      expect(kills.length).toBeGreaterThanOrEqual(220);
      expect(new Set(kills.flatMap(({ parts }) => parts.map(({ name }) => name))).size).toBe(6);
      expect(kills.some(({ parts }) => parts.length === 2)).toBe(true);
      const deletions = kills.filter(({ deletesTemporal }) => deletesTemporal);
      expect(deletions.length).toBeGreaterThanOrEqual(3);
      expect(Math.max(...deletions.map(({ atMs }) => atMs))).toBeLessThan(400_000);
    }
  });

  it('freezes each part, for longer than a send may take at times, and has another MongoDB at the address of ours', () => {
    for (const seed of [1, 2, 3]) {
      const { freezes, strangers } = makePlan({ ...options, seed });
      expect(new Set(freezes.map(({ name }) => name)).size).toBe(6);
      expect(freezes.some(({ ms }) => ms > 4_500)).toBe(true);
      expect(strangers.length).toBeGreaterThanOrEqual(4);
    }
    const short = makePlan({ ...options, seconds: 21, seed: 4 });
    expect([short.freezes.length > 1, short.strangers.length]).toEqual([true, 1]);
  });

  it('lets the provider fail in every way, and of its reports only where there are any', () => {
    const modes = (reports: boolean) => new Set(makePlan({ ...options, reports }).faults.map(({ mode }) => mode));
    expect(modes(true).size).toBe(22);
    expect(modes(false).size).toBe(14);
    const atMeta = (reports: boolean) =>
      new Set(makePlan({ ...options, reports }).metaFaults.map(({ mode }) => mode)).size;
    expect([atMeta(true), atMeta(false)]).toEqual([23, 20]);
  });

  it('has a fifth as many conversations on each channel, with texts of several parts, and the same ones on the site', () => {
    const { direct, conversations } = makePlan(options);
    expect([...direct].filter(({ id }) => id.startsWith('m'))).toHaveLength(10);
    expect([...direct].filter(({ id }) => id.startsWith('i'))).toHaveLength(10);
    const texts = direct.flatMap(({ agent }) => agent.flatMap(({ act }) => (act.kind === 'post' ? act.text : [])));
    expect(Math.max(...texts.map((text) => text.length))).toBeGreaterThan(4_000);
    const without = makePlan({ ...options, channels: [] });
    expect(without).toMatchObject({ direct: [], metaFaults: [] });
    expect(without.conversations).toEqual(conversations);
  });

  it('ends with agents online and nothing paused', () => {
    const { account } = makePlan(options);
    for (const kind of ['pause', 'agentStatus'] as const) {
      const last = account.filter(({ act }) => act.kind === kind).at(-1)?.act;
      expect(last).toMatchObject(kind === 'pause' ? { paused: false } : { status: 'online' });
    }
  });
});

describe('the options', () => {
  it('are three minutes and a seed by the clock unless told', () => {
    expect(readChaosOptions([], 1_700_000_123_456)).toMatchObject({ seconds: 180, conversations: 300, seed: 123_456 });
  });

  it.each([
    ['--minutes', 'x'],
    ['--conversations', '0'],
    ['--seed', '1.5'],
    ['--channels', 'sms'],
    ['--reports', 'maybe'],
    ['--on-unknown', 'ask'],
  ])('%s %s is refused in one line', (name, value) => {
    expect(() => readChaosOptions([name, value], 0)).toThrow(new RegExp(`^${name} must be [^\\n]*'${value}'$`));
  });
});
