import { beforeAll, describe, expect, it } from '@jest/globals';
import { changesAfter } from '../../src/store/mongo/change-stream.ts';
import { createIndexes } from '../../src/store/open-store.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { useCourier } from '../support/courier.ts';
import { testMongoUri } from '../support/servers.ts';
import { suppressedElsewhere } from '../support/suppressed.ts';
import { dueReply } from './due-reply.ts';

const api = useApi();
const courier = useCourier(api);
let acme: ApiAccount;
beforeAll(async () => {
  acme = await api.account();
});

const found = async (path: string, address: string): Promise<unknown[]> =>
  (await acme.call('GET', `/v1/${path}address=${encodeURIComponent(address)}`)).body.items.map(({ id }) => id);

/** What a person may write in the place of each, and what is stored and mailed to. */
const spellings: readonly (readonly [name: string, canonical: string, others: readonly string[]])[] = [
  ['capitals', 'Some.Visitor@example.com', ['some.visitor@example.com', 'SOME.VISITOR@EXAMPLE.COM']],
  ['signs', "r&d.o'hara+chat@example.com", ["R&D.O'Hara+chat@example.com"]],
  ['quoted', '"a b"@example.com', ['"A b"@EXAMPLE.com', String.raw`"a\ b"@example.com`]],
  ['carrier', '"a..b."@docomo.ne.jp', ['a..b.@docomo.ne.jp', 'A..b.@DoCoMo.ne.jp']],
  ['host', 'ada@xn--bcher-kva.example', ['ada@bücher.example', 'Ada@BÜCHER.example', 'ada@XN--BCHER-KVA.example']],
  ['space', 'grace@example.com', [' grace@example.com', 'grace@example.com \n']],
];

describe.each(spellings)('an address with %s', (name, canonical, others) => {
  it.each([canonical, ...others])('is stored as it is mailed to, whoever writes %j', async (written) => {
    const id = `${name}-${others.indexOf(written)}`;
    await acme.call('PUT', `/v1/conversations/${id}`, { visitor: { email: written } });
    const { email } = (await acme.call('GET', `/v1/conversations/${id}`)).body.visitor;
    expect(String(email).split('@')[1]).toBe(canonical.split('@')[1]);
    for (const spelling of [canonical, ...others])
      expect(await found('conversations?empty=true&', spelling)).toContain(id);
    expect(await found('conversations?empty=true&', 'somebody.else@example.com')).toEqual([]);
  });

  it('gets the mail', async () => {
    const visitor = { email: others.at(-1) ?? canonical };
    const { chat } = await dueReply(api, { account: acme, id: `mailed-${name}`, visitor });
    await courier.look(acme, chat.id);
    const { email } = (await chat.get()).visitor;
    expect(await courier.mails(String(email))).toMatchObject([{ to: [{ email }] }]);
    expect((await acme.chat.deliveries(`?conversation=${chat.id}`))[0]).toMatchObject({ status: 'accepted' });
  });

  it('is suppressed in every spelling, and lifted by any', async () => {
    await suppressedElsewhere({ store: api.store, accountId: acme.id, now: api.now() }, canonical);
    for (const [index, spelling] of [canonical, ...others].entries()) {
      const chat = acme.chat.conversation(`suppressed-${name}-${index}`);
      await chat.begin({ email: spelling });
      await chat.agentSays('The parcel ships tomorrow.');
      expect((await chat.messages())[0]?.outcome).toMatchObject({ reason: 'addressSuppressed' });
      expect(await found('suppressions?', spelling)).toHaveLength(1);
    }
    const last = encodeURIComponent(others.at(-1) ?? canonical);
    expect((await acme.call('DELETE', `/v1/suppressions/${last}`)).status).toBe(204);
    expect(await found('suppressions?', canonical)).toEqual([]);
  });
});

describe('a conversation from before address keys were stored', () => {
  it('is found once the indexes are made, and stays as it is', async () => {
    await acme.chat.conversation('old').begin({ email: 'old@example.com' });
    const older = { $set: { 'visitor.email': 'Old.Visitor@Customers.Example' }, $unset: { addressKey: 1 as const } };
    await api.store.conversations.updateOne({ id: 'old' }, older);
    const before = await api.store.conversations.findOne({ id: 'old' });
    await createIndexes(testMongoUri(), api.store.accounts.dbName);
    expect(await found('conversations?empty=true&', 'old.visitor@customers.example')).toEqual(['old']);
    const { addressKey, ...rest } = (await api.store.conversations.findOne({ id: 'old' })) ?? {};
    expect([addressKey, rest]).toEqual(['old.visitor@customers.example', before]);
  });

  it('is found by an address that an older process changed, after its next change', async () => {
    const chat = acme.chat.conversation('changed-by-older');
    await chat.begin({ email: 'first@example.com' });
    await api.store.conversations.updateOne({ id: chat.id }, { $set: { 'visitor.email': 'second@example.com' } });
    await chat.presence('active');
    expect(await found('conversations?empty=true&', 'second@example.com')).toEqual([]);
    await chat.visitorSays('Hello?');
    expect(await found('conversations?empty=true&', 'second@example.com')).toEqual([chat.id]);
    expect(await found('conversations?empty=true&', 'first@example.com')).toEqual([]);
  });

  it('causes no events when its key is added', async () => {
    await acme.chat.conversation('unwatched').begin({ email: 'quiet@example.com' });
    await api.store.conversations.updateOne({ id: 'unwatched' }, { $unset: { addressKey: 1 } });
    const stopping = new AbortController();
    const told: string[] = [];
    for await (const { changes } of changesAfter(api.store, null, null, stopping.signal)) {
      told.push(...changes.map(({ key }) => key));
      if (told.length > 0) stopping.abort();
      else if (changes.length === 0) {
        await createIndexes(testMongoUri(), api.store.accounts.dbName);
        await acme.chat.conversation('news').begin();
      }
    }
    expect([...new Set(told)]).toEqual([`${acme.id}:news`]);
  });

  it('is searched for by the index', async () => {
    const explained = await api.store.conversations
      .find({ addressKey: 'ada@example.com', accountId: acme.id }, { sort: { createdAt: -1, id: -1 } })
      .explain();
    expect(JSON.stringify(explained.queryPlanner.winningPlan)).toContain('addressKey_1_accountId_1');
    expect(JSON.stringify(explained.queryPlanner.winningPlan)).not.toContain('"SORT"');
  });
});
