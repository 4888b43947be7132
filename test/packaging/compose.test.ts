import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { readConfig, variableNames } from '../../src/config.ts';
import {
  destinationProblems,
  duplicateMounts,
  durationProblems,
  environmentProblems,
  healthcheckProblems,
  interpolationProblems,
  portProblems,
  tmpfsProblems,
  volumeProblems,
} from './engine-rules.ts';

interface Service {
  readonly image: string;
  readonly build?: string;
  readonly user?: string;
  readonly command?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly tmpfs?: readonly string[];
  readonly restart?: string;
  readonly logging?: { readonly driver: string; readonly options: Readonly<Record<string, string>> };
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly networks?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: Readonly<Record<string, unknown>>;
  readonly stop_grace_period?: string;
  readonly mem_limit?: string;
  readonly pids_limit?: number;
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, null>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
}

const text = readFileSync('docker-compose.yml', 'utf8');
const compose: Compose = parse(text, { merge: true });
const services = Object.entries(compose.services);
const ours = services.filter(([, { build }]) => build !== undefined);
const service = (name: string): Service => compose.services[name]!;

/** What compose makes of `${NAME:-default}` and `${NAME:?}` with these variables. */
const interpolated = (value: string, variables: Readonly<Record<string, string>>) =>
  value.replace(/\$\{([A-Z_]+)(?::-([^}]*)|:\?)?\}/g, (_, name: string, fallback = '') => variables[name] ?? fallback);

