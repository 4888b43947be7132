import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afterchat-arrows-'));
  for (const name of ['biome.json', 'lint']) await cp(name, join(folder, name), { recursive: true });
});
afterEach(() => rm(folder, { recursive: true }));

const lint = join(process.cwd(), 'node_modules/@biomejs/biome/bin/biome');

/** The lines, as `file:line`, that `npm run check` refuses: by our own rules of lint/, or as part of a circle. */
async function refused(
  files: Readonly<Record<string, string>>,
  by: 'plugin' | 'lint/suspicious/noImportCycles' = 'plugin',
): Promise<string[]> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  const said = await new Promise<string>((resolve) => {
    const options = ['lint', '--vcs-enabled=false', '--max-diagnostics=none', '.'];
    execFile(process.execPath, [lint, ...options], { cwd: folder }, (_, stdout, stderr) => resolve(stdout + stderr));
  });
  const found = [...said.matchAll(/^(\S+:\d+):\d+ (\S+) /gm)].filter(([, , rule]) => rule === by);
  return [...new Set(found.map(([, place = '']) => place))].sort();
}

/** A room's file, what it may import and what it may not. */
const rooms: readonly (readonly [file: string, allowed: readonly string[], against: readonly string[]])[] = [
  ['contract/a.ts', ['./b.ts'], ['../policy/facts.ts', '../graphemes.ts']],
  ['design/a.ts', ['./b.ts'], ['../contract/a.ts', '../graphemes.ts']],
  ['policy/facts.ts', ['../contract/a.ts', '../graphemes.ts'], ['./account/a.ts', '../store/status.ts']],
  ['policy/account/a.ts', ['../facts.ts', '../../contract/a.ts'], ['../visitor/a.ts', '../../store/mongo/a.ts']],
  ['policy/visitor/a.ts', ['../account/a.ts', '../facts.ts', '../pending.ts'], ['../delivery/a.ts', '../../mail/a.ts']],
  ['policy/delivery/a.ts', ['../visitor/a.ts', '../../contract/a.ts'], ['../forwarding/a.ts']],
  ['policy/forwarding/a.ts', ['../delivery/a.ts', '../account/a.ts'], ['../look/a.ts']],
  ['policy/look/a.ts', ['../forwarding/a.ts', '../facts.ts'], ['../../store/mongo/a.ts', '../../api/env.ts']],
  ['store/mongo/a.ts', ['../../policy/facts.ts', '../../contract/a.ts'], ['../accounts/a.ts', '../../mail/a.ts']],
  ['store/deployment/a.ts', ['../mongo/a.ts'], ['../accounts/b.ts', '../jobs/a.ts']],
  ['store/accounts/b.ts', ['../mongo/a.ts', '../../policy/facts.ts'], ['../addresses/a.ts', '../status.ts']],
  ['store/attachments/a.ts', ['../mongo/a.ts', '../../contract/a.ts'], ['../accounts/b.ts', '../conversations/a.ts']],
  ['store/addresses/a.ts', ['../accounts/b.ts', '../deployment/a.ts'], ['../conversations/a.ts']],
  [
    'store/conversations/a.ts',
    ['../addresses/a.ts', '../attachments/a.ts'],
    ['../deliveries/a.ts', '../../workflows/a.ts'],
  ],
  ['store/deliveries/a.ts', ['../conversations/a.ts', '../deployment/a.ts'], ['../jobs/a.ts']],
  ['store/jobs/a.ts', ['../deliveries/a.ts'], ['../status.ts', '../../temporal/a.ts']],
  ['store/erasure/a.ts', ['../jobs/a.ts', '../inbound/a.ts'], ['../status.ts', '../../mail/a.ts']],
  ['store/webhooks/a.ts', ['../mongo/a.ts'], ['../jobs/a.ts', '../../webhooks/a.ts']],
  ['webhooks/a.ts', ['./b.ts', '../contract/a.ts'], ['../policy/facts.ts', '../store/mongo/a.ts']],
  ['store/inbound/a.ts', ['../addresses/a.ts'], ['../jobs/a.ts', '../../mail/a.ts']],
  ['store/status.ts', ['./jobs/a.ts', '../policy/facts.ts'], ['../mail/a.ts']],
  ['mail/a.ts', ['../contract/a.ts', '../design/a.ts', '../graphemes.ts'], ['../store/mongo/a.ts', '../api/env.ts']],
  ['mail/inbound/a.ts', ['../a.ts', '../../contract/a.ts'], ['../../store/mongo/a.ts', '../../activities/a.ts']],
  ['channels/a.ts', ['./email/b.ts', '../policy/facts.ts'], ['../mail/a.ts', '../store/mongo/a.ts']],
  ['channels/email/b.ts', ['../b.ts', '../../mail/a.ts'], ['../meta/a.ts', '../../store/mongo/a.ts']],
  ['channels/messenger/a.ts', ['../meta/a.ts', '../../contract/a.ts'], ['../email/b.ts', '../../mail/a.ts']],
  ['channels/meta/a.ts', ['../b.ts', '../../policy/facts.ts'], ['../messenger/b.ts', '../../store/mongo/a.ts']],
  ['temporal/a.ts', ['../store/mongo/a.ts', '../config.ts'], ['../operating/a.ts', '../activities/a.ts']],
  ['operating/a.ts', ['../temporal/a.ts', '../store/status.ts'], ['../activities/a.ts', '../api/env.ts']],
  [
    'activities/a.ts',
    ['../operating/a.ts', '../mail/a.ts', '../webhooks/a.ts', '../channels/meta/a.ts'],
    ['../api/env.ts', '../workflows/a.ts'],
  ],
  ['activities/inbound/a.ts', ['../a.ts', '../../mail/a.ts'], ['../../api/env.ts', '../../workflows/a.ts']],
  ['workflows/a.ts', ['../activities/a.ts', '../policy/look/a.ts'], ['../temporal/a.ts', '../mail/a.ts']],
  ['workers/a.ts', ['../activities/a.ts', '../apply-reports.ts'], ['../api/env.ts', '../main.ts']],
  ['api/env.ts', ['./agent/a.ts', '../store/status.ts'], ['../activities/a.ts', '../server.ts']],
  [
    'api/agent/a.ts',
    ['../problems.ts', '../../operating/a.ts', '../../design/a.ts', '../../channels/meta/a.ts'],
    ['../../workers/a.ts', '../../cli/a.ts'],
  ],
  ['api/documentation/page/a.ts', ['../a.ts', '../../problems.ts'], ['../../../activities/a.ts']],
  [
    'doctor/a.ts',
    ['../temporal/a.ts', '../channels/meta/a.ts', '../config.ts'],
    ['../api/env.ts', '../operating/a.ts'],
  ],
  ['cli/a.ts', ['../../packages/client/src/index.ts', '../doctor/a.ts'], ['../api/env.ts', '../main.ts']],
  ['config.ts', ['./contract/a.ts', './mail/a.ts'], ['./store/status.ts', './main.ts']],
  ['main.ts', ['./workers/a.ts', './config.ts'], ['../dev/start.ts', '../test/support/work.ts']],
];

