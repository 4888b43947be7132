import { beforeEach, describe, expect, it } from '@jest/globals';
import { Settings } from '../../src/contract/settings.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { changesNothing, expectProblem } from './problem.ts';

const api = useApi();
let acme: ApiAccount;
beforeEach(async () => {
  acme = await api.account();
});
const patch = (body: unknown) => acme.call('PATCH', '/v1/settings', body);

describe('GET /v1/settings', () => {
  it('answers them whole, with every default', async () => {
    const answer = await acme.call('GET', '/v1/settings');
    expect([answer.status, answer.body]).toEqual([
      200,
      Settings.parse({ sender: { name: 'Acme', address: 'chat@acme.example' } }),
    ]);
    expect(answer.body).toMatchObject({
      emailForwarding: 'unreadReplies',
      timing: { afterLeavingSeconds: 300, afterInactivitySeconds: 1_800, settleSeconds: 60, settleMaxSeconds: 300 },
    });
  });
});

describe('settings that were stored before another one was added', () => {
  it('have its default, in answers and for the rules', async () => {
    await api.store.accounts.updateOne({ _id: acme.id }, { $unset: { 'settings.timing.agentsAwayGraceSeconds': 1 } });
    expect((await acme.call('GET', '/v1/settings')).body.timing.agentsAwayGraceSeconds).toBe(10);
    await acme.call('PUT', '/v1/agents/ada', { name: 'Ada' });
    await acme.call('PUT', '/v1/agents/ada/status', { status: 'offline' });
    const chat = acme.chat.conversation('c1');
    await chat.begin({ email: 'ada@example.com' });
    await chat.agentSays('Hello');
    expect((await chat.get()).forwarding).toMatchObject({ trigger: 'agentsOffline', dueAt: api.iso(60) });
  });
});

