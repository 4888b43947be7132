import type { Command } from './command.ts';

/** Of all commands. */
export function usage(commands: readonly Command[]): string {
  return ['Usage:', ...commands.map((command) => usageOf(command)), '', ...surroundings].join('\n');
}

/** Of one command. */
export function usageOf({ name, takes, does }: Command): string {
  return [`  afterchat ${name} ${takes}`.trimEnd(), ...does.map((line) => `      ${line}`)].join('\n');
}

const surroundings = [
  'account and key go to MongoDB: set MONGODB_URI (and MONGODB_DATABASE, afterchat by default).',
  'Exit codes: 0 done, 1 the service said no or does not answer, 2 what was typed is wrong.',
];
