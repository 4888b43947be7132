import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Chat } from '../../dev/chat.ts';
import type { ConversationExport } from '../../src/contract/export.ts';
import { suppress } from '../../src/store/addresses/suppressions.ts';
import { storeAttachment } from '../../src/store/attachments/store-attachment.ts';
import { inTransaction } from '../../src/store/mongo/transaction.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { useCourier } from '../support/courier.ts';
import { replyIsDue, replyText } from './due-reply.ts';
import { changesNothing, expectProblem } from './problem.ts';
import { reporting } from './reports-setup.ts';

const api = useApi();
const courier = useCourier(api);
const { report, eventOf } = reporting(api, courier);
const address = 'grace@example.com';
let acme: ApiAccount;
let chat: Chat;
beforeEach(async () => {
  acme = await api.account();
  chat = acme.chat.conversation('c1');
  await chat.begin({ email: address, name: 'Grace' });
});
const exported = async (id = 'c1', key?: string) => {
  const answer = await acme.call('GET', `/v1/conversations/${id}/export`, undefined, key ? { key } : {});
  return { ...answer, data: answer.body as unknown as ConversationExport };
};

describe('the export of a conversation', () => {
  it('has all that is stored about its visitor, and changes nothing', async () => {
    await chat.visitorSays('Where is my parcel?');
    await chat.visitorSays('Please forget this');
    await chat.remove('visitor-2');
    const ref = { accountId: acme.id, conversationId: 'c1' };
    const file = await storeAttachment(api.store, {
      ...ref,
      by: 'account',
      name: 'receipt.txt',
      content: Buffer.from('a receipt'),
      expiresAt: new Date('2040-01-01'),
      now: api.now(),
    });
    const message = { id: 'with', author: { kind: 'visitor' }, text: 'Here it is', attachments: [file.id] };
    expect(await acme.call('POST', '/v1/conversations/c1/messages', message)).toMatchObject({ status: 201 });
    await replyIsDue(api, chat);
    await courier.look(acme, 'c1');
    const [delivery] = await acme.chat.deliveries('?conversation=c1');
    const [mail] = await courier.mails(address);
    await report(eventOf(acme, delivery?.id ?? '', mail)('delivered', { email: address, response: '250 OK' }));
    await api.store.inbound.insertOne({
      _id: randomUUID(),
      ...ref,
      state: 'done',
      reason: null,
      result: { kind: 'message', messageId: 'with' },
      signature: 'valid',
      digest: null,
      read: { from: address, subject: 'Re: the parcel', attachments: ['photo.png'] },
      contentType: 'multipart/form-data',
      bytes: 14,
      tries: { count: 1, since: api.now() },
      receivedAt: api.now(),
      processedAt: api.now(),
      expiresAt: null,
    });
    const told = { ...ref, deliveryId: null, address, reason: 'complaint', detail: null, now: api.now() } as const;
    await inTransaction(api.store, (session) => suppress(api.store, told, session));

    const answer = await changesNothing(api, () => exported());
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="conversation-c1.json"');
    const { conversation, messages, deliveries, inboundEmails, links, suppressions } = (await exported()).data;
    expect(conversation.visitor).toMatchObject({ name: 'Grace', email: address });
    expect(messages.map(({ text, state }) => `${state} ${text}`)).toEqual([
      'sent Where is my parcel?',
      'deleted ',
      'sent Here it is',
      `sent ${replyText}`,
    ]);
    expect(messages[2]?.attachments).toEqual([expect.objectContaining({ name: 'receipt.txt', bytes: 9 })]);
    expect(deliveries).toMatchObject([
      {
        status: 'delivered',
        to: address,
        reports: [{ event: 'delivered' }],
        mail: { to: expect.stringContaining(address) },
      },
    ]);
    expect(deliveries[0]?.mail?.text).toContain(replyText);
    expect(inboundEmails).toMatchObject([{ from: address, subject: 'Re: the parcel', messageId: 'with' }]);
    expect(links.map(({ address: of }) => of)).toContain(address);
    expect(suppressions).toMatchObject([{ address, reason: 'complaint' }]);
  });

  it('contains nothing that opens anything but a file', async () => {
    await replyIsDue(api, chat);
    await courier.look(acme, 'c1');
    const tokens = (await api.store.links.find({ accountId: acme.id }).toArray()).map(({ _id }) => _id);
    expect(tokens).not.toEqual([]);
    const mail = (await courier.mails(address)).at(-1);
    expect(tokens.filter((token) => JSON.stringify(mail).includes(token))).not.toEqual([]);
    const whole = JSON.stringify((await exported()).data);
    expect(tokens.filter((token) => whole.includes(token))).toEqual([]);
  });

  it('has a conversation of any length, in order, and held messages last', async () => {
    await chat.visitorSays('0');
    const [first] = await api.store.messages.find({ accountId: acme.id }).toArray();
    if (first === undefined) throw new Error('no message');
    await api.store.messages.insertMany(
      Array.from({ length: 130 }, (_, index) => {
        const seq = index < 3 ? -(index + 1) : index;
        return { ...first, _id: `${first._id}-${seq}`, id: `m${seq}`, seq, text: String(seq) };
      }).filter(({ seq }) => seq !== 0 && seq !== 1),
    );
    const { messages } = (await exported()).data;
    expect(messages).toHaveLength(131);
    const seqs = messages.flatMap(({ seq }) => (seq === null ? [] : [seq]));
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
    expect(messages.slice(-3).map(({ state }) => state)).toEqual(['held', 'held', 'held']);
  });

  it('needs the scope admin, and is of one account', async () => {
    const other = await api.account();
    expectProblem(await other.call('GET', '/v1/conversations/c1/export'), 404, 'not-found');
    expectProblem(await exported('c1', await acme.keyFor('chat', 'inbox', 'deliveries')), 403, 'scope-missing');
    expectProblem(await exported('none'), 404, 'not-found');
  });
});
