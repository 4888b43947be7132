import { expect, it } from '@jest/globals';
import type { Chat } from '../../dev/chat.ts';
import { until } from '../../dev/servers/until.ts';
import { replyDomain, type SettingsParts, type Stack } from './scenarios.ts';

const sender = { name: 'Acme', address: 'chat@acme.example', replyDomain };

/** A conversation whose visitor has left and was emailed an answer. */
export async function emailed(begin: Stack['begin'], settings: SettingsParts = {}) {
  const scenario = await begin({ sender, ...settings });
  const { chat, mailed } = scenario;
  await chat.visitorSays('Where is my parcel?');
  await chat.agentSays('It ships tomorrow.');
  await chat.presence('left');
  const [mail] = await mailed(1);
  if (mail === undefined) throw new Error('there is no email');
  return { ...scenario, mail };
}

export const byEmail = async (chat: Chat) => (await chat.messages()).filter(({ via }) => via === 'email');

/** What the visitor answers by email becomes their message, and the conversation goes on in one thread (design R7). */
export function replies(stack: Pick<Stack, 'begin' | 'mailbox'>): void {
  const arrives = (chat: Chat) => until('the answer is there', 60, async () => (await byEmail(chat)).length > 0);

  it.concurrent('goes from agent to email, to a reply, to an agent, to an email in the same thread', async () => {
    const { chat, mail, mailed } = await emailed(stack.begin);
    const text = 'Schön, vielen Dank!\n\nIst es groß? Es kostete 5 €.';
    const reply = { client: 'outlook', locale: 'de', charset: 'windows-1252', text } as const;
    const { state, messageId } = await stack.mailbox.reply(mail.id, reply);
    expect(state).toBe('accepted');
    await arrives(chat);
    expect(await byEmail(chat)).toMatchObject([{ author: { kind: 'visitor' }, text, flags: [] }]);
    expect((await chat.get()).visitor.emailVerified).toBe(true);
    await chat.agentSays('Not that big.');
    const [first, second] = await mailed(2);
    const firstId = first?.headers['Message-ID'];
    expect(second?.headers).toMatchObject({ 'In-Reply-To': messageId, References: `${firstId} ${messageId}` });
    expect(second?.replyTo?.email).toBe(first?.replyTo?.email);
    expect(second?.subject).toBe(`Re: ${first?.subject}`);
    expect(second?.text).toMatch(/Schön, vielen Dank![\s\S]*=== New ===[\s\S]*Not that big\./);
  });

  it.concurrent('a reply that is posted four times at once is one message', async () => {
    const { chat, mail, address } = await emailed(stack.begin);
    await stack.mailbox.fault(address, 'inboundInParallel');
    const { posts } = await stack.mailbox.reply(mail.id, { text: 'Thank you!' });
    expect(posts.map(({ answered }) => answered)).toEqual([204, 204, 204, 204]);
    await arrives(chat);
    await stack.mailbox.reply(mail.id, { text: 'One more thing.' });
    await until('both are there', 60, async () => (await byEmail(chat)).length > 1);
    expect((await byEmail(chat)).map(({ text }) => text)).toEqual(['Thank you!', 'One more thing.']);
  });

  it.concurrent('what a program answers is recorded, but is no message', async () => {
    const { account, chat, mail } = await emailed(stack.begin);
    await stack.mailbox.reply(mail.id, { kind: 'outOfOffice', text: 'I am away.' });
    type Listed = { items: { state: string; result: string | null }[] };
    const listed = async () => (await account.chat.call<Listed>('GET', '/v1/inbound')).items;
    await until('it is recorded', 60, async () => (await listed())[0]?.state === 'done');
    expect(await listed()).toMatchObject([{ result: 'autoReply' }]);
    expect(await byEmail(chat)).toEqual([]);
  });
}
