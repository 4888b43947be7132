import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { addresses } from '../../dev/banner.ts';
import { until } from '../../dev/servers/until.ts';
import type { Endpoints } from '../../dev/state-folder.ts';
import { quietTemporal } from '../support/quiet-temporal.ts';
import { unreplayable } from '../support/replay.ts';
import { commandsIn } from './blocks.ts';
import { composeProblems } from './commands.ts';
import { type Place, printedAs } from './place.ts';

quietTemporal();

export function deploying({ documents: { readme, deploy }, stack, noted, asks, chat }: Place): void {
  it('starts the API and the worker', () => {
    // As the stack of these tests does.
    const commands = ['node dist/src/main.js api', 'node dist/src/main.js worker'];
    expect(commandsIn(readme.block('npm run build'))).toEqual(expect.arrayContaining(commands));
  });

  it('fills in an .env and creates an account', async () => {
    const block = deploy.block('cp .env.example .env');
    expect(commandsIn(readme.block('cp .env.example .env'))).toEqual(commandsIn(block));
    const [printed = ''] = await noted.reader.plays(block);
    expect(existsSync(join(noted.reader.folder, '.env'))).toBe(true);
    noted.account = { id: printedAs('accountId', printed), key: printedAs('apiKey', printed) };
  });

  it('gives a secret as a file, in an override of what Compose has', () => {
    const { services, secrets } = parse(deploy.block('# docker-compose.override.yml').text, { merge: true });
    expect(composeProblems(['up', ...Object.keys(services)])).toEqual([]);
    const path = `/run/secrets/${Object.keys(secrets)[0]}`;
    for (const { environment } of Object.values<{ readonly environment: object }>(services))
      expect(environment).toEqual({ SENDGRID_API_KEY: '', SENDGRID_API_KEY_FILE: path });
  });

  it('lets visitors answer by email', async () => {
    await asks(deploy.says('PATCH /v1/settings {"sender": {"replyDomain": "reply.acme.example"}}'));
  });

  const isMailed = async () =>
    (await chat().conversation('c1').messages()).at(-1)?.outcome?.state === 'mailed' &&
    (await stack.mails()).length === 1;

  it('chats with curl, finds the reply in the mailbox and answers it', async () => {
    // Shortened, as where npm start runs.
    await asks('PATCH /v1/settings {"timing":{"afterLeavingSeconds":3,"settleSeconds":0,"settleMaxSeconds":0}}');
    const [before, after] = await noted.reader.plays(
      readme.block('KEY=…'),
      { '…': noted.account.key, 'http://127.0.0.1:3000': stack.api, 'http://127.0.0.1:8025': stack.mailbox },
      () => until('the reply is known to be mailed', 60, isMailed),
    );
    expect(before).toMatch(/"state":"waiting","reason":"beforeTrigger"/);
    expect(after).toMatch(/"state":"mailed","reason":"(accepted|delivered)"/);
    expect(after).toMatch(/"forwardedTo":\[\{"channel":"email"/);
    const [mail] = await stack.mails();
    const reply = readme.block('curl         http://127.0.0.1:8025/api/mails/ID');
    const [posted, answered] = await noted.reader.plays(
      reply,
      { 'http://127.0.0.1:8025': stack.mailbox, ID: mail!.id },
      () => until('the answer was read', 60, async () => (await chat().conversation('c1').messages()).length === 3),
    );
    expect(posted).toContain('"state":"accepted"');
    expect(answered).toContain('"via":"email"');
  });

  it('saves a production history, which the code of the next version has to replay', async () => {
    const block = deploy.block('temporal workflow show');
    await noted.reader.plays(block, { '<account>': noted.account.id, '<conversation>': 'c1' });
    const saved = join(noted.reader.folder, 'test/workflows/histories/production-1.json');
    const history = JSON.parse(readFileSync(saved, 'utf8'));
    expect(await unreplayable([{ name: 'production-1', history }])).toEqual([]);
  });

  it('reads what npm start prints', () => {
    const names = (text: string) => [...text.matchAll(/^ {2}(\w+(?: \w+)?) +http/gm)].map(([, name]) => name);
    const at = 'http://127.0.0.1:1';
    const endpoints = {
      api: at,
      inbox: at,
      site: at,
      mailbox: at,
      meta: at,
      temporalUi: at,
      metrics: { api: at, worker: at },
      agents: [],
      mongodb: at,
    };
    const shown = addresses(endpoints as unknown as Endpoints);
    expect(names(readme.block('afterchat is running.').text)).toEqual(
      names(shown).filter((name) => name !== 'MongoDB'),
    );
  });
}
