import { describe, expect, it } from '@jest/globals';
import { createApp } from '../../src/api/app.ts';
import type { ApiDeps } from '../../src/api/deps.ts';
import type { OpenApiDocument } from '../../src/api/documentation/open-api.ts';
import { allDocuments, blocksOf, codeOf, commandsIn } from './blocks.ts';
import { lineProblems } from './commands.ts';
import { deploying } from './deploying.ts';
import { linkProblems, settingProblems } from './names.ts';
import { operating } from './operating.ts';
import { usePlace } from './place.ts';
import { routeProblems } from './routes.ts';

describe.each(allDocuments)('%s', (file) => {
  it('names commands, options, scripts, files and settings that are there', () => {
    const lines = blocksOf(file).flatMap((block) => (block.language === 'sh' ? commandsIn(block) : []));
    const code = codeOf(file);
    expect([...[...lines, ...code].flatMap(lineProblems), ...code.flatMap(settingProblems)]).toEqual([]);
  });
  it('links to what is there', () => {
    expect(linkProblems(file)).toEqual([]);
  });
});

it('all of them name routes, parameters and fields that are there', async () => {
  const document = (await (await createApp({} as ApiDeps).request('/openapi.json')).json()) as OpenApiDocument;
  const problemsOf = (file: string) =>
    codeOf(file).flatMap((code) => routeProblems(document, code).map((problem) => `${file}: ${problem}`));
  expect(allDocuments.flatMap(problemsOf)).toEqual([]);
});

it.each([
  ['afterchat deliveries list --state parked', 'deliveries list --state parked: no --state'],
  ['npx afterchat deliveries resend ID', 'there is no command: afterchat deliveries resend ID'],
  ['docker compose up -d --waits', 'docker compose up --waits is not known here'],
  ['docker compose up -d --scale workers=2', 'there is no service workers'],
  ['docker compose exec api node dist/src/client.js doctor', 'there is no src/client.ts'],
  ['npm install && npm run builds', 'there is no script builds'],
])('finds what is wrong: %s', (line, problem) => {
  expect(lineProblems(line)).toEqual([problem]);
});

// What one step prints is what the next needs, so they are played in the order in which somebody reads them.
const place = usePlace();
describe('somebody who deploys by README.md and docs/deploy.md', () => deploying(place));
describe('somebody who operates by docs/operations.md', () => operating(place));
describe('README.md, docs/deploy.md and docs/operations.md', () => {
  it('have no block that is neither played here nor says why it is not', () => {
    expect(Object.values(place.documents).flatMap((document) => document.leftOut())).toEqual([]);
  });
});
