import type { Command } from './command.ts';

/** The help of all commands. */
export function usage(commands: readonly Command[]): string {
  return ['Usage:', ...commands.map((command) => usageOf(command)), '', ...surroundings].join('\n');
}

/** The help of one command. */
export function usageOf({ name, takes, does }: Command): string {
  return [`  afterchat ${name} ${takes}`.trimEnd(), ...does.map((line) => `      ${line}`)].join('\n');
}

const surroundings = [
  'account, key, deployment and --of-nobody use MongoDB: set MONGODB_URI (and MONGODB_DATABASE if',
  'it is not afterchat). doctor needs the environment of the service. All others use the API:',
  'set AFTERCHAT_URL and AFTERCHAT_KEY, a key made with --scopes support. Without these',
  'variables, each uses what npm start runs in this folder, in one above it, or in the',
  'folder named by AFTERCHAT_STATE.',
  '--json prints one JSON document; afterchat --version prints the version.',
  'Exit codes: 0 success, 1 the service refused or did not answer, 2 wrong arguments.',
];
