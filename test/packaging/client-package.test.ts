import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { listen } from '../../src/listen.ts';
import { openStage, type Stage } from '../api/openapi-stage.ts';

const run = promisify(execFile);
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const tsc = resolve('node_modules/typescript/bin/tsc');
const quiet = ['--offline', '--no-audit', '--no-fund', '--loglevel=error'];

const consumer = `
import { type Conversation, createClient, type Message, type Page, ProblemError } from '@afterchat/client';

declare const process: { readonly argv: string[] };
declare const console: { log(text: string): void };

const [baseUrl, key] = process.argv.slice(2) as [string, string];
const chat = createClient({ baseUrl, key });
const conversation: Conversation = await chat.conversations.put('c1', { visitor: { name: 'Grace' } });
await chat.messages.post('c1', { id: 'm1', author: { kind: 'agent', name: 'Ada' }, text: 'Hello' });
const { items }: Page<Message> = await chat.messages.list('c1', { limit: 1 });
const [message] = items;
const text: string | undefined = message?.text;
// @ts-expect-error there is no such state
const wrong = conversation.state === 'gone';
// @ts-expect-error an author has a kind
const refused = chat.messages.post('c1', { id: 'm2', author: {}, text: 'Hello' });
const problem: unknown = await refused.catch((error: unknown) => error);
console.log(JSON.stringify({ wrong, text, status: problem instanceof ProblemError ? problem.status : null }));
`;

/** The page of docs/widget.md, and mistakes that it could make. */
const page = `${/```ts\n([\s\S]*?)```/.exec(readFileSync('docs/widget.md', 'utf8'))?.[1]}
// @ts-expect-error there is no such command
chat('shut');
// @ts-expect-error a position is left or right
chat('boot', { position: 'top' });
// @ts-expect-error the event says how many, not which
addEventListener('afterchat:unread', ({ detail }) => detail.id);
`;

const settings = {
  compilerOptions: {
    target: 'es2022',
    lib: ['es2022', 'dom'],
    module: 'nodenext',
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
  },
  files: ['consumer.ts', 'page.ts'],
};

let stage: Stage;
let folder: string;
beforeAll(async () => {
  stage = await openStage();
  folder = mkdtempSync(join(tmpdir(), 'afterchat-client-'));
});
afterAll(async () => {
  await stage.stop();
  rmSync(folder, { recursive: true });
});

describe('the package @afterchat/client', () => {
  it('works and has its types in a folder that has nothing else', async () => {
    await run(npm, ['pack', ...quiet, '--pack-destination', folder], { cwd: 'packages/client' });
    const [tarball] = readdirSync(folder);
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
    await run(npm, ['install', ...quiet, `./${tarball}`], { cwd: folder });
    expect(readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['@afterchat']);
    expect(readdirSync(join(folder, 'node_modules/@afterchat/client')).sort()).toEqual([
      'LICENSE',
      'README.md',
      'dist',
      'package.json',
    ]);

    writeFileSync(join(folder, 'consumer.ts'), consumer);
    writeFileSync(join(folder, 'page.ts'), page);
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings));
    const compiled = run(process.execPath, [tsc, '-p', folder]);
    expect(await compiled.catch(({ stdout }) => ({ stdout }))).toMatchObject({ stdout: '' });

    const server = await listen(stage.app.fetch, { HOST: '127.0.0.1', PORT: 0 });
    const { port } = server.address() as AddressInfo;
    const asked = run(process.execPath, ['consumer.js', `http://127.0.0.1:${port}`, stage.apiKey], { cwd: folder });
    const { stdout } = await asked.finally(() => server.close());
    expect(JSON.parse(stdout)).toEqual({ wrong: false, text: 'Hello', status: 422 });
  });

  it('has the version and the licence of the service', () => {
    const of = (path: string) => JSON.parse(readFileSync(path, 'utf8'));
    const [service, client] = [of('package.json'), of('packages/client/package.json')];
    expect(client).toMatchObject({ version: service.version, license: service.license, engines: service.engines });
    expect(client.dependencies).toBeUndefined();
    expect(readFileSync('packages/client/LICENSE', 'utf8')).toBe(readFileSync('LICENSE', 'utf8'));
  });
});
