import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Chat } from '../../dev/chat.ts';
import { takeWaitingAgentEmails } from '../../src/store/deliveries/agent-emails.ts';
import { pauseDeployment, resumeDeployment } from '../../src/store/deployment/deployment-pause.ts';
import { releaseHeld } from '../../src/workers/release-held.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { useCourier } from '../support/courier.ts';
import { reporting } from './reports-setup.ts';

const api = useApi();
const courier = useCourier(api);
const { report } = reporting(api, courier);

const afterSeconds = 300;
let acme: ApiAccount;
let chat: Chat;
let ada: string;
let grace: string;
let count = 0;

beforeEach(async () => {
  // Ahead of real time, by which MongoDB removes expired documents.
  if (count === 0) api.pass(20 * 365 * 86_400);
  count += 1;
  acme = await api.account({ inbox: { allowedOrigins: [], notifyAgentsAfterSeconds: afterSeconds } });
  [ada, grace] = [`ada${count}@acme.example`, `grace${count}@acme.example`];
  await acme.chat.addAgent('ada', 'Ada', ada);
  await acme.chat.addAgent('grace', 'Grace', grace);
  await acme.chat.setStatus('ada', 'online');
  chat = acme.chat.conversation(`w${count}`);
  await chat.begin({ name: 'Bob' });
});

const look = (id = chat.id) => courier.look(acme, id);
const emails = () =>
  api.store.agentEmails.find({ accountId: acme.id }, { sort: { createdAt: 1, agentId: 1 } }).toArray();
const states = async () => (await emails()).map(({ agentId, status, notNeeded }) => [agentId, notNeeded ?? status]);
const mailsTo = async (to: string) => (await courier.mails(to)).length;
const preferences = (agentId: string, chosen: object) =>
  api.store.agentPreferences.insertOne({ _id: `${acme.id}:${agentId}`, accountId: acme.id, agentId, chosen });

/** How many a sweeper takes up now. */
async function taken(): Promise<number> {
  const ids: string[] = [];
  for await (const { accountId, id } of takeWaitingAgentEmails(api.store, api.now()))
    if (accountId === acme.id) ids.push(id);
  return ids.length;
}

/** A visitor has waited for long enough, and the workflow has looked. */
async function waited(text = 'Where is my parcel?', one = chat): Promise<void> {
  await one.visitorSays(text);
  api.pass(afterSeconds);
  await look(one.id);
}

describe('a visitor who waits for an answer', () => {
  it('is told to the agents once they have waited for as long as the account says, and only then', async () => {
    await chat.visitorSays('Where is my parcel?');
    expect(api.woken.at(-1)).toBe(`${chat.id} messagePosted`);
    const until = { kind: 'sleep', at: api.now() + afterSeconds * 1_000 };
    expect(await look()).toMatchObject(until);
    api.pass(afterSeconds - 1);
    await chat.visitorSays('Hello?');
    expect(await look()).toMatchObject(until);
    expect(await emails()).toEqual([]);
    api.pass(1);
    await look();
    expect(await courier.emailAgents(acme)).toEqual([{ kind: 'done', status: 'accepted' }]);
    const [mail, ...more] = await courier.mails(ada);
    expect(more).toEqual([]);
    expect(mail?.subject).toBe('Bob is waiting for an answer');
    expect(mail?.text).toContain('They have been waiting for 5 minutes.');
    expect(mail?.text).toContain('Hello?');
    expect(mail?.text).toContain(`https://chat.acme.example/inbox/c/${chat.id}`);
    expect(mail?.headers).toMatchObject({ 'Auto-Submitted': 'auto-generated' });
    expect(await mailsTo(grace)).toBe(0);
  });

  it('is told once, however often anybody looks or asks to send it', async () => {
    await waited();
    api.pass(3_600);
    await chat.visitorSays('Still here');
    for (const _ of [1, 2]) {
      await look();
      await courier.emailAgents(acme);
    }
    expect(await mailsTo(ada)).toBe(1);
    // A new wait, after an answer.
    await chat.agentSays('It ships today.');
    await waited('And when does it arrive?');
    await courier.emailAgents(acme);
    expect(await mailsTo(ada)).toBe(2);
  });

  it.each([
    ['an agent answers', async () => chat.agentSays('It ships today.')],
    ['a bot answers', async () => chat.botSays('Somebody comes soon.')],
    ['the conversation is closed', async () => chat.close()],
  ] as const)('is not told if %s in time', async (_, happens) => {
    await chat.visitorSays('Where is my parcel?');
    await happens();
    api.pass(afterSeconds);
    await look();
    expect(await emails()).toEqual([]);
  });

  it('still waits if agents write notes', async () => {
    await chat.visitorSays('Where is my parcel?');
    await chat.agentSays('Somebody should answer', 'Ada', { kind: 'note' });
    api.pass(afterSeconds);
    await look();
    await courier.emailAgents(acme);
    const [mail] = await courier.mails(ada);
    expect(mail?.text).toContain('Where is my parcel?');
    expect(mail?.text).not.toContain('Somebody should');
  });

  it.each([
    ['an agent answers', 'answered', async () => chat.agentSays('It ships today.')],
    ['the agent is deleted', 'notWanted', async () => acme.call('DELETE', '/v1/agents/ada')],
    ['the agent wants none any more', 'notWanted', async () => preferences('ada', { emailNotifications: false })],
    [
      'it is switched off',
      'switchedOff',
      async () => acme.chat.changeSettings({ inbox: { notifyAgentsAfterSeconds: null } }),
    ],
  ] as const)('causes no email if %s before it is sent', async (_, why, happens) => {
    await waited();
    await happens();
    expect(await courier.emailAgents(acme)).toEqual([{ kind: 'done', status: 'withdrawn' }]);
    expect(await states()).toEqual([['ada', why]]);
    expect(await mailsTo(ada)).toBe(0);
  });

  it('is told to the assignee, and where nobody is online to all who want it', async () => {
    await acme.call('PUT', `/v1/conversations/${chat.id}/assignee`, { agentId: 'grace' });
    await waited();
    expect(await states()).toEqual([['grace', 'claimed']]);
    await acme.chat.setStatus('ada', 'offline');
    await acme.chat.addAgent('linus', 'Linus', `linus${count}@acme.example`);
    await preferences('linus', { emailNotifications: false });
    const other = acme.chat.conversation(`other${count}`);
    await other.begin();
    await waited('Anybody there?', other);
    expect((await states()).slice(1).map(([agent]) => agent)).toEqual(['ada', 'grace']);
    await courier.emailAgents(acme);
    expect((await courier.mails(ada))[0]?.subject).toBe('A visitor is waiting for an answer');
  });

  it('costs nothing where agents are not emailed: no record, no earlier look', async () => {
    const quiet = await api.account();
    const one = quiet.chat.conversation('quiet');
    await one.begin();
    const before = api.woken.length;
    await one.visitorSays('Hello');
    expect(api.woken.length).toBe(before);
    expect((await api.store.conversations.findOne({ accountId: quiet.id }))?.alarm).toBeNull();
  });
});

