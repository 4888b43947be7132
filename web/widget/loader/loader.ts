import type { Command } from '../commands.ts';

/** The page's queue: what it called before this script came, and from then on the function that runs a command. */
interface Stub {
  (...command: Command): void;
  q?: readonly Command[];
}

declare global {
  interface Window {
    afterchat?: Stub;
  }
}
