import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ActivityDeps } from '../../src/activities/deps.ts';
import { processInbound } from '../../src/activities/inbound/process-inbound.ts';
import type { InboundMail } from '../../src/mail/inbound/inbound-mail.ts';
import { UnreadablePostError } from '../../src/mail/inbound/unreadable-post.ts';
import { inboundKept } from '../../src/policy/account/inbound-keeping.ts';
import { tokensFor } from '../../src/store/addresses/links.ts';
import { beginInbound, endInbound } from '../../src/store/inbound/processing.ts';
import { inboundView } from '../../src/store/inbound/shown.ts';
import { removeFile } from '../../src/store/mongo/files.ts';
import { sweep } from '../../src/workers/sweeper.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { deadLetter } from '../support/dead-letter.ts';
import { contentType, inboundMail, inboundPath, rawForm, signedHeaders } from '../support/inbound.ts';
import { tracesOf } from '../support/traces.ts';

const api = useApi();
let acme: ApiAccount;
beforeAll(async () => {
  acme = await api.account({
    sender: { name: 'Acme', address: 'chat@acme.example', replyDomain: 'reply.acme.example' },
  });
});
beforeEach(async () => {
  await api.store.inbound.deleteMany({});
  api.woken.splice(0);
});

const find = (id: string) => api.store.inbound.findOne({ _id: id });

/** Posts an email, and returns its id. */
async function posted(body = rawForm(), headers = signedHeaders(api.signer, body, api.now())): Promise<string> {
  const answer = await api.app.request(inboundPath(), { method: 'POST', headers, body });
  expect(answer.status).toBe(204);
  await api.told();
  return api.woken.at(-1)?.replace('inbound ', '') ?? '';
}

/** Processes it as the workflow does, with a reader that finds this. */
function processed(id: string, readPost: () => InboundMail) {
  const { store, clock, log, waker } = api;
  const deps = { store, clock, log, waker, readPost: async () => readPost() } as Partial<ActivityDeps>;
  return processInbound(deps as ActivityDeps, id);
}

const toNobody = () => inboundMail({ envelope: { from: null, to: ['somebody@elsewhere.example'] } });
const unreadable = (): never => {
  throw new UnreadablePostError('it has no parts');
};

describe('an email without a known reply address', () => {
  it('is a dead letter of the account that alone has its domain, with what it says of itself', async () => {
    const id = await posted();
    const mail = () => inboundMail({ subject: 'Where is it?', text: 'unknown address' });
    expect(await processed(id, mail)).toMatchObject({ end: { kind: 'deadLetter' }, accountId: acme.id });
    const email = await find(id);
    expect(email).toMatchObject({
      ...{ state: 'deadLetter', accountId: acme.id, digest: mail().digest },
      read: { from: 'visitor@example.com', subject: 'Where is it?', attachments: [] },
    });
    expect(email).not.toHaveProperty('watchAt');
    expect(email?.expiresAt).toEqual(new Date(api.now() + 90 * 86_400_000));
    const file = await api.store.rawInbound.files.findOne({ _id: id });
    expect([file?.expiresAt, email?.contentUntil]).toEqual(Array(2).fill(new Date(api.now() + 7 * 86_400_000)));
    expect(await processed(id, mail)).toBeNull();
  });

  it('is nobody’s otherwise, and kept for a shorter time', async () => {
    const id = await posted();
    await processed(id, toNobody);
    const email = await find(id);
    expect(email).toMatchObject({ state: 'deadLetter', reason: 'unknownAddress', accountId: null });
    expect(email?.expiresAt).toEqual(new Date(api.now() + 30 * 86_400_000));
  });

  it('counts once, however often it comes at the same time', async () => {
    const ids = [await posted(), await posted(), await posted(), await posted()];
    const mail = () => inboundMail({ text: 'the same four times' });
    await Promise.all(ids.map((id) => processed(id, mail)));
    const states = (await Promise.all(ids.map(find))).map((email) => {
      const days = ((email?.contentUntil?.getTime() ?? 0) - api.now()) / 86_400_000;
      return `${email?.result?.kind ?? email?.state}, kept for ${days}`;
    });
    expect(states.sort()).toEqual(['deadLetter, kept for 7', ...Array(3).fill('duplicate, kept for 1')]);
  });

  it('is recorded without its content once an account, or nobody, has had too much on a day', async () => {
    const elsewhere = 'somebody@elsewhere.example';
    for (const [whose, to] of [
      [acme.id, 'somebody@reply.acme.example'],
      ['', elsewhere],
    ] as const) {
      const arrives = async (text: string) => {
        const id = await posted();
        await processed(id, () => inboundMail({ envelope: { from: null, to: [to] }, text }));
        return id;
      };
      const kept = (id: string) => api.store.rawInbound.chunks.countDocuments({ files_id: id });
      const first = await arrives(`first to ${to}`);
      const counter = { _id: { $regex: `^${whose}:ofStrangers:` } };
      await api.store.inboundBytes.updateMany(counter, { $set: { bytes: 512 * 1_024 * 1_024 - rawForm().length } });
      expect(await kept(await arrives(`fits in, to ${to}`))).toBe(1);
      const left = await arrives(`too much to ${to}`);
      expect([await kept(first), await kept(left)]).toEqual([1, 0]);
      const email = await find(left);
      expect(email).toMatchObject({ state: 'deadLetter', reason: 'unknownAddress', contentUntil: null });
      expect(email && inboundView(email).says).toBe(
        'It was not processed: it answers no known email of ours. Its content was not kept, because too much came in on that day.',
      );
      api.pass(86_400);
      expect(await kept(await arrives(`the day after to ${to}`))).toBe(1);
    }
  });
});

