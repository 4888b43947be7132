import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { readConfig, variableNames } from '../../src/config.ts';

interface Service {
  readonly image: string;
  readonly build?: string;
  readonly user?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly networks?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: object;
  readonly stop_grace_period?: string;
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

  describe.each(ours)('%s', (_, { command, environment = {}, stop_grace_period }) => {
    it('is a part that the entry point knows', () => {
      expect(readFileSync('src/main.ts', 'utf8')).toContain(`${command?.join()}: [`);
    });

    it('is given every variable that is read, and no other', () => {
      expect(Object.keys(environment).sort()).toEqual(['NODE_ENV', ...variableNames].sort());
    });

    it('has a complete environment once what is asked for is filled in', () => {
      const asked = text.match(/(?<=\$\{)[A-Z_]+(?=:\?)/g)!;
      const filledIn = Object.fromEntries(asked.map((name) => [name, 'x1']));
      const given = Object.entries(environment).map(([name, value]) => [name, interpolated(value, filledIn)]);
      const config = readConfig(Object.fromEntries(given));
      expect(config.MONGODB_URI).toBe('mongodb://afterchat:x1@mongo:27017/?replicaSet=rs0&authSource=admin');
      expect(Number.parseInt(stop_grace_period!, 10)).toBeGreaterThan(config.DELIVER_TIMEOUT_SECONDS + 10);
    });
  });
});
