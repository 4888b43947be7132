import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import type { CommandStartedEvent } from 'mongodb';
import { dueReply } from '../api/due-reply.ts';
import { reporting } from '../api/reports-setup.ts';
import { startApi } from '../support/api-in-process.ts';
import { useCourier } from '../support/courier.ts';
import { eventually } from '../support/eventually.ts';
import { forThisFile } from '../support/for-this-file.ts';
import { testMongoUri } from '../support/servers.ts';

const budget: Readonly<Record<string, number>> = JSON.parse(
  readFileSync('bench/budget.json', 'utf8'),
).mongoDbCommandsOfAMail;

const uri = new URL(testMongoUri());
uri.searchParams.set('monitorCommands', 'true');
const api = forThisFile(() => startApi(uri.href));
const courier = useCourier(api);
const { post, eventOf } = reporting(api, courier);

it('an email takes as many commands of MongoDB as the budget says, from its time to the applied report', async () => {
  const sender = { name: 'Acme', address: 'chat@acme.example', replyDomain: 'reply.acme.example' };
  const account = await api.account({ sender });
  const { address } = await dueReply(api, { account, id: 'counted' });
  await api.told();

  let commands: string[] = [];
  const taken = () => {
    const all = commands;
    commands = [];
    return all;
  };
  const note = ({ commandName, command }: CommandStartedEvent) =>
    void commands.push(`${commandName} ${command[commandName]}`);
  api.store.client.on('commandStarted', note);

  const answer = courier.holdAnswers();
  const ended = courier.look(account, 'counted');
  const [mail] = await eventually(
    () => courier.mails(address),
    (mails) => mails.length === 1,
  );
  const before = taken();
  answer();
  await ended;
  const after = taken();

  const delivery = await api.store.deliveries.findOne({ accountId: account.id });
  taken();
  await post([eventOf(account, delivery?.id ?? '', mail)('delivered')]);
  await api.told();
  const report = taken();
  api.store.client.off('commandStarted', note);
  expect((await api.store.deliveries.findOne({ accountId: account.id }))?.status).toBe('delivered');

  expect(before).toHaveLength(budget.beforeTheRequest ?? 0);
  expect(after).toHaveLength(budget.afterTheAnswer ?? 0);
  expect(report).toHaveLength(budget.forAReport ?? 0);
});
