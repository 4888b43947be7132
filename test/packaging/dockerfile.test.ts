import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { variableNames } from '../../src/config.ts';

const lines = readFileSync('Dockerfile', 'utf8')
  .replaceAll('\\\n', ' ')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));
const instructions = lines.map((line) => ({
  name: line.split(' ')[0]!,
  rest: line.slice(line.indexOf(' ') + 1).trim(),
}));
const of = (name: string) => instructions.filter((each) => each.name === name).map(({ rest }) => rest);
/** Of the last stage, which is what runs. */
const last = instructions.slice(instructions.findLastIndex(({ name }) => name === 'FROM'));
const ofLast = (name: string) => last.filter((each) => each.name === name).map(({ rest }) => rest);

/** A compiled file's source. */
const sourceOf = (path: string) => path.replace(/^dist\//, '').replace(/\.js$/, '.ts');

describe('the Dockerfile', () => {
  it('pins its base image by the full version of Node that .nvmrc names and the documents say was tested', () => {
    const stages = of('FROM').map((rest) => rest.split(' AS '));
    const names = stages.map(([, name]) => name);
    const images = stages.map(([image]) => image!).filter((image) => !names.includes(image));
    const version = readFileSync('.nvmrc', 'utf8').trim();
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(images).toEqual([`node:${version}-bookworm-slim`]);
    expect(readFileSync('docs/testing.md', 'utf8')).toContain(`| ${version} `);
  });

  it('copies only what is there and what .dockerignore lets through', () => {
    const allowed = readFileSync('.dockerignore', 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    const sources = of('COPY')
      .filter((rest) => !rest.startsWith('--from'))
      .flatMap((rest) => rest.split(' ').slice(0, -1));
    for (const source of sources) {
      expect(existsSync(source)).toBe(true);
      expect(allowed).toContain(source.replace('./', ''));
    }
    expect(readFileSync('.dockerignore', 'utf8')).toMatch(/^\*$/m);
  });

  it('runs as another user than root, with the bundles that the build makes', () => {
    expect(ofLast('USER')).toEqual(['node']);
    const bundles = readFileSync('src/workers/bundles.ts', 'utf8').match(/workflow-bundle[a-z-]*\.js/g);
    expect(bundles).toHaveLength(2);
    for (const bundle of [...bundles!, 'client.js']) expect(ofLast('COPY').join(' ')).toContain(`dist/${bundle}`);
  });

  it('contains the script of /docs, which the build puts beside the compiled code', () => {
    expect(readFileSync('bin/run.mjs', 'utf8')).toContain('dist/src/api/documentation/build-reference.js');
    expect(existsSync('src/api/documentation/build-reference.ts')).toBe(true);
    expect(of('RUN')).toContain('npm run build');
    expect(ofLast('COPY')).toContain('--from=build /app/dist/src ./dist/src');
  });

  it('copies of dist/ what docs/deploy.md says is needed without Docker', () => {
    const ofDist = (text: string) => [...text.matchAll(/\bdist\/(?:web\/)?[\w*.-]+/g)].map(([path]) => path);
    const told = readFileSync('docs/deploy.md', 'utf8').match(/At run time only\s+(.+?) are needed/s)![1]!;
    const copied = ofLast('COPY').flatMap((rest) => rest.split(' ').slice(0, -1));
    const bundle = /workflow-bundle.*/;
    const needed = ofDist(copied.join(' ')).map((path) => path.replace(bundle, 'workflow-bundle*.js'));
    expect(ofDist(told).sort()).toEqual([...new Set(needed)].sort());
  });

  it('names entry points that exist, and checks its health without a shell or further programs', () => {
    const entry = JSON.parse(ofLast('ENTRYPOINT')[0]!) as string[];
    expect(entry[0]).toBe('node');
    expect(existsSync(sourceOf(entry.at(-1)!))).toBe(true);
    const check = JSON.parse(ofLast('HEALTHCHECK')[0]!.split('CMD ')[1]!) as string[];
    expect(check[0]).toBe('node');
    expect(existsSync(sourceOf(check[1]!))).toBe(true);
  });

  it('sets only variables that are read', () => {
    const names = ofLast('ENV')
      .join(' ')
      .split(/\s+/)
      .map((pair) => pair.split('=')[0]!);
    expect(names).toContain('METRICS_PORT');
    for (const name of names) expect(['NODE_ENV', ...variableNames]).toContain(name);
  });
});

describe('README.md and .env.example', () => {
  it('name every variable that is read', () => {
    const readme = readFileSync('README.md', 'utf8');
    for (const name of variableNames) expect(readme).toContain(`\`${name}\``);
  });

  it('name what docker-compose.yml asks for, and nothing else', () => {
    const asked = new Set(readFileSync('docker-compose.yml', 'utf8').match(/(?<=[^$]\$\{)[A-Z_]+/g));
    const offered = readFileSync('.env.example', 'utf8').match(/^(# )?[A-Z_]+(?==)/gm);
    const names = offered!.map((name) => name.replace('# ', ''));
    expect(names.filter((name) => !asked.has(name))).toEqual([]);
    const required = new Set(readFileSync('docker-compose.yml', 'utf8').match(/(?<=\$\{)[A-Z_]+(?=:\?)/g));
    const filledIn = offered!.filter((name) => !name.startsWith('#'));
    expect(filledIn.sort()).toEqual([...required].sort());
  });
});
