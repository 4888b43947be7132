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

/** The commands since they were last taken. */
function counted() {
  let commands: string[] = [];
  const note = ({ commandName, command }: CommandStartedEvent) =>
    void commands.push(`${commandName} ${command[commandName]}`);
  api.store.client.on('commandStarted', note);
  return {
    taken: () => {
      const all = commands;
      commands = [];
      return all;
    },
    end: () => api.store.client.off('commandStarted', note),
  };
}

it('an email takes as many commands of MongoDB as the budget says, from its time to the applied report', async () => {
  const sender = { name: 'Acme', address: 'chat@acme.example', replyDomain: 'reply.acme.example' };
  const account = await api.account({ sender });
  const { address } = await dueReply(api, { account, id: 'counted' });
  await api.told();
  const { taken, end } = counted();

  const answer = courier.holdAnswers();
  const ended = courier.look(account, 'counted');
  await eventually(
    () => courier.mails(address),
    (mails) => mails.length === 1,
  );
  const before = taken();
  answer();
  await ended;
  const after = taken();

  const reportOn = async (...ids: string[]) => {
    const deliveries = await api.store.deliveries
      .find({ accountId: account.id, conversationId: { $in: ids } })
      .toArray();
    const mails = await Promise.all(ids.map((id) => courier.mails(`${id}@example.com`)));
    const of = (id: string) => mails.flat().find((mail) => mail.customArgs.delivery === id);
    taken();
    await post(deliveries.map(({ id }) => eventOf(account, id, of(id))('delivered')));
    await api.told();
    return taken();
  };
  const report = await reportOn('counted');
  const others = ['other', 'another'];
  for (const id of others) await dueReply(api, { account, id });
  for (const id of others) await courier.look(account, id);
  const reports = await reportOn(...others);
  end();
  const statuses = await api.store.deliveries.distinct('status', { accountId: account.id });
  expect(statuses).toEqual(['delivered']);

  expect(before).toHaveLength(budget.beforeTheRequest ?? 0);
  expect(after).toHaveLength(budget.afterTheAnswer ?? 0);
  expect(report).toHaveLength(budget.forAReport ?? 0);
  // Those on several emails that come in one batch take no more.
  expect(reports).toHaveLength(budget.forAReport ?? 0);
});

it('an email of a page takes as many as the budget says, from the fan-out to the recorded answer', async () => {
  const account = await api.account();
  await account.call('PUT', '/v1/agents/ada', { name: 'Ada' });
  const { taken, end } = counted();
  const emailedTogether = async (...ids: string[]) => {
    await account.call('PUT', '/v1/agents/ada/status', { status: 'online' });
    for (const id of ids) {
      const chat = account.chat.conversation(id);
      await chat.begin({ email: `${id}@example.com` });
      await chat.agentSays('The parcel ships tomorrow.');
      await courier.look(account, id);
    }
    api.pass(90);
    await account.call('PUT', '/v1/agents/ada/status', { status: 'offline' });
    await api.told();
    taken();
    await courier.fanOut(account);
    const commands = taken();
    for (const id of ids) expect(await courier.mails(`${id}@example.com`)).toHaveLength(1);
    return commands.length;
  };
  const one = await emailedTogether('first');
  const three = await emailedTogether('second', 'third', 'fourth');
  end();
  expect((three - one) / 2).toBe(budget.inAPage);
});
