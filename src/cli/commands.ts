import { accountCreate } from './account-create.ts';
import type { Command } from './command.ts';
import { keyCreate } from './key-create.ts';

/** All there are, in the order in which help tells of them. */
export const commands: readonly Command[] = [accountCreate, keyCreate];
