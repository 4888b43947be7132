import { beforeEach, describe, expect, it } from '@jest/globals';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { expectProblem } from './problem.ts';

const api = useApi();
let acme: ApiAccount;
const ids = Array.from({ length: 40 }, (_, index) => `c${index}`);
beforeEach(async () => {
  acme = await api.account();
  for (const id of ids) await acme.chat.conversation(id).begin({ email: 'ada@example.com' });
});

const post = (conversation: string, message: Record<string, unknown> = {}, account = acme) =>
  account.call('POST', `/v1/conversations/${conversation}/messages`, {
    id: 'm1',
    author: { kind: 'agent' },
    text: `In ${conversation}`,
    ...message,
  });

/** How many transactions have stored messages: each is one entry of the replica set's log (or more, beyond 16 MB). */
function transactions(): Promise<number> {
  const ns = `${api.store.messages.dbName}.messages`;
  return api.store.client.db('local').collection('oplog.rs').countDocuments({ op: 'c', 'o.applyOps.ns': ns });
}

describe('messages of many conversations that come at once', () => {
  it('share transactions, and each is stored, has its place and wakes its own workflow', async () => {
    const before = await transactions();
    const wokenBefore = api.woken.length;
    const answers = await Promise.all(ids.map((id) => post(id)));
    expect(answers.map(({ status, body }) => [status, body.seq, body.text])).toEqual(
      ids.map((id) => [201, 1, `In ${id}`]),
    );
    expect((await transactions()) - before).toBeLessThan(ids.length / 2);
    expect(api.woken.slice(wokenBefore).sort()).toEqual(ids.map((id) => `${id} messagePosted`).sort());
    for (const id of ids) {
      const { items } = (await acme.call('GET', `/v1/conversations/${id}/messages`)).body;
      expect(items.map(({ text }) => text)).toEqual([`In ${id}`]);
    }
  });

  it('fail one by one: an id that is taken and a conversation that is not there spoil none of the others', async () => {
    await post('c7');
    const [taken, missing, again, ...others] = await Promise.all([
      post('c7', { text: 'Something else' }),
      post('nowhere'),
      post('c7'),
      ...ids.filter((id) => id !== 'c7').map((id) => post(id)),
    ]);
    expectProblem(taken, 409, 'id-taken');
    expectProblem(missing, 404, 'not-found');
    expect([again.status, again.body.seq]).toEqual([200, 1]);
    expect(others.map(({ status, body }) => [status, body.seq])).toEqual(others.map(() => [201, 1]));
  });

  it('get each its place where they are of the same conversation, beside others and reports of presence', async () => {
    const answers = await Promise.all(
      ids.flatMap((id, index) => [
        post('c0', { id: `n${index}`, author: { kind: index % 2 === 0 ? 'visitor' : 'agent' } }),
        acme.call('POST', `/v1/conversations/${id}/presence`, { state: 'active', tab: 't' }),
      ]),
    );
    expect(answers.filter(({ status }) => status >= 300)).toEqual([]);
    const places = answers.flatMap(({ body }) => (body?.seq === undefined ? [] : [Number(body.seq)]));
    expect(places.sort((a, b) => a - b)).toEqual(ids.map((_, index) => index + 1));
  });

  it('are judged by the settings of the moment: none written under `nothing` is forwarded later', async () => {
    await acme.call('PATCH', '/v1/settings', { emailForwarding: 'nothing' });
    const answers = await Promise.all(ids.map((id) => post(id)));
    expect(new Set(answers.map(({ body }) => (body.outcome as { reason: string }).reason))).toEqual(
      new Set(['forwardingOff']),
    );
  });

  it('do not wait for long behind a conversation that cannot be written, nor behind another account', async () => {
    const other = await api.account();
    await other.chat.conversation('c1').begin();
    const session = api.store.client.startSession();
    session.startTransaction();
    await api.store.conversations.updateOne({ _id: `${acme.id}:c0` }, { $inc: { version: 1 } }, { session });
    let isStuck = true;
    const stuck = post('c0').finally(() => {
      isStuck = false;
    });
    expect((await post('c1', {}, other)).status).toBe(201);
    const answers = await Promise.all(ids.slice(1).map((id) => post(id)));
    expect([isStuck, new Set(answers.map(({ status }) => status))]).toEqual([true, new Set([201])]);
    await session.abortTransaction();
    await session.endSession();
    expect((await stuck).status).toBe(201);
  });
});
