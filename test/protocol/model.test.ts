import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { explore } from './explore.ts';
import { scenarios } from './scenarios.ts';
import type { Broken, Scenario } from './world.ts';

let test: AbortController;
beforeEach(() => {
  test = new AbortController();
});
// What ran out of time would go on with the timers of the tests after it replaced. It looks at the signal every so often.
afterEach(async () => {
  test.abort();
  await new Promise((resolve) => setImmediate(resolve));
});

describe('in every order of everything that can happen', () => {
  for (const [name, scenario] of Object.entries<Scenario>(scenarios))
    it(`each reply is mailed once and in time: ${name}`, async () => {
      const { states, violation } = await explore(scenario, {}, test.signal);
      expect(violation).toBeNull();
      expect(states).toBeGreaterThan(50);
    });
});

describe('the protocol with a part taken out', () => {
  const missing: readonly [string, Broken, keyof typeof scenarios][] = [
    ['loses a reply if look is not one transaction', { splitLook: true }, 'replies while a look runs'],
    ['mails what was read if look is not one transaction', { splitLook: true }, 'the visitor reads'],
    [
      'mails what was read if an attempt is not guarded by what it was read from',
      { noGuard: true },
      'the visitor reads',
    ],
    [
      'mails what was read if the attempt of a page is not guarded',
      { noGuard: true },
      'the visitor reads when all agents go offline',
    ],
    [
      'mails twice if a page does not claim what it sends',
      { noClaim: true },
      'a reply comes when all agents go offline',
    ],
    ['never looks after a crash without the sweeper', { noSweeper: true }, 'one reply, and two crashes'],
    [
      'is late without the second pass of the fan-out',
      { noSecondPass: true },
      'all agents go offline while a reply is under way',
    ],
  ];
  for (const [what, broken, name] of missing)
    it(`${what}: ${name}`, async () => {
      const { violation } = await explore(scenarios[name], broken, test.signal);
      expect(violation?.promise).toEqual(expect.any(String));
    });
});