describe('the content of what answers a conversation', () => {
  it('does not use up what the account keeps of its other conversations', async () => {
    const { store } = api;
    const isKept = async (conversationId: string) => {
      const id = await deadLetter(store, { accountId: acme.id, conversationId, now: api.now() });
      const pieces = await store.rawInbound.chunks.countDocuments({ files_id: id });
      return [(await find(id))?.contentUntil !== null, pieces > 0];
    };
    expect(await isKept('one')).toEqual([true, true]);
    const ofOne = { _id: { $regex: `^${acme.id}:one:answers:` } };
    await store.inboundBytes.updateMany(ofOne, { $set: { bytes: inboundKept.ofConversationBytesADay } });
    expect(await isKept('one')).toEqual([false, false]);
    expect(await isKept('two')).toEqual([true, true]);
  });

  it('counts once, and is kept as long as it says who ended it first', async () => {
    const { store } = api;
    const now = api.now();
    const email = await beginInbound(store, await posted(), now);
    if (email === null) throw new Error('the email is gone');
    const whose = { accountId: acme.id, conversationId: 'three', digest: null, read: null };
    const end = { kind: 'deadLetter', reason: 'expiredAddress' } as const;
    const first = await endInbound(store, email, { ...whose, end }, now);
    const again = { ...whose, end: { kind: 'duplicate', messageId: null } } as const;
    expect(await endInbound(store, email, again, now)).toBeNull();
    expect(await endInbound(store, email, { ...whose, end }, now)).toBeNull();
    const file = await store.rawInbound.files.findOne({ _id: email._id });
    expect(file?.expiresAt).toEqual(first?.contentUntil);
    const counted = await store.inboundBytes.find({ _id: { $regex: `^${acme.id}:three:` } }).toArray();
    expect(counted.map(({ bytes }) => bytes)).toEqual([email.bytes]);
  });
});

describe('an email that cannot be processed', () => {
  it('because it cannot be read, is a dead letter at once', async () => {
    const id = await posted(Buffer.from('no form'));
    expect(await processed(id, unreadable)).toMatchObject({ end: { kind: 'deadLetter', reason: 'unreadable' } });
    expect(await find(id)).toMatchObject({ state: 'deadLetter', reason: 'unreadable', accountId: null });
  });

  it('because it cannot be read, belongs to the account that its envelope tells', async () => {
    const mixed = await api.account({
      sender: { name: 'Mixed', address: 'chat@mixed.example', replyDomain: 'Reply.Mixed.example' },
    });
    for (const [to, { id: accountId }] of [
      ['anybody@Reply.Acme.example', acme],
      ['anybody@reply.mixed.example', mixed],
    ] as const) {
      const id = await posted(rawForm(to));
      await processed(id, unreadable);
      expect(await find(id)).toMatchObject({ reason: 'unreadable', accountId, conversationId: null });
    }
  });

  it('because something fails, is tried again for an hour, then left to a person', async () => {
    const id = await posted();
    const broken = (): never => {
      throw new Error('something is broken');
    };
    for (let tries = 1; tries <= 20; tries += 1) {
      await expect(processed(id, broken)).rejects.toThrow('something is broken');
      expect(await find(id)).toMatchObject({ state: 'new', tries: { count: tries } });
    }
    await expect(processed(id, broken)).rejects.toThrow('something is broken');
    api.pass(3_600);
    expect(await processed(id, broken)).toMatchObject({ end: { kind: 'deadLetter', reason: 'internal' } });
    expect(await find(id)).toMatchObject({ state: 'deadLetter', reason: 'internal', accountId: acme.id });
  });

  it('because even finding out whose it is ends the process, is left alone', async () => {
    const id = await posted();
    await api.store.inbound.updateOne({ _id: id }, { $set: { tries: { count: 23, since: api.now() - 3_600_000 } } });
    expect(await processed(id, unreadable)).toMatchObject({ end: { reason: 'internal' }, accountId: null });
  });

  it('because it was not signed, is only found its account', async () => {
    const id = await posted(rawForm(), { 'content-type': contentType });
    const mail = () => inboundMail({ text: 'not signed' });
    expect(await processed(id, mail)).toMatchObject({ end: { reason: 'badSignature' }, accountId: acme.id });
    const email = await find(id);
    expect(email).toMatchObject({ state: 'deadLetter', reason: 'badSignature', accountId: acme.id });
    expect(email).not.toHaveProperty('watchAt');
  });

  it('because its content is gone, is a dead letter', async () => {
    const id = await posted();
    await removeFile(api.store.rawInbound, id);
    expect(await processed(id, toNobody)).toMatchObject({ end: { kind: 'deadLetter', reason: 'internal' } });
  });
});

