import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Chat } from '../../dev/chat.ts';
import type { Mail } from '../../dev/sendgrid/mail.ts';
import { placesOf } from '../../src/activities/inbound/place.ts';
import { takeEmail } from '../../src/activities/inbound/take-email.ts';
import { Settings } from '../../src/contract/settings.ts';
import type { InboundMail } from '../../src/mail/inbound/inbound-mail.ts';
import { type ApiAccount, useApi } from '../support/api-in-process.ts';
import { useCourier } from '../support/courier.ts';
import { answerTo, inboundEmail } from '../support/inbound-email.ts';
import { replyIsDue } from './due-reply.ts';

const api = useApi();
const courier = useCourier(api);
const sender = { name: 'Acme', address: 'chat@acme.example', replyDomain: 'Reply.Acme.example' };
const daySeconds = 86_400;

let acme: ApiAccount;
beforeAll(async () => {
  acme = await api.account({ sender });
});

let chat: Chat;
let address: string;
let count = 0;
beforeEach(async () => {
  count += 1;
  address = `visitor-${count}@example.com`;
  chat = await mailed(`c${count}`);
});

/** A conversation whose first reply was emailed. */
async function mailed(id: string, account = acme, to = address): Promise<Chat> {
  const begun = account.chat.conversation(id);
  await begun.begin({ email: to, name: 'Ada Lovelace' });
  await replyIsDue(api, begun);
  await courier.look(account, id);
  return begun;
}
async function agentAnswers(text: string, account = acme): Promise<Mail> {
  await replyIsDue(api, chat, text);
  await courier.look(account, chat.id);
  return lastMail();
}
const lastMail = async (to = address) => (await courier.mails(to)).at(-1) as Mail;

let received = 0;
async function takes(mail: InboundMail) {
  received += 1;
  const [place] = await placesOf(api.store, mail, api.now());
  return takeEmail(api, mail, { id: `inbound-${received}`, receivedAt: api.now(), place });
}
const answers = async (changes: Partial<InboundMail> = {}) => takes(answerTo(await lastMail(), changes));
const from = (other: string, name: string | null = null) => ({ from: { address: other, name } });
const lastMessage = async (view: 'agent' | 'visitor' = 'agent') => (await chat.messages(view)).at(-1);
const firstMessage = async () => (await chat.messages())[0];
const revoke = async () => {
  const { status } = await acme.call('DELETE', `/v1/conversations/${chat.id}/reply-addresses`);
  expect(status).toBe(204);
};
const visitor = async () => (await chat.get()).visitor;

