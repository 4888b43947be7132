import { describe } from '@jest/globals';
import { exampleOnStack, exampleThatCannotBegin } from './example-run.ts';
import { secondOfEach } from './second-of-each.ts';
import { useTwoStacks } from './stacks.ts';
import { partsAgain, startedStack, startWithSomethingWrong } from './start.ts';
import { twoAtOnce } from './two-at-once.ts';

// Starting a stack takes ten seconds of a processor, so all that look at one share two, in an order that lets them.
const stacks = useTwoStacks();
const [one, other] = stacks;

describe('two npm start at the same moment', () => twoAtOnce(stacks));
describe('npm start', () => startedStack(one));
describe('npm run example on a running stack', () => exampleOnStack(one));
describe('a second API and a second worker, started by environment alone', () => secondOfEach(other));
describe('npm start, whose parts die or which ends', () => partsAgain(one));

describe('npm start with something wrong', startWithSomethingWrong);
describe('npm run example that cannot begin', exampleThatCannotBegin);