describe('the check of imports', () => {
  it('refuses every import against the arrows, and no other', async () => {
    const client = { 'packages/client/src/a.ts': "import './b.ts';\nimport '../../../src/contract/a.ts';\n" };
    const page =
      "import '../../packages/client/src/a.ts';\nimport '../../src/design/a.ts';\nimport '../widget/a.ts';\nimport '../../src/contract/a.ts';\n";
    const files = rooms.map(([file, allowed, against]) => {
      const lines = [...allowed, ...against].map((path) => `import '${path}';\n`);
      return [`src/${file}`, lines.join('')] as const;
    });
    const expected = rooms.flatMap(([file, allowed, against]) =>
      against.map((_, index) => `src/${file}:${allowed.length + index + 1}`),
    );
    expect(await refused({ ...client, 'web/site/a.ts': page, ...Object.fromEntries(files) })).toEqual(
      ['packages/client/src/a.ts:2', 'web/site/a.ts:4', ...expected].sort(),
    );
  });

  it('refuses it in whatever way it is written', async () => {
    const lines = [
      "import { a } from '../store/mongo/a.ts';",
      "import type { A } from '../store/mongo/a.ts';",
      "export { b } from '../store/mongo/a.ts';",
      "export * from '../store/mongo/a.ts';",
      "export const c = await import('../store/mongo/a.ts');",
      "export type D = import('../store/mongo/a.ts').A;",
      "import { e } from '../contract/../store/mongo/a.ts';",
    ];
    const found = await refused({ 'src/mail/a.ts': lines.join('\n') });
    expect(found).toEqual(lines.map((_, index) => `src/mail/a.ts:${index + 1}`));
  });

  it('refuses a circle, be it of types alone', async () => {
    const files = {
      'src/mail/a.ts': "import type { B } from './b.ts';\nexport type A = B | 1;\n",
      'src/mail/b.ts': "import type { C } from './c.ts';\nexport type B = C | 2;\n",
      'src/mail/c.ts': "import type { A } from './a.ts';\nexport type C = A | 3;\n",
    };
    const found = await refused(files, 'lint/suspicious/noImportCycles');
    expect(found).toEqual(['src/mail/a.ts:1', 'src/mail/b.ts:1', 'src/mail/c.ts:1']);
  });
});

describe('the check of queries', () => {
  const lines = [
    "import type { Collection } from 'mongodb';",
    'export const a = ({ store }) => store.messages.find({});',
    'export const b = (deps) => deps.store.accounts.updateMany({}, {});',
    "export const c = (store) => store.client.db('admin');",
    'export const d = (store) => { const { messages } = store; return messages; };',
    'export const e = ({ conversations }) => conversations.findOne({});',
    'export const f = (messages) => messages.find({}).toArray();',
  ];

  it('refuses whatever asks MongoDB outside src/store/', async () => {
    const found = await refused({ 'src/api/agent/a.ts': lines.join('\n') });
    expect(found).toEqual(lines.map((_, index) => `src/api/agent/a.ts:${index + 1}`));
  });

  it('lets src/store/ ask, and lists be searched anywhere', async () => {
    const search = 'export const a = (list, store) => list.find((one) => one === store.firstConnectError());';
    expect(await refused({ 'src/store/mongo/a.ts': lines.join('\n'), 'src/api/agent/a.ts': search })).toEqual([]);
  });
});