describe('an email', () => {
  it('asks for answers at an address of its own, always the same for one visitor', async () => {
    const first = await lastMail();
    expect(first.replyTo?.email).toMatch(/^reply\+[a-z2-7]{26}@reply\.acme\.example$/);
    expect(first.text).toMatch(/^##- Please type your reply above this line -##\n/);
    expect((await agentAnswers('It is on its way.')).replyTo).toEqual(first.replyTo);
    await chat.identify('elsewhere@example.com');
    await replyIsDue(api, chat, 'And there it is.');
    await courier.look(acme, chat.id);
    const elsewhere = await lastMail('elsewhere@example.com');
    expect(elsewhere.replyTo).not.toEqual(first.replyTo);
  });

  it('says that answers are not read where the account has no domain for them', async () => {
    const silent = await api.account({ sender: { ...sender, replyDomain: null } });
    await mailed('c', silent, 'silent@example.com');
    const mail = await lastMail('silent@example.com');
    expect(mail.replyTo).toBeNull();
    expect(mail.text).toContain('Replies to this email do not appear there.');
  });
});

describe('an answer', () => {
  it("becomes the visitor's message, and reads what was emailed before", async () => {
    api.pass(60);
    const before = (await chat.get()).visitor;
    const end = await answers({ text: 'Thank you!\u0000' });
    expect(end).toMatchObject({ kind: 'message', accountId: acme.id, conversationId: chat.id });
    const message = await lastMessage();
    expect(message).toMatchObject({
      author: { kind: 'visitor', name: 'Ada Lovelace' },
      text: 'Thank you!',
      via: 'email',
      state: 'sent',
      at: api.iso(),
      flags: [],
      inboundId: `inbound-${received}`,
    });
    expect(end).toHaveProperty('messageId', message?.id);
    expect(await lastMessage('visitor')).not.toHaveProperty('inboundId');
    expect(await firstMessage()).toMatchObject({ readAt: api.iso(), readVia: 'email', outcome: { state: 'mailed' } });
    const after = await visitor();
    expect(after.emailVerified).toBe(true);
    expect(after.presence).toEqual(before.presence);
  });

  it('is taken once, in whatever numbers it arrives', async () => {
    const mail = answerTo(await lastMail());
    const ends = await Promise.all([takes(mail), takes(mail), takes(mail)]);
    expect(ends.map(({ kind }) => kind).sort()).toEqual(['duplicate', 'duplicate', 'message']);
    expect(await takes(mail)).toMatchObject({ kind: 'duplicate', messageId: (await lastMessage())?.id });
    expect(await chat.messages()).toHaveLength(2);
  });

  it('reopens the conversation, and is answered in one thread', async () => {
    await chat.close();
    const first = await lastMail();
    await answers({ messageId: 'their-own@example.com' });
    expect((await chat.get()).state).toBe('open');
    const next = await agentAnswers('You are welcome.');
    expect(next.subject).toBe(`Re: ${first.subject}`);
    expect(next.headers).toMatchObject({
      'In-Reply-To': '<their-own@example.com>',
      References: `${first.headers['Message-ID']} <their-own@example.com>`,
    });
    expect(next.text).toContain('Thank you!');
    await answers();
    expect((await agentAnswers('Good bye.')).subject).toBe(`Re: ${first.subject}`);
  });

  it('lifts the unsubscription of its conversation', async () => {
    const link = /^<(.*)>$/.exec((await lastMail()).headers['List-Unsubscribe'] ?? '')?.[1] ?? '';
    await api.app.request(new URL(link).pathname, {
      method: 'POST',
      body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
    });
    expect((await chat.get()).forwarding.reason).toBe('unsubscribed');
    await answers();
    expect((await agentAnswers('You are welcome.')).text).toContain('You are welcome.');
  });

  it('is cut where it is longer than a message may be, which is said', async () => {
    await answers({ text: '😀'.repeat(10_001) });
    const message = await lastMessage();
    expect(message?.flags).toEqual(['shortened']);
    expect([...(message?.text ?? '')]).toHaveLength(10_000);
  });

  it('that is no more than what looks like a signature is shown', async () => {
    const text =
      'Von meinem Handy gesendet\n\nOn 5 Jan 2026 at 10:00, Acme <r@reply.acme.example> wrote:\n\n> It left.';
    expect(await answers({ text })).toMatchObject({ kind: 'message' });
    expect((await lastMessage())?.text).toBe('Von meinem Handy gesendet');
  });

  it('without any words is recorded, not shown', async () => {
    expect(await answers({ text: ' \u200B\n' })).toMatchObject({ kind: 'recorded', as: 'empty' });
    expect(await chat.messages()).toHaveLength(1);
  });
});

describe('the files of an answer', () => {
  const file = (name: string, bytes: string | Uint8Array = name) => {
    return { name, type: 'application/x-claimed', bytes: Buffer.from(bytes), contentId: null };
  };

  it('belong to its message, which then needs no words, once', async () => {
    const mail = answerTo(await lastMail(), { text: null, attachments: [file('a.txt'), file('../b.txt')] });
    const ends = await Promise.all([takes(mail), takes(mail)]);
    expect(ends.map(({ kind }) => kind).sort()).toEqual(['duplicate', 'message']);
    const message = await lastMessage();
    expect(message).toMatchObject({ text: '', flags: [] });
    expect(message?.attachments).toMatchObject([
      { name: 'a.txt', type: 'text/plain', bytes: 5 },
      { name: 'b.txt', type: 'text/plain', bytes: 8 },
    ]);
    const kept = await api.store.uploads.find({ conversationId: chat.id, accountId: acme.id }).toArray();
    expect(kept.map(({ expiresAt, messageId }) => [expiresAt, messageId])).toEqual(Array(2).fill([null, message?.id]));
  });

  it('are not the images of the email that it quotes', async () => {
    await answers({ attachments: [file('a.txt')] });
    const [shown] = (await lastMessage())?.attachments ?? [];
    const quoted = { ...file('image.png'), contentId: shown?.id ?? '' };
    await answers({ attachments: [quoted, { ...file('b.txt'), contentId: 'ii_1234' }] });
    expect((await lastMessage())?.attachments.map(({ name }) => name)).toEqual(['b.txt']);
    expect((await lastMessage())?.flags).toEqual([]);
  });

  it('are left out where they are more or larger than the account allows, which is said', async () => {
    const attachments = { maxFiles: 2, maxBytes: 10 };
    const strict = await api.account({ sender, attachments });
    const its = await mailed('files', strict, 'files@example.com');
    const files = [file('1.txt'), file('large.txt', 'x'.repeat(11)), file('2.txt'), file('3.txt', '')];
    await takes(answerTo(await lastMail('files@example.com'), { attachments: files }));
    const message = (await its.messages()).at(-1);
    expect(message?.attachments.map(({ name }) => name)).toEqual(['1.txt', '2.txt']);
    expect(message?.flags).toEqual(['attachmentsLeftOut']);
  });

  it('that nobody can have are said to be left out, too', async () => {
    await answers({ text: null, attachmentsLeftOut: 1 });
    expect(await lastMessage()).toMatchObject({ text: '', attachments: [], flags: ['attachmentsLeftOut'] });
  });
});

describe('an answer that nobody vouches for', () => {
  it('is shown and says so, but verifies and reads nothing, and lifts nothing', async () => {
    await api.store.conversations.updateOne({ id: chat.id, accountId: acme.id }, { $set: { unsubscribedAt: 1 } });
    expect(await answers({ isAuthenticated: false })).toMatchObject({ kind: 'message' });
    expect(await lastMessage()).toMatchObject({ flags: ['unverifiedSender'], author: { name: 'Ada Lovelace' } });
    expect(await firstMessage()).toMatchObject({ readAt: null });
    expect((await visitor()).emailVerified).toBe(false);
    expect((await chat.get()).forwarding.reason).toBe('unsubscribed');
  });
});

describe('an answer from another address', () => {
  it('is shown under its own name and says so, and changes nothing else', async () => {
    expect(await answers(from('bob@other.example', 'Bob\r\nX'))).toMatchObject({ kind: 'message' });
    const message = await lastMessage();
    expect(message).toMatchObject({ flags: ['otherSender'], author: { kind: 'visitor', name: 'Bob X', id: null } });
    expect((await lastMessage('visitor'))?.flags).toEqual([]);
    expect(await firstMessage()).toMatchObject({ readAt: null });
    expect((await visitor()).emailVerified).toBe(false);
    const next = await agentAnswers('Hello Bob.');
    expect(next.to[0]?.email).toBe(address);
    expect(next.subject).not.toMatch(/^Re:/);
    expect(next.text).toMatch(/^Bob X, /m);
    await api.store.conversations.updateOne(
      { accountId: acme.id, id: chat.id },
      { $set: { 'visitor.emailVerified': true } },
    );
    await answers({ ...from('bob@other.example'), text: 'See https://phishing.example/ now' });
    expect((await agentAnswers('Who are you?')).html).not.toContain('https://phishing.example/');
    await answers({ isAuthenticated: false, text: 'See https://forged.example/ now' });
    expect((await agentAnswers('And you?')).html).not.toContain('https://forged.example/');
    await answers({ text: 'See https://mine.example/ now' });
    expect((await agentAnswers('Hello.')).html).toContain('href="https://mine.example/"');
  });

  it("is taken for the visitor's if it is the address that they have now", async () => {
    const mail = await lastMail();
    await chat.identify('new@example.com');
    expect(await takes(answerTo(mail, from('NEW@example.com')))).toMatchObject({ kind: 'message' });
    expect((await lastMessage())?.flags).toEqual([]);
    expect((await visitor()).emailVerified).toBe(true);
  });

  it('is no more than that if it is one that the visitor had before, which may have been mistyped', async () => {
    const mail = await lastMail();
    await chat.identify('new@example.com');
    await replyIsDue(api, chat, 'This is for you alone.');
    await courier.look(acme, chat.id);
    const wrong = { ...answerTo(mail), from: { address, name: 'Mallory' } };
    expect(await takes(wrong)).toMatchObject({ kind: 'message' });
    expect(await lastMessage()).toMatchObject({ flags: ['otherSender'], author: { id: null, name: 'Mallory' } });
    const read = (await chat.messages()).map(({ readAt }) => readAt);
    expect(read).toEqual([null, null, null]);
    expect(await visitor()).toMatchObject({ email: 'new@example.com', emailVerified: false });
    const stored = await api.store.conversations.findOne({ accountId: acme.id, id: chat.id });
    expect(stored?.answeredByMailAt ?? null).toBeNull();
  });

  it('is a dead letter where the account refuses it', async () => {
    const { delivery } = Settings.parse({ sender });
    const strict = await api.account({ sender, delivery: { ...delivery, otherSender: 'reject' } });
    const its = await mailed('strict', strict, 'strict@example.com');
    const mail = await lastMail('strict@example.com');
    const of = { accountId: strict.id, conversationId: 'strict' };
    const refused = { kind: 'deadLetter', reason: 'otherSender', ...of };
    expect(await takes(answerTo(mail, from('bob@other.example')))).toEqual(refused);
    expect(await takes(answerTo(mail, { from: null }))).toEqual(refused);
    expect(await takes(answerTo(mail))).toMatchObject({ kind: 'message' });
    await its.identify('corrected@example.com');
    expect(await takes(answerTo(mail))).toEqual(refused);
  });
});

describe('a reply address', () => {
  const at = (to: string) => ({ envelope: { from: address, to: [to] } });
  const deadLetter = (reason: string) => ({ kind: 'deadLetter', reason });

  it('cannot be guessed, and none but its own account is reached by it', async () => {
    const token = (await lastMail()).replyTo?.email.split('@')[0] ?? '';
    const guessed = `reply+${'a'.repeat(26)}@reply.acme.example`;
    expect(await answers(at(guessed))).toEqual({
      ...deadLetter('unknownAddress'),
      accountId: null,
      conversationId: null,
    });
    await api.account({ sender: { ...sender, replyDomain: 'reply.Other.example' } });
    expect(await answers(at(`${token}@reply.other.example`))).toMatchObject(deadLetter('otherAccount'));
    expect(await answers(at(`${token}@former.acme.example`))).toMatchObject({ kind: 'message' });
    expect(await answers(at(`${token.toUpperCase()}@REPLY.acme.example`))).toMatchObject({ kind: 'message' });
  });

  it('is not the link to unsubscribe', async () => {
    const token = /\/u\/(\w+)>/.exec((await lastMail()).headers['List-Unsubscribe'] ?? '')?.[1];
    expect(await answers(at(`reply+${token}@reply.acme.example`))).toMatchObject(deadLetter('unknownAddress'));
  });

  it('ends 180 days after the last email that carried it', async () => {
    api.pass(100 * daySeconds);
    await agentAnswers('Are you still there?');
    api.pass(179 * daySeconds);
    expect(await answers()).toMatchObject({ kind: 'message' });
    api.pass(3 * daySeconds);
    expect(await answers()).toMatchObject({ ...deadLetter('expiredAddress'), conversationId: chat.id });
  });

  it('can be revoked; the next email has another one', async () => {
    const mail = await lastMail();
    await revoke();
    expect(await takes(answerTo(mail))).toMatchObject(deadLetter('revokedAddress'));
    const next = await agentAnswers('Once more.');
    expect(next.replyTo).not.toEqual(mail.replyTo);
    expect(await answers()).toMatchObject({ kind: 'message' });
    await revoke();
    expect(await takes(answerTo(next))).toMatchObject(deadLetter('revokedAddress'));
  });

  it('takes 30 emails an hour, whatever they are', async () => {
    const mail = await lastMail();
    const automatic = { nature: { kind: 'automatic', why: 'autoReply' } } as const;
    for (let sent = 0; sent < 29; sent += 1) await takes(answerTo(mail, automatic));
    const last = answerTo(mail);
    expect(await takes(last)).toMatchObject({ kind: 'message' });
    expect(await takes(last)).toMatchObject({ kind: 'duplicate' });
    const late = answerTo(mail);
    expect(await takes(late)).toMatchObject({ ...deadLetter('tooMany'), conversationId: chat.id });
    api.pass(3_601);
    expect(await takes(late)).toMatchObject({ kind: 'message' });
  });

  it('of an erased conversation leads nowhere', async () => {
    const mail = await lastMail();
    await revoke();
    await agentAnswers('At another address.');
    const next = await lastMail();
    expect((await acme.call('DELETE', `/v1/conversations/${chat.id}`)).status).toBe(204);
    for (const each of [mail, next])
      expect(await takes(answerTo(each))).toMatchObject({ ...deadLetter('erased'), conversationId: chat.id });
  });
});

describe('an email without a reply address', () => {
  const lost = { envelope: { from: null, to: ['answers@reply.acme.example'] } };

  it('belongs to the email that it names, if the sender of that is vouched for', async () => {
    expect(await answers(lost)).toMatchObject({ kind: 'message', conversationId: chat.id });
    const nowhere = { kind: 'deadLetter', reason: 'unknownAddress', accountId: null };
    expect(await answers({ ...lost, isAuthenticated: false })).toMatchObject(nowhere);
    expect(await answers({ ...lost, ...from('bob@other.example') })).toMatchObject(nowhere);
    expect(await answers({ ...lost, references: ['unknown@acme.example'] })).toMatchObject(nowhere);
    expect(await takes(inboundEmail(lost))).toMatchObject(nowhere);
  });

  it('gets no further than its token would', async () => {
    await revoke();
    expect(await answers(lost)).toMatchObject({ kind: 'deadLetter', reason: 'unknownAddress' });
  });
});

describe('an email that no person wrote', () => {
  it('is recorded, and neither shown nor answered', async () => {
    for (const why of ['autoReply', 'list', 'readReceipt', 'ourOwn'] as const)
      expect(await answers({ nature: { kind: 'automatic', why } })).toMatchObject({ kind: 'recorded', as: why });
    expect(await answers(from('CHAT@acme.example'))).toMatchObject({ kind: 'recorded', as: 'ourOwn' });
    expect(await chat.messages()).toHaveLength(1);
    expect(await firstMessage()).toMatchObject({ readAt: null });
  });
});

describe('a delivery report that comes as an email', () => {
  type Recipient = {
    address?: string;
    action?: 'failed' | 'delayed' | 'delivered' | 'relayed';
    status?: string | null;
  };
  const about = async (recipient: Recipient, changes: Partial<InboundMail> = {}, named?: string) => {
    const id = named ?? ((await lastMail()).headers['Message-ID'] ?? '').replace(/[<>]/g, '');
    const told = { address, action: 'failed', status: '5.1.1', detail: 'No such user', ...recipient } as const;
    return answers({ nature: { kind: 'deliveryReport', report: { about: id, recipients: [told] } }, ...changes });
  };
  const status = async () => (await firstMessage())?.outcome?.reason;
  const isSuppressed = async () => (await chat.get()).forwarding.reason === 'addressSuppressed';

  it('counts like a report of the provider', async () => {
    expect(await about({ action: 'delayed', status: '4.4.1' })).toMatchObject({
      kind: 'recorded',
      as: 'deliveryReport',
    });
    expect(await status()).toBe('deferred');
    await about({ action: 'delivered', status: '2.0.0' });
    expect(await status()).toBe('delivered');
  });

  it('that says that the address is wrong suppresses it', async () => {
    await about({ action: 'relayed', status: '2.0.0' });
    await about({});
    expect([await status(), await isSuppressed()]).toEqual(['bounced', true]);
    expect((await firstMessage())?.forwardedTo[0]?.reason).toBe('No such user');
  });

  it('of a failure counts no more once the email was delivered, since whoever has a copy of an answer can write one', async () => {
    await about({ action: 'delivered', status: '2.0.0' });
    await about({});
    expect([await status(), await isSuppressed()]).toEqual(['delivered', false]);
  });

  it('suppresses no address if it does not say that the address is wrong', async () => {
    await about({ status: '5.7.1' });
    expect([await status(), await isSuppressed()]).toEqual(['blocked', false]);
  });

  it('counts only at the reply address of the email that it is about, for the address of that', async () => {
    const other = await mailed(`other-${count}`, acme, `other-${address}`);
    const theirs = ((await lastMail(`other-${address}`)).headers['Message-ID'] ?? '').replace(/[<>]/g, '');
    await about({ address: 'victim@example.com' });
    await about({}, {}, theirs);
    await about({}, {}, 'unknown@acme.example');
    await about({}, { envelope: { from: null, to: ['answers@reply.acme.example'] } });
    expect([await status(), await isSuppressed()]).toEqual(['accepted', false]);
    expect((await other.messages())[0]?.outcome?.reason).toBe('accepted');
  });
});