describe('an email to an agent', () => {
  it('is retried as the answers say, then parked, and never counts as an email to the visitor', async () => {
    await waited();
    const before = await chat.get();
    await courier.fault(ada, '503', null);
    for (let [next] = await courier.emailAgents(acme); next?.kind === 'sleep'; [next] = await courier.emailAgents(acme))
      api.pass((next.at - api.now()) / 1_000);
    await courier.fault(ada, 'none');
    const [email] = await emails();
    expect(email).toMatchObject({ status: 'parked', reason: 'providerBusy', request: null });
    expect(email?.attempts.length).toBeGreaterThan(5);
    expect(email).not.toHaveProperty('watchAt');
    const replayed = await acme.call('POST', `/v1/agent-emails/${email?.id}/replay`);
    expect(replayed).toMatchObject({ status: 202, body: { status: 'claimed', agentId: 'ada', reason: null } });
    await api.told();
    expect(api.woken.at(-1)).toBe(`agent email ${email?.id}`);
    await courier.emailAgents(acme);
    expect((await courier.mails(ada))[0]?.text).toContain('They have been waiting for 65 minutes.');
    const [shown] = (await acme.call('GET', `/v1/agent-emails?conversation=${chat.id}`)).body.items;
    expect(shown).toMatchObject({ id: email?.id, status: 'accepted', notNeeded: null, nextAttemptAt: null });
    expect(await acme.chat.deliveries()).toEqual([]);
    expect((await chat.get()).forwarding).toEqual(before.forwarding);
    expect((await chat.messages())[0]).toMatchObject({ forwardedTo: [] });
  });

  it('whose outcome is unknown waits for the report, and is then repeated once, byte for byte', async () => {
    await waited();
    await courier.fault(ada, 'timeoutAfterAccept');
    const [next] = await courier.emailAgents(acme);
    expect(next).toMatchObject({ kind: 'sleep' });
    expect(await states()).toEqual([['ada', 'unknown']]);
    const sent = (await emails())[0]?.request;
    await chat.visitorSays('Are you there?');
    api.pass(1_801);
    await courier.emailAgents(acme);
    expect(await states()).toEqual([['ada', 'accepted']]);
    const mails = await courier.mails(ada);
    expect(mails.map(({ text }) => text?.includes('Are you there?'))).toEqual([false, false]);
    expect(JSON.parse(sent ?? '').content[0].value).toBe(mails[1]?.text);
  });

  it('whose outcome is unknown is settled by the provider’s report', async () => {
    await waited();
    await courier.fault(ada, 'timeoutAfterAccept');
    await courier.emailAgents(acme);
    const [{ id } = { id: '' }] = await emails();
    const of = { account: acme.id, delivery: id, attempt: '1', email: ada, sg_message_id: 'm1.filter' };
    const at = Math.floor(api.now() / 1_000);
    await report({ ...of, event: 'delivered', timestamp: at, sg_event_id: `delivered-${id}` });
    expect(await emails()).toMatchObject([{ status: 'delivered', attempts: [{ end: 'accepted' }], request: null }]);
    api.pass(1_801);
    expect(await courier.emailAgents(acme)).toEqual([]);
    expect(await mailsTo(ada)).toBe(1);
    await report({ ...of, event: 'bounce', type: 'bounce', timestamp: at + 9, sg_event_id: `bounce-${id}` });
    expect(await states()).toEqual([['ada', 'bounced']]);
    // An agent's address is no visitor's.
    expect(await api.store.suppressions.countDocuments({ accountId: acme.id })).toBe(0);
  });

  it.each([
    ['account', (paused: boolean) => acme.chat.changeSettings({ delivery: { paused } }), () => courier.fanOut(acme)],
    [
      'whole deployment',
      (paused: boolean) => (paused ? pauseDeployment(api.store) : resumeDeployment(api.store)),
      async () => {
        // The operator's times are MongoDB's, which this test does not move.
        await api.store.pauses.updateOne({ _id: 'operator' }, { $set: { resumedAt: api.now() } });
        await releaseHeld(api);
      },
    ],
  ])('waits while the %s is paused, however long, and goes at once after that', async (_, isPaused, follows) => {
    await isPaused(true);
    await waited();
    for (let times = 0; times < 6; times += 1) {
      const [next] = await courier.emailAgents(acme);
      if (next?.kind !== 'sleep') throw new Error('it does not wait');
      if (times < 5) api.pass((next.at - api.now()) / 1_000);
    }
    expect([await mailsTo(ada), await taken()]).toEqual([0, 0]);
    await isPaused(false);
    await courier.emailAgents(acme);
    expect(await mailsTo(ada)).toBe(0);
    await follows();
    expect(await taken()).toBe(1);
    await courier.emailAgents(acme);
    expect(await mailsTo(ada)).toBe(1);
  });

  it('says only who waits where emails say no more', async () => {
    await acme.chat.changeSettings({ content: { body: 'notice' } });
    await waited('My secret');
    await courier.emailAgents(acme);
    expect((await courier.mails(ada))[0]?.text).not.toContain('secret');
  });

  it('is in the agent’s language', async () => {
    await preferences('ada', { locale: 'fr' });
    await waited();
    await courier.emailAgents(acme);
    expect((await courier.mails(ada))[0]?.subject).toBe('Bob attend une réponse');
  });

  it('comes about ten conversations an hour, however many a stranger begins', async () => {
    const many = Array.from({ length: 13 }, (_, index) => acme.chat.conversation(`many${count}-${index}`));
    for (const one of many) {
      await one.begin();
      await one.visitorSays('Hello');
    }
    api.pass(afterSeconds);
    for (const one of many) await look(one.id);
    await courier.emailAgents(acme);
    expect(await mailsTo(ada)).toBe(10);
    expect((await states()).filter(([, state]) => state === 'limited')).toHaveLength(3);
  });

  it('is replayed in vain once the visitor was answered', async () => {
    await waited();
    await courier.fault(ada, '413');
    await courier.emailAgents(acme);
    const [{ id } = { id: '' }] = (await acme.call('GET', '/v1/agent-emails?status=parked')).body.items;
    await chat.agentSays('It ships today.');
    await acme.call('POST', `/v1/agent-emails/${id}/replay`);
    expect(await courier.emailAgents(acme)).toEqual([{ kind: 'done', status: 'withdrawn' }]);
    expect((await acme.call('POST', `/v1/agent-emails/${id}/replay`)).status).toBe(409);
    expect((await acme.call('GET', `/v1/audit?object=${id}`)).body.items).toMatchObject([
      { action: 'agentEmail.replayed' },
    ]);
    expect(await mailsTo(ada)).toBe(0);
  });

  it('is taken up by one sweeper, and again only if its workflow is lost', async () => {
    await waited();
    expect([await taken(), await taken()]).toEqual([1, 0]);
    api.pass(61);
    expect(await taken()).toBe(1);
  });

  it('is gone with its conversation', async () => {
    await waited('Bob was here');
    await courier.fault(ada, 'timeoutAfterAccept');
    await courier.emailAgents(acme);
    expect((await emails())[0]?.request).toContain('Bob was here');
    await acme.call('DELETE', `/v1/conversations/${chat.id}`);
    expect(await emails()).toEqual([]);
  });
});
