import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Mail } from '../../dev/sendgrid/mail.ts';
import { maxBytesInMail, maxMessagesInMail } from '../../src/policy/forwarding/news.ts';
import { type Answer, type AnswerBody, type ApiAccount, useApi } from '../support/api-in-process.ts';
import { useCourier } from '../support/courier.ts';

const api = useApi();
const courier = useCourier(api);
let acme: ApiAccount;
beforeEach(async () => {
  acme = await api.account();
});

type Says = readonly [kind: 'visitor' | 'agent', text: string];
let conversations = 0;

/** Long messages come a few a page. */
async function everyMessage(): Promise<AnswerBody[]> {
  const items: AnswerBody[] = [];
  for (let cursor: string | null = '0'; cursor !== null; ) {
    const { body }: Answer = await acme.call('GET', `/v1/conversations/c1/messages?limit=200&cursor=${cursor}`);
    items.push(...body.items);
    cursor = body.nextCursor;
  }
  return items;
}

/** The mails that a visitor gets in whose conversation all this was said before they left. */
async function mailed(said: readonly Says[], settings: object = {}): Promise<readonly Mail[]> {
  conversations += 1;
  const email = `visitor-${conversations}@example.com`;
  await acme.call('PATCH', '/v1/settings', settings);
  await acme.call('PUT', '/v1/conversations/c1', { visitor: { email } });
  for (const [index, [kind, text]] of said.entries())
    await acme.call('POST', '/v1/conversations/c1/messages', { id: `m${index}`, author: { kind }, text });
  await acme.call('POST', '/v1/conversations/c1/presence', { state: 'left' });
  api.pass(400);
  for (let looks = 0; (await courier.look(acme, 'c1')).kind === 'sleep' && looks < 5; looks += 1) api.pass(3_600);
  return courier.mails(email);
}

const textOf = (mail: Mail | undefined) =>
  `${mail?.text} ${mail?.attachments.map(({ content }) => Buffer.from(content, 'base64').toString()).join('')}`;
const count = (mail: Mail | undefined, sign: RegExp) => textOf(mail).match(sign)?.length ?? 0;
const flood = (count: number, text = 'Are you there?'): Says[] =>
  Array.from({ length: count }, (_, index) => ['visitor', `v${index}v ${text}`]);

describe('an email of a very long conversation', () => {
  it('shows the news and what is newest, and says that some is left out', async () => {
    const said: Says[] = [['visitor', 'Hello'], ['agent', 'THE NEWS'], ...flood(maxMessagesInMail + 50)];
    const [mail, ...others] = await mailed(said);
    expect(others).toEqual([]);
    expect(mail?.html).toContain('THE NEWS');
    expect(mail?.text).toContain('THE NEWS');
    expect(count(mail, /v\d+v/g)).toBe(maxMessagesInMail - 2);
    expect(textOf(mail)).toContain(`v${maxMessagesInMail + 49}v`);
    expect(textOf(mail)).not.toContain(' v0v ');
    for (const text of [mail?.html, mail?.text]) {
      expect(text).toContain('Some of its messages have been left out');
      expect(text).toContain('Some messages are not shown here');
    }
  });

  it('shows and attaches a limited number of bytes, also of a transcript', async () => {
    const long = '語'.repeat(9_990);
    for (const emailForwarding of ['unreadReplies', 'transcript'] as const) {
      acme = await api.account();
      const said: Says[] = [['visitor', 'Hello'], ['agent', 'THE NEWS'], ...flood(30, long)];
      const [mail] = await mailed(said, { emailForwarding });
      expect(textOf(mail)).toContain('THE NEWS');
      expect(Buffer.byteLength(textOf(mail))).toBeLessThan(maxBytesInMail + 10_000);
      expect(count(mail, /v\d+v/g)).toBe(Math.floor((maxBytesInMail - 100) / 29_976));
      expect(mail?.text).toContain('Some of its messages have been left out');
    }
  });

  it('leaves news that one mail does not take to the next, in order, each once', async () => {
    const said = Array.from({ length: 40 }, (_, index): Says => ['agent', `n${index}n ${'語'.repeat(9_000)}`]);
    const mails = await mailed(said);
    const carried = mails.map(
      (mail) =>
        textOf(mail)
          .match(/n\d+n/g)
          ?.map((word) => Number(word.slice(1, -1))) ?? [],
    );
    expect(mails.length).toBe(3);
    expect(mails.map(({ text }) => text?.includes('More new replies will follow'))).toEqual([true, true, false]);
    const items = await everyMessage();
    expect(items.map(({ outcome }) => (outcome as { state: string }).state)).toEqual(Array(40).fill('mailed'));
    const asNews = items.map((item) => (item as unknown as { forwardedTo: unknown[] }).forwardedTo.length);
    expect(asNews).toEqual(Array(40).fill(1));
    expect(new Set(carried.flat()).size).toBe(40);
  });
});

describe('what a person cancelled', () => {
  it('is shown in no later mail, not even as context', async () => {
    const chat = acme.chat.conversation('c1');
    await chat.begin({ email: 'cancelled@example.com' });
    await chat.visitorSays('Hello');
    await chat.agentSays('WRONG PRICE');
    await acme.call('POST', '/v1/conversations/c1/forwarding', { action: 'cancel' });
    await chat.agentSays('The right price');
    for (const emailForwarding of ['unreadReplies', 'transcript'] as const) {
      await acme.call('PATCH', '/v1/settings', { emailForwarding });
      await chat.agentSays(`And more: ${emailForwarding}`);
      await acme.call('POST', '/v1/conversations/c1/presence', { state: 'left' });
      api.pass(400);
      await courier.look(acme, 'c1');
    }
    const mails = await courier.mails('cancelled@example.com');
    expect(mails).toHaveLength(2);
    for (const mail of mails) expect(`${mail.text}${mail.html}`).not.toContain('WRONG PRICE');
    expect(mails[1]?.text).toContain('The right price');
  });
});
