import { isIPv4 } from 'node:net';
import { posix } from 'node:path';

/**
 * What Compose and the container engine refuse, stated again because the tests have neither; the sources are the
 * compose specification and the engine's checks of a container (daemon's verifyContainerSettings, volume/mounts,
 * sys/mount's tmpfs options, docker/go-connections' ports). Each answers the problems it found, in words.
 */

/** Go's time.ParseDuration, as far as it is needed here. */
const duration = /^(\d+(\.\d+)?(us|ms|s|m|h))+$/;

const flags = 'ro rw suid nosuid dev nodev exec noexec sync async dirsync atime noatime diratime nodiratime'.split(' ');
/** With a value each. */
const values: Readonly<Record<string, RegExp>> = {
  size: /^\d+[kmg%]?$/i,
  mode: /^[0-7]{3,4}$/,
  uid: /^\d+$/,
  gid: /^\d+$/,
  nr_inodes: /^\d+[kmg]?$/i,
  nr_blocks: /^\d+[kmg]?$/i,
  mpol: /./,
};

/** `destination[:option,option=value …]`, one string each. */
export function tmpfsProblems(mount: unknown): string[] {
  if (typeof mount !== 'string') return [`tmpfs ${JSON.stringify(mount)} is not a string`];
  const [destination = '', options, ...more] = mount.split(':');
  const unknown = (options?.split(',') ?? []).filter((option) => !isTmpfsOption(option));
  return [
    ...destinationProblems(destination),
    ...(more.length > 0 ? [`tmpfs ${mount} has more than one colon`] : []),
    ...unknown.map((option) => `tmpfs ${mount}: there is no option "${option}"`),
  ];
}

function isTmpfsOption(option: string): boolean {
  const [name = '', ...value] = option.split('=');
  return value.length === 0 ? flags.includes(name) : (values[name]?.test(value.join('=')) ?? false);
}

export function destinationProblems(path: string): string[] {
  if (!path.startsWith('/')) return [`invalid mount path: '${path}' mount path must be absolute`];
  if (posix.normalize(path) === '/') return [`invalid mount path: '${path}' is the root`];
  return [];
}

/** `source:destination[:mode]`; a source is a volume of the file, or a path that is absolute or begins with a dot. */
export function volumeProblems(mount: unknown, named: readonly string[]): string[] {
  if (typeof mount !== 'string') return [`volume ${JSON.stringify(mount)} is not a string`];
  const [source = '', destination, mode = 'rw', ...more] = mount.split(':');
  if (destination === undefined || more.length > 0) return [`volume ${mount} is not source:destination[:mode]`];
  return [
    ...destinationProblems(destination),
    ...(named.includes(source) || /^[./~]/.test(source) ? [] : [`volume ${mount}: ${source} is not declared`]),
    ...(mode.split(',').every((each) => ['ro', 'rw', 'z', 'Z', 'nocopy'].includes(each))
      ? []
      : [`volume ${mount}: there is no mode ${mode}`]),
  ];
}

/** Where a mount of `tmpfs` or `volumes` ends up; two at one place are refused. */
export function duplicateMounts(tmpfs: readonly string[], volumes: readonly string[]): string[] {
  const places = [...tmpfs.map((mount) => mount.split(':')[0]), ...volumes.map((mount) => mount.split(':')[1])];
  const clean = places.map((place = '') => posix.normalize(place).replace(/(?<=.)\/$/, ''));
  return clean
    .filter((place, index) => clean.indexOf(place) !== index)
    .map((place) => `duplicate mount point: ${place}`);
}

/** `[ip:]host:container[/protocol]`, after its variables are filled in; the host's port may be a range to choose from. */
export function portProblems(port: unknown): string[] {
  if (typeof port !== 'string')
    return [`port ${JSON.stringify(port)} is not a string (YAML may read 60:60 as a number)`];
  const parts = /^(?:([^:]+):)?(\d+)(?:-(\d+))?:(\d+)(?:\/(tcp|udp))?$/.exec(port);
  if (parts === null) return [`port ${port} is not [ip:]host:container`];
  const [, ip = '0.0.0.0', first, last = first, container] = parts;
  const outOfRange = [...new Set([first, last, container])].filter(
    (number) => !(Number(number) >= 1 && Number(number) <= 65_535),
  );
  return [
    ...(isIPv4(ip) ? [] : [`port ${port}: ${ip} is not an address`]),
    ...(Number(first) <= Number(last) ? [] : [`port ${port}: the range ends before it begins`]),
    ...outOfRange.map((number) => `port ${port}: ${number} is none`),
  ];
}

/** A boolean or an object is refused; a number is taken for its text, which may not be as written (1e3, 010). */
export function environmentProblems(environment: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(environment)
    .filter(([, value]) => typeof value !== 'string')
    .map(([name, value]) => `${name}: ${JSON.stringify(value)} is not a string; quote it`);
}

export function healthcheckProblems(check: Readonly<Record<string, unknown>>): string[] {
  const { test, retries, ...durations } = check;
  const known = ['interval', 'timeout', 'start_period', 'start_interval'];
  const isTest =
    Array.isArray(test) &&
    test.every((word) => typeof word === 'string') &&
    (test[0] === 'CMD' ? test.length > 1 : test[0] === 'CMD-SHELL' && test.length === 2);
  return [
    ...(isTest ? [] : [`healthcheck: ${JSON.stringify(test)} is no test`]),
    ...(retries === undefined || (Number.isInteger(retries) && Number(retries) > 0) ? [] : ['healthcheck: retries']),
    ...Object.entries(durations).flatMap(([name, value]) =>
      known.includes(name) ? durationProblems(name, value) : [`healthcheck: there is no ${name}`],
    ),
  ];
}

/** The engine takes none under a millisecond. */
export function durationProblems(name: string, value: unknown): string[] {
  return typeof value === 'string' && duration.test(value) && !/^0+[a-z]/.test(value)
    ? []
    : [`${name}: ${JSON.stringify(value)} is no duration`];
}

/** A `$` begins a variable or is written `$$`; all else compose refuses as an invalid interpolation. */
export function interpolationProblems(text: string): string[] {
  const rest = text.replaceAll('$$', '').replace(/\$\{[A-Za-z_][A-Za-z0-9_]*(:?[-?+][^{}]*)?\}/g, '');
  return [...rest.matchAll(/.{0,20}\$.{0,20}/g)].map(([around]) => `invalid interpolation: ${around}`);
}