describe('docker-compose.yml', () => {
  it.each(services)('%s is pinned to a version', (_, { image }) => {
    expect(interpolated(image, {})).toMatch(/^[a-z/-]+:\d+\.\d+(\.\d+)?[a-z0-9.-]*$/);
  });

  it.each(services)('%s runs without privileges, as another user than root', (_, each) => {
    expect(each.user).toMatch(/^(?!root|0)/);
    expect(each.cap_drop).toEqual(['ALL']);
    expect(each.security_opt).toEqual(['no-new-privileges:true']);
  });

  it('has read-only file systems, but where an image writes its configuration beside a template', () => {
    const writable = services.filter(([, { read_only }]) => read_only !== true).map(([name]) => name);
    expect(writable).toEqual(['temporal', 'temporal-ui']);
  });

  it.each(services)(
    '%s may take so much memory and so many processes, and no more',
    (_, { mem_limit = '', pids_limit }) => {
      expect(interpolated(mem_limit, {})).toMatch(/^[1-9]\d*[mg]$/);
      expect(pids_limit).toBe(512);
    },
  );

  it('lets several workers run, each with a port for its metrics', () => {
    expect(interpolated(service('worker').ports![0]!, {})).toBe('127.0.0.1:9465-9474:9464');
  });

  it('has no password in a command, where everybody on the host can read it', () => {
    for (const [, each] of services)
      expect(JSON.stringify([each.command, each.entrypoint, each.healthcheck])).not.toMatch(/\$\$?\{?\w*PASSWORD/);
  });

  it('publishes on loopback only, and databases nowhere', () => {
    for (const [, { ports = [] }] of services) for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
    for (const name of ['mongo', 'temporal-db', 'temporal']) {
      expect(service(name).ports).toBeUndefined();
      expect(service(name).networks).toEqual(['inside']);
    }
    expect(compose.networks.inside?.internal).toBe(true);
  });

  it('has no secret in it: each is asked for in the environment', () => {
    for (const [name, { environment = {} }] of services)
      for (const [key, value] of Object.entries(environment))
        if (/PASSWORD|PWD|_KEY$/.test(key)) expect(`${name} ${key} ${value}`).toMatch(/\$\{[A-Z_]+:[?-]\}$/);
  });

  it('waits for what is healthy or has ended well', () => {
    for (const [, { depends_on = {} }] of services)
      for (const [name, { condition }] of Object.entries(depends_on)) {
        expect(['service_healthy', 'service_completed_successfully']).toContain(condition);
        if (condition === 'service_healthy') expect(service(name).healthcheck).toBeDefined();
      }
  });

  it('keeps data in named volumes', () => {
    const mounted = services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0]));
    expect(mounted.sort()).toEqual(Object.keys(compose.volumes).sort());
  });

  describe.each(services)('%s is taken by the engine', (_, each) => {
    const { tmpfs = [], volumes = [], ports = [], environment = {}, networks = [] } = each;

    it('with its mounts', () => {
      expect(tmpfs.flatMap(tmpfsProblems)).toEqual([]);
      expect(volumes.flatMap((mount) => volumeProblems(mount, Object.keys(compose.volumes)))).toEqual([]);
      expect(duplicateMounts(tmpfs, volumes)).toEqual([]);
      // What is written to while the rest of the file system may only be read.
      if (each.read_only) expect(tmpfs.length + volumes.length).toBeGreaterThan(0);
    });

    it('with its ports, networks and environment', () => {
      expect(ports.flatMap((port) => portProblems(interpolated(port, {})))).toEqual([]);
      expect(networks.filter((network) => !Object.hasOwn(compose.networks, network))).toEqual([]);
      expect(environmentProblems(environment)).toEqual([]);
    });

    it('with its times, restarts and logs', () => {
      if (each.healthcheck !== undefined) expect(healthcheckProblems(each.healthcheck)).toEqual([]);
      if (each.stop_grace_period !== undefined) expect(durationProblems('stop', each.stop_grace_period)).toEqual([]);
      expect(each.restart).toMatch(/^(no|always|unless-stopped|on-failure(:[1-9]\d*)?)$/);
      expect(each.logging).toEqual({ driver: 'local', options: { 'max-size': '20m', 'max-file': '5' } });
    });

    it('with no key that compose does not know', () => {
      const known =
        'build cap_drop command depends_on entrypoint environment healthcheck image init logging mem_limit networks ' +
        'pids_limit ports read_only restart security_opt stop_grace_period tmpfs user volumes';
      expect(Object.keys(each).filter((key) => !known.split(' ').includes(key))).toEqual([]);
    });
  });

  it('has each variable as compose wants it, and publishes no port twice', () => {
    expect(interpolationProblems(text.replaceAll(/^\s*#.*$/gm, ''))).toEqual([]);
    const published = services.flatMap(([, { ports = [] }]) =>
      ports.map((port) => interpolated(port, {}).split(':')[1]),
    );
    expect(new Set(published).size).toBe(published.length);
  });

  it('starts what others wait for, without a circle', () => {
    const order = new Set<string>();
    const visit = (name: string, above: readonly string[]) => {
      expect(Object.keys(compose.services)).toContain(name);
      expect(above).not.toContain(name);
      for (const needed of Object.keys(service(name).depends_on ?? {})) visit(needed, [...above, name]);
      order.add(name);
    };
    for (const [name] of services) visit(name, []);
    expect(order.size).toBe(services.length);
  });

  describe.each(ours)('%s', (_, { command, environment = {}, stop_grace_period }) => {
    it('is a part that the entry point knows', () => {
      expect(readFileSync('src/main.ts', 'utf8')).toContain(`${command?.join()}: [`);
    });

    it('is given every variable that is read but for the demo, and no other', () => {
      const ofDeployments = variableNames.filter((name) => name !== 'DEMO_SIGN_IN');
      expect(Object.keys(environment).sort()).toEqual(['NODE_ENV', ...ofDeployments].sort());
    });

    it('has a complete environment once what is asked for is filled in', () => {
      const asked = text.match(/(?<=\$\{)[A-Z_]+(?=:\?)/g)!;
      const filledIn = Object.fromEntries(asked.map((name) => [name, 'x1']));
      const given = Object.entries(environment).map(([name, value]) => [name, interpolated(value, filledIn)]);
      const config = readConfig(Object.fromEntries(given));
      expect(config.MONGODB_URI).toBe('mongodb://afterchat-service:x1@mongo:27017/?replicaSet=rs0&authSource=admin');
      expect(Number.parseInt(stop_grace_period!, 10)).toBeGreaterThan(config.DELIVER_TIMEOUT_SECONDS + 10);
    });
  });
});

/** What the engine said of such lines, or says by its source. */
describe('the rules of the engine', () => {
  it.each([
    ['/tmp', 0],
    ['/var/run/postgresql:uid=999,gid=999', 0],
    ['/run:rw,noexec,nosuid,size=64m,mode=1777', 0],
    ['gid=999', 1],
    ['var/run', 1],
    ['/', 1],
    ['/tmp:uid=postgres', 1],
    ['/tmp:user=999', 1],
    ['/tmp:size=1m:gid=1', 1],
  ])('of a tmpfs %s find %d problems', (mount, problems) => {
    expect(tmpfsProblems(mount)).toHaveLength(problems);
  });

  it('read the line that once kept Temporal from starting as the engine did', () => {
    const { tmpfs } = parse('tmpfs: [/tmp, /var/run/postgresql:uid=999, gid=999]');
    expect(tmpfs.flatMap(tmpfsProblems)).toEqual(["invalid mount path: 'gid=999' mount path must be absolute"]);
  });

  it.each([
    [volumeProblems('data:/data/db', ['data']), 0],
    [volumeProblems('./here:/there:ro', []), 0],
    [volumeProblems('other:/data/db', ['data']), 1],
    [volumeProblems('data:data/db', ['data']), 1],
    [volumeProblems({ data: '/data' }, ['data']), 1],
    [duplicateMounts(['/tmp'], ['data:/tmp/']), 1],
    [destinationProblems('/data/../'), 1],
    [portProblems('127.0.0.1:3000:3000'), 0],
    [portProblems('127.0.0.1:9465-9474:9464'), 0],
    [portProblems('127.0.0.1:9474-9465:9464'), 1],
    [portProblems(3000), 1],
    [portProblems('localhost:3000:3000'), 1],
    [portProblems('127.0.0.1:0:99999'), 2],
    [environmentProblems({ A: 'x', B: true, C: 1 }), 2],
    [healthcheckProblems({ test: ['CMD', 'true'], interval: '5s', retries: 3 }), 0],
    [healthcheckProblems({ test: 'true', intervall: '5s', retries: 0 }), 3],
    [healthcheckProblems({ test: ['CMD-SHELL', 'nc', '-z'], timeout: 5 }), 2],
    [interpolationProblems(['a $$b', '{C:-d}', '{E:?}'].join(' $')), 0],
    [interpolationProblems('echo $b'), 1],
  ])('find what is wrong: %j', (found, problems) => {
    expect(found).toHaveLength(problems);
  });
});
