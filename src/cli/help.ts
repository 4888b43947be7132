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
  'account and key go to MongoDB: set MONGODB_URI (and MONGODB_DATABASE, afterchat',
  'by default). The others go to the API: set AFTERCHAT_URL and AFTERCHAT_KEY, a key',
  'with the scope deliveries. doctor reads the environment of the service. Without it',
  'each finds what npm start runs: in this folder or above it, or in AFTERCHAT_STATE.',
  '--json prints one JSON document.',
  'Exit codes: 0 done, 1 the service said no or does not answer, 2 typed wrong.',
];