describe('PATCH /v1/settings', () => {
  it('warns for as long as mails have no link back to the chat, and what GET answers can be sent back', async () => {
    const warnings = [{ field: 'brand.siteUrl', message: expect.stringContaining('no link back to the chat') }];
    expect((await patch({ locale: 'fr' })).body).toMatchObject({ warnings });
    expect(await patch((await acme.call('GET', '/v1/settings')).body)).toMatchObject({ status: 200 });
    expect((await patch({ emailForwarding: 'nothing' })).body).not.toHaveProperty('warnings');
    const brand = { siteUrl: 'https://acme.example' };
    expect((await patch({ emailForwarding: 'transcript', brand })).body).not.toHaveProperty('warnings');
  });

  it('warns if agents are to be emailed and there is no sender', async () => {
    const given = { emailForwarding: 'nothing', sender: null, inbox: { notifyAgentsAfterSeconds: 300 } };
    const warnings = [{ field: 'sender', message: expect.stringContaining('agents are not emailed') }];
    expect((await patch(given)).body).toMatchObject({ warnings, inbox: { notifyAgentsAfterSeconds: 300 } });
    const inbox = { notifyAgentsAfterSeconds: null };
    expect((await patch({ inbox })).body).not.toHaveProperty('warnings');
    expect((await patch({ inbox: { notifyAgentsAfterSeconds: 0 } })).status).toBe(422);
  });

  it('merges as RFC 7396 says: objects merge, null goes back to the default, lists are replaced', async () => {
    const brand = { siteUrl: 'https://acme.example', allowedOrigins: ['https://acme.example', 'https://b.example'] };
    await patch({ timing: { settleSeconds: 10 }, brand });
    const answer = await patch({ timing: { silenceSeconds: 45 }, brand: { siteUrl: null, allowedOrigins: [] } });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      timing: { settleSeconds: 10, silenceSeconds: 45, afterLeavingSeconds: 300 },
      brand: { siteUrl: null, allowedOrigins: [] },
    });
    expect((await patch({ timing: null })).body.timing).toMatchObject({ settleSeconds: 60, silenceSeconds: 90 });
    expect((await acme.call('GET', '/v1/settings')).body.timing.settleSeconds).toBe(60);
  });

  it('makes the waiting conversations look again', async () => {
    await patch({ timing: { settleSeconds: 10 } });
    expect(api.woken.at(-1)).toBe(`all of ${acme.id}`);
  });

  it('concurrent ones of different fields are all kept', async () => {
    const fields = ['afterLeavingSeconds', 'afterInactivitySeconds', 'silenceSeconds', 'settleMaxSeconds'];
    const answers = await Promise.all(fields.map((field) => patch({ timing: { [field]: 77 } })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const { timing } = (await acme.call('GET', '/v1/settings')).body;
    expect(fields.map((field) => timing[field])).toEqual([77, 77, 77, 77]);
  });

  it.each([
    ['an unknown setting', { timing: { afterLunchSeconds: 1 } }, ['timing.afterLunchSeconds']],
    ['an unknown group', { notifications: {} }, ['notifications']],
    ['a sender taken away while mails are to go out', { sender: null }, ['sender']],
    ['a longest settling below the usual', { timing: { settleSeconds: 301 } }, ['timing.settleMaxSeconds']],
    ['more seconds than a week', { timing: { silenceSeconds: 604_801 } }, ['timing.silenceSeconds']],
    ['negative seconds', { timing: { silenceSeconds: -1 } }, ['timing.silenceSeconds']],
    ['half a second', { timing: { silenceSeconds: 0.5 } }, ['timing.silenceSeconds']],
    ['a huge number', { timing: { silenceSeconds: 1e300 } }, ['timing.silenceSeconds']],
    ['text for a number', { delivery: { retryForSeconds: '60' } }, ['delivery.retryForSeconds']],
    ['null for an unknown field', { timing: { '': null } }, ['timing.']],
    ['an unknown choice', { emailForwarding: 'everything' }, ['emailForwarding']],
    ['a group that is a list', { timing: [] }, ['timing']],
    ['a group that is a number', { content: 4 }, ['content']],
    ['a bad sender', { sender: { address: 'chat' } }, ['sender.address']],
    ['a bad reply domain', { sender: { replyDomain: 'nowhere' } }, ['sender.replyDomain']],
    ['a bad colour', { brand: { color: 'teal' } }, ['brand.color']],
    ['a bad origin', { brand: { allowedOrigins: ['acme'] } }, ['brand.allowedOrigins.0']],
    ['a bad language', { locale: 'english, please' }, ['locale']],
    ['emails that are never kept', { retention: { sentMailDays: 0 } }, ['retention.sentMailDays']],
    ['emails that are kept for good', { retention: { sentMailDays: 3_651 } }, ['retention.sentMailDays']],
    ['an unknown rule for other senders', { delivery: { otherSender: 'ignore' } }, ['delivery.otherSender']],
    ['several at once', { locale: 1, timing: { settleSeconds: -1 } }, ['timing.settleSeconds', 'locale']],
  ])('answers 422 to %s and keeps the old ones', async (_, body, paths) => {
    expectProblem(await changesNothing(api, () => patch(body)), 422, 'invalid-request', paths);
  });

  it('says what a missing sender is for', async () => {
    const silent = await api.account({ emailForwarding: 'nothing', sender: null });
    const answer = await silent.call('PATCH', '/v1/settings', { emailForwarding: 'transcript' });
    expectProblem(answer, 422, 'invalid-request', ['sender']);
    expect(answer.body.errors[0]?.message).toMatch(/is required unless emailForwarding/);
    const sender = { name: 'Acme', address: 'chat@acme.example' };
    expect((await silent.call('PATCH', '/v1/settings', { emailForwarding: 'transcript', sender })).status).toBe(200);
  });

  it('refuses a wait for reports that ends while the mail may still be being sent', async () => {
    const answer = await acme.call('PATCH', '/v1/settings', { delivery: { awaitReportSeconds: 40 } });
    expectProblem(answer, 422, 'invalid-request', ['delivery.awaitReportSeconds']);
    expect(answer.body.errors[0]?.message).toContain('40 s');
    expect((await acme.call('PATCH', '/v1/settings', { delivery: { awaitReportSeconds: 41 } })).status).toBe(200);
  });

  it('ignores stored values of settings that do not exist any more', async () => {
    const former = { 'settings.former': { days: 90 } };
    await api.store.accounts.updateOne({ _id: acme.id }, { $set: former as object });
    expect((await acme.call('GET', '/v1/settings')).body).not.toMatchObject({ former: {} });
    expect((await patch({ delivery: { paused: true } })).body).toMatchObject({ delivery: { paused: true } });
    const stored = await api.store.accounts.findOne({ _id: acme.id });
    expect(stored?.settings).toEqual(expect.not.objectContaining({ former: expect.anything() }));
  });

  it('refuses every change while a value stored under older rules is invalid, and says so', async () => {
    const former = ['https://shop.example', 'https://*.com'];
    await api.store.accounts.updateOne({ _id: acme.id }, { $set: { 'settings.brand.allowedOrigins': former } });
    const answer = await changesNothing(api, () => patch({ locale: 'fr' }));
    expectProblem(answer, 422, 'invalid-request', ['brand.allowedOrigins.1']);
    expect(answer.body.errors[0]?.message).toMatch(
      /^is stored as "https:\/\/\*\.com", which is no longer accepted: .*Set brand\.allowedOrigins to a valid value/,
    );
    const given = await patch({ brand: { allowedOrigins: ['https://*.net'] } });
    expect(given.body.errors[0]?.message).toMatch(/^must be an origin/);
    const anew = await patch({ locale: 'fr', brand: { allowedOrigins: ['https://shop.example'] } });
    expect(anew).toMatchObject({
      status: 200,
      body: { locale: 'fr', brand: { allowedOrigins: ['https://shop.example'] } },
    });
  });

  it('a wild nesting within a group is 422, and __proto__ sets nothing', async () => {
    const nested = `{"timing":${'{"a":'.repeat(30_000)}1${'}'.repeat(30_000)}}`;
    expectProblem(await changesNothing(api, () => patch(nested)), 422, 'invalid-request', ['timing']);
    const proto = '{"timing":{"settleSeconds":null,"__proto__":{"settleSeconds":5}}}';
    expectProblem(await changesNothing(api, () => patch(proto)), 422, 'invalid-request', ['timing.__proto__']);
  });
});
