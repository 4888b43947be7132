import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { CommandStartedEvent } from 'mongodb';
import { changeTogether } from '../../src/store/conversations/change-together.ts';
import { type PostedMessage, postMessage } from '../../src/store/conversations/messages.ts';
import type { ConversationDoc } from '../../src/store/mongo/documents.ts';
import { isStoreAway } from '../../src/store/mongo/transaction.ts';
import { type ApiAccount, startApi } from '../support/api-in-process.ts';
import { forThisFile } from '../support/for-this-file.ts';
import { testMongoUri } from '../support/servers.ts';
import { expectProblem } from './problem.ts';

const uri = new URL(testMongoUri());
uri.searchParams.set('monitorCommands', 'true');
const api = forThisFile(() => startApi(uri.href));
let acme: ApiAccount;
const ids = Array.from({ length: 40 }, (_, index) => `c${index}`);
beforeEach(async () => {
  acme = await api.account();
  await Promise.all(ids.map((id) => acme.chat.conversation(id).begin({ email: 'ada@example.com' })));
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

describe('changes that come at the same moment', () => {
  /** At once: whoever comes first has asked first. */
  const say = (conversationId: string, id = 'm', account = acme, store = api.store): Promise<PostedMessage | null> =>
    postMessage(
      store,
      { accountId: account.id, conversationId },
      { id, author: { kind: 'agent', id: null, name: null }, text: `${id} in ${conversationId}` },
      api.now(),
    );

  const accounts = async (count: number) => {
    const all = await Promise.all(Array.from({ length: count }, () => api.account()));
    await Promise.all(all.map(({ chat }) => chat.conversation('c0').begin()));
    return all;
  };

  /** The commands of transactions while this lasts, and of whose messages each transaction stores some. */
  async function commandsOf<T>(work: () => Promise<T>) {
    const names: string[] = [];
    const stored: (readonly string[])[] = [];
    const note = ({ commandName, command }: CommandStartedEvent) => {
      if (command.autocommit !== false) return;
      names.push(commandName);
      if (command.insert === 'messages') stored.push(command.documents.map(({ accountId }: PostedIn) => accountId));
    };
    api.store.client.on('commandStarted', note);
    const result = await work();
    api.store.client.off('commandStarted', note);
    return { names, stored, result };
  }
  interface PostedIn {
    readonly accountId: string;
  }

  it('share a transaction whatever their accounts: twelve messages take nine commands', async () => {
    const all = await accounts(12);
    const { names, result } = await commandsOf(() => Promise.all(all.map((account) => say('c0', 'm', account))));
    expect(result.map((posted) => posted?.message.accountId)).toEqual(all.map(({ id }) => id));
    const first = ['aggregate', 'insert', 'update', 'commitTransaction'];
    expect(names.sort()).toEqual([...first, 'find', 'find', 'insert', 'update', 'commitTransaction'].sort());
  });

  it('of a conversation are made in the order in which they came', async () => {
    const turns = Array.from({ length: 6 }, (_, index) => `n${index}`);
    const posted = await Promise.all(
      turns.flatMap((id) => ids.slice(0, 8).map((conversation) => say(conversation, id))),
    );
    const places = posted.map((one) => [one?.message.id, one?.message.seq]);
    expect(places).toEqual(turns.flatMap((id, index) => ids.slice(0, 8).map(() => [id, index + 1])));
  });

  it('wait for the rounds that are running and for no flood: the accounts take turns', async () => {
    const quiet = await accounts(3);
    const [one] = await api.store.conversations.find({ accountId: acme.id, id: 'c0' }).toArray();
    const flooded = Array.from({ length: 300 }, (_, index) => `f${index}`);
    const copies = flooded.map((id) => ({ ...(one as ConversationDoc), _id: `${acme.id}:${id}`, id }));
    await api.store.conversations.insertMany(copies);
    const { stored } = await commandsOf(() =>
      Promise.all([...flooded.map((id) => say(id)), ...quiet.map((account) => say('c0', 'm', account))]),
    );
    const roundOf = ({ id }: ApiAccount) => stored.findIndex((round) => round.includes(id));
    // Three rounds are running when they come. Theirs is the next, beside at most two others.
    expect(Math.max(...quiet.map(roundOf))).toBeLessThanOrEqual(5);
    expect(stored.length).toBeGreaterThanOrEqual(10);
  });

  it('that fail fail alone, each for its own reason, and the others go on in few transactions', async () => {
    await say('c7', 'known');
    const session = api.store.client.startSession();
    session.startTransaction();
    await api.store.conversations.updateOne({ _id: `${acme.id}:c9` }, { $inc: { version: 1 } }, { session });
    const apply = () => {
      throw new TypeError('a bug');
    };
    const ref = { accountId: acme.id, conversationId: 'c8' };
    const bad = ['c7', 'c8', 'c9'];
    let isLocked = true;
    const { names, result } = await commandsOf(async () => {
      const first = say('c0');
      const broken = changeTogether(api.store, { ref, signal: 'messagePosted', now: api.now(), apply });
      const again = say('c7', 'known');
      const locked = [say('c9', 'one'), say('c9', 'other')];
      for (const one of locked)
        void one.finally(() => {
          isLocked = false;
        });
      const others = ids.slice(1, 33).filter((id) => !bad.includes(id));
      const settled = Promise.all([first, ...others.map((id) => say(id))]);
      await expect(broken).rejects.toThrow('a bug');
      return { locked, again: await again, others: await settled };
    });
    expect(result.again).toMatchObject({ isNew: false, message: { id: 'known', seq: 1 } });
    expect(new Set(result.others.map((one) => one?.isNew))).toEqual(new Set([true]));
    expect(names.filter((name) => name === 'commitTransaction').length).toBeLessThan(12);
    expect(isLocked).toBe(true);
    await session.abortTransaction();
    await session.endSession();
    const last = await Promise.all(result.locked);
    expect(last.map((one) => [one?.message.id, one?.message.seq])).toEqual([
      ['one', 1],
      ['other', 2],
    ]);
  });

  it('are not begun once they have waited for five seconds behind one that hangs', async () => {
    let goOn = () => {};
    const hanging = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const ref = { accountId: acme.id, conversationId: 'c0' };
    const change = { ref, signal: 'messagePosted' as const, now: api.now() };
    const apply = async () => {
      await hanging;
      return { kind: 'unchanged' as const, result: null };
    };
    const first = changeTogether(api.store, { ...change, apply });
    const behind = say('c0');
    const other = say('c1');
    expect((await other)?.isNew).toBe(true);
    const later = performance.now() + 5_001;
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => later);
    goOn();
    const ends = await Promise.allSettled([first, behind]);
    clock.mockRestore();
    expect(ends.map((end) => end.status === 'rejected' && isStoreAway(end.reason))).toEqual([true, true]);
    expect((await say('c0'))?.message.seq).toBe(1);
  });

  it('get each their place where two processes change the same conversations', async () => {
    const processes = [api.store, { ...api.store }];
    const some = ids.slice(0, 10);
    const posted = await Promise.all(
      processes.flatMap((store, index) =>
        [`${index}a`, `${index}b`].flatMap((id) => some.map((conversation) => say(conversation, id, acme, store))),
      ),
    );
    for (const conversation of some) {
      const theirs = posted.filter((one) => one?.message.conversationId === conversation);
      expect(theirs.map((one) => one?.message.seq).sort()).toEqual([1, 2, 3, 4]);
    }
  });
});
