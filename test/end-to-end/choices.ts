import { expect, it } from '@jest/globals';
import { until } from '../../dev/servers/until.ts';
import type { Stack } from './scenarios.ts';

/** What of a conversation is mailed (design R3). */
export function choices({ begin }: Pick<Stack, 'begin'>): void {
  it.concurrent('nothing: no mail, whatever happens, and the outcome says why', async () => {
    const { chat, account, deliveries, mailed } = await begin({ emailForwarding: 'nothing' });
    await chat.agentSays('The parcel ships tomorrow.');
    await chat.presence('left');
    // Another account's mail of the same moment has gone by then; so would have this one's.
    const other = await begin();
    await other.chat.agentSays('Hello');
    await other.chat.presence('left');
    await other.mailed(1);
    await mailed(0);
    expect(await deliveries()).toEqual([]);
    expect((await chat.messages())[0]?.outcome).toMatchObject({ state: 'notMailed', reason: 'forwardingOff' });
    await account.chat.changeSettings({ emailForwarding: 'unreadReplies' });
    expect((await chat.messages())[0]?.outcome).toMatchObject({ state: 'notMailed', reason: 'forwardingOff' });
  });

  it.concurrent('unreadReplies: the news with some context before it, in order', async () => {
    const { chat, mailed } = await begin({ content: { contextMessages: 2, shortConversationMessages: 3 } });
    await chat.visitorSays('first words');
    await chat.agentSays('read answer');
    await chat.visitorSays('second words');
    await chat.readUpTo(3);
    await chat.agentSays('unread answer');
    await chat.botSays('bot words');
    await chat.agentSays('another answer');
    await chat.presence('left');
    const [mail] = await mailed(1);
    expect(order(mail?.text, ['read answer', 'second words', 'unread answer', 'bot words', 'another answer'])).toBe(
      true,
    );
    expect(mail?.text).not.toContain('first words');
    expect((await chat.messages()).map(({ forwardedTo }) => forwardedTo.length)).toEqual([0, 0, 0, 1, 0, 1]);
  });

  it.concurrent('unreadReplies: a short conversation whole', async () => {
    const { chat, mailed } = await begin({ content: { contextMessages: 0, shortConversationMessages: 3 } });
    await chat.visitorSays('first words');
    await chat.visitorSays('second words');
    await chat.agentSays('unread answer');
    await chat.presence('left');
    const [mail] = await mailed(1);
    expect(order(mail?.text, ['first words', 'second words', 'unread answer'])).toBe(true);
  });

  it.concurrent('unreadReplies: none once they are read', async () => {
    const { chat, mailed } = await begin();
    await chat.agentSays('Hello');
    await chat.presence('left');
    await chat.presence('active');
    await chat.readUpTo(1);
    await chat.presence('left');
    const other = await begin();
    await other.chat.agentSays('Hello');
    await other.chat.presence('left');
    await other.mailed(1);
    await mailed(0);
    expect((await chat.messages())[0]?.outcome).toMatchObject({ state: 'read' });
  });

  it.concurrent('transcript: all of it, read or not', async () => {
    const { chat, mailed } = await begin({ emailForwarding: 'transcript', content: { contextMessages: 0 } });
    for (let number = 1; number <= 11; number += 1) await chat.visitorSays(`visitor ${number}.`);
    await chat.agentSays('the answer');
    await chat.readUpTo(12);
    await chat.presence('left');
    const [mail] = await mailed(1);
    expect(order(mail?.text, ['visitor 1.', 'visitor 2.', 'visitor 11.', 'the answer'])).toBe(true);
    expect(mail?.subject).toContain('Transcript');
    expect((await chat.messages()).at(-1)?.outcome).toMatchObject({ state: 'mailed', reason: 'accepted' });
  });

  it.concurrent('neither deleted messages nor edited-away words are in a mail', async () => {
    const { chat, mailed } = await begin();
    await chat.agentSays('a secret');
    await chat.agentSays('a tpyo');
    await chat.remove('agent-1');
    await chat.edit('agent-2', 'a typo');
    await chat.presence('left');
    const [mail] = await mailed(1);
    expect(mail?.text).toContain('a typo');
    expect(mail?.text).not.toMatch(/a secret|a tpyo/);
  });

  it.concurrent('a visitor without an address gets none until an agent enters it, then at once', async () => {
    const { chat, address, mailed } = await begin({}, { email: null });
    await chat.agentSays('Hello');
    await chat.presence('left');
    await until('the trigger passed', 60, async () => {
      const { visitor } = await chat.get();
      return Date.now() - Date.parse(visitor.presence.leftAt ?? '') > 4_000;
    });
    await mailed(0);
    expect((await chat.messages())[0]?.outcome).toMatchObject({ state: 'waiting', reason: 'notIdentified' });
    const entered = Date.now();
    await chat.identify(address);
    await mailed(1);
    expect(Date.now() - entered).toBeLessThan(10_000);
  });
}

/** Whether these texts stand in a text in this order. */
export function order(text: string | null | undefined, parts: readonly string[]): boolean {
  const places = parts.map((part) => text?.indexOf(part) ?? -1);
  return places.every((place, index) => place > (places[index - 1] ?? -1));
}
