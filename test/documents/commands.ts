import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { commands } from '../../src/cli/commands.ts';

/** `afterchat deliveries list --status parked`: the command and its options. */
export function commandProblems(words: readonly string[]): string[] {
  const typed = words.join(' ');
  // Several do different things by the same name, depending on what follows it.
  const called = commands.filter(({ name }) => `${typed} `.startsWith(`${name} `));
  if (called.length === 0) return typed === '--version' ? [] : [`there is no command: afterchat ${typed}`];
  const help = called.flatMap(({ takes, does }) => [takes, ...does]).join(' ');
  const options = words.filter((word) => word.startsWith('--'));
  return options.filter((option) => !help.split(/[^a-z-]+/).includes(option)).map((option) => `${typed}: no ${option}`);
}

const composeFlags: Readonly<Record<string, readonly string[]>> = {
  up: ['-d', '--build', '--no-build', '--wait'],
  build: [],
  exec: ['-e', '-T'],
  run: ['--rm', '--no-deps'],
};
const services: Readonly<Record<string, unknown>> = parse(readFileSync('docker-compose.yml', 'utf8'), {
  merge: true,
}).services;

/** `docker compose exec api …`: the flags that we use, the service, and the command that is run in it. */
export function composeProblems([verb = '', ...words]: readonly string[]): string[] {
  if (verb === '') return [];
  const flags = composeFlags[verb];
  if (flags === undefined) return [`docker compose ${verb} is not known here`];
  const rest = [...words];
  const problems: string[] = [];
  const named = (service = '') => (Object.hasOwn(services, service) ? [] : [`there is no service ${service}`]);
  while (rest[0]?.startsWith('-')) {
    const flag = rest.shift();
    if (flag === '--scale') problems.push(...named(rest.shift()?.split('=')[0]));
    else if (flag === '--entrypoint' || flag === '-e') rest.shift();
    else if (!flags.includes(flag!)) problems.push(`docker compose ${verb} ${flag} is not known here`);
  }
  if (verb !== 'exec' && verb !== 'run') return [...problems, ...rest.flatMap(named)];
  return [...problems, ...named(rest.shift()), ...lineProblems(rest.join(' '))];
}

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: object };

/** What a line in a shell, or between backticks, calls of ours: our commands, npm's scripts, our files, Compose. */
export function lineProblems(line: string): string[] {
  return line.split(/&&|\||;/).flatMap((part) => {
    const [first = '', ...words] = part.replace(/ #.*/, '').trim().split(/\s+/);
    if (first === 'afterchat') return words.length === 0 ? [] : commandProblems(words);
    if (first === 'npx') return lineProblems(words.join(' '));
    if (first === 'docker') return words[0] === 'compose' ? composeProblems(words.slice(1)) : [];
    if (first === 'npm') return scriptProblems(words);
    return first === 'node' && /\.m?js$/.test(words[0] ?? '') ? fileProblems(words) : [];
  });
}

function scriptProblems([verb = '', name = '']: readonly string[]): string[] {
  const script = verb === 'run' ? name : verb;
  const ofNpm = ['install', 'pack', 'ci', 'ping'];
  return Object.hasOwn(scripts, script) || ofNpm.includes(script) ? [] : [`there is no script ${script}`];
}

function fileProblems([file = '', ...words]: readonly string[]): string[] {
  const source = file.replace(/^dist\/(.*)\.js$/, '$1.ts');
  if (!existsSync(source)) return [`there is no ${source}`];
  return source === 'src/cli.ts' ? commandProblems(words) : [];
}