describe('an email to a conversation that is erased', () => {
  const words = 'xqforgotten';
  const sender = 'xqvisitor@example.com';
  const subject = 'Re: xqsubject';
  const traces = () => tracesOf(api.store, [words, sender, subject]);
  let conversationId: string;
  let to: string[];
  let count = 0;
  beforeEach(async () => {
    count += 1;
    conversationId = `erased-${count}`;
    await acme.chat.conversation(conversationId).begin({ email: sender });
    const links = { ref: { accountId: acme.id, conversationId }, address: sender, now: api.now() };
    const { reply: token } = await tokensFor(api.store, links, ['reply']);
    to = [`reply+${token}@reply.acme.example`];
  });

  const erase = async () => {
    expect((await acme.call('DELETE', `/v1/conversations/${conversationId}`)).status).toBe(204);
  };
  const arrives = (headers?: Record<string, string>) => posted(rawForm(to[0], words), headers);
  const mail = () =>
    inboundMail({ envelope: { from: sender, to }, from: { address: sender, name: null }, subject, text: words });
  const isForgotten = async (id: string) => {
    expect(await find(id)).toBeNull();
    expect(await traces()).toEqual([]);
    const { body } = await acme.call('GET', '/v1/inbound');
    expect(body.items).toEqual([]);
  };

  it.each([
    ['before it is processed', false],
    ['before it is processed, unsigned', true],
  ])('%s, leaves nothing', async (_, isUnsigned) => {
    const id = await arrives(isUnsigned ? { 'content-type': contentType } : undefined);
    expect(await traces()).toContain(`rawInbound.chunks: ${words}`);
    await erase();
    await processed(id, mail);
    await isForgotten(id);
  });

  it.each([
    ['erased before', true],
    ['erased afterwards', false],
  ])('which cannot be read, %s, leaves nothing', async (_, isErasedBefore) => {
    const id = await arrives();
    if (isErasedBefore) await erase();
    expect(await processed(id, unreadable)).toMatchObject({ accountId: acme.id, conversationId });
    if (!isErasedBefore) await erase();
    await isForgotten(id);
  });

  it('before it is posted, leaves nothing', async () => {
    await erase();
    api.pass(61);
    await sweep({ store: api.store, clock: api.clock, log: api.log, waker: api.waker });
    const id = await arrives();
    const erased = { end: { kind: 'deadLetter', reason: 'erased' }, accountId: acme.id, conversationId };
    expect(await processed(id, mail)).toEqual(erased);
    await isForgotten(id);
  });

  it('while it is processed, leaves nothing', async () => {
    const id = await arrives();
    const { clock } = api;
    // It has become a message when the time of its end is asked for.
    const eraseLate = async () => {
      if ((await api.store.messages.countDocuments({ accountId: acme.id, conversationId })) > 0) await erase();
      return clock();
    };
    const { store, log, waker } = api;
    const deps = { store, log, waker, clock: eraseLate, readPost: async () => mail() } as Partial<ActivityDeps>;
    expect(await processInbound(deps as ActivityDeps, id)).toMatchObject({ end: { reason: 'erased' } });
    await isForgotten(id);
  });

  it('after it has become a message, leaves nothing', async () => {
    const id = await arrives();
    expect(await processed(id, mail)).toMatchObject({ end: { kind: 'message' }, conversationId });
    await erase();
    await isForgotten(id);
  });
});

describe('an email whose workflow was never started', () => {
  it('is started by the sweeper, once a minute until it is processed', async () => {
    const id = await posted();
    const { store, clock, log, waker } = api;
    api.woken.splice(0);
    const started = async () => {
      await Promise.all([1, 2, 3].map(() => sweep({ store, clock, log, waker })));
      return api.woken.splice(0).filter((woken) => woken.startsWith('inbound'));
    };
    expect(await started()).toEqual([]);
    api.pass(11);
    expect(await started()).toEqual([`inbound ${id}`]);
    expect(await started()).toEqual([]);
    api.pass(60);
    expect(await started()).toEqual([`inbound ${id}`]);
    await processed(id, toNobody);
    api.pass(3_600);
    expect(await started()).toEqual([]);
  });
});
