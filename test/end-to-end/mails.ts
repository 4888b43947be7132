import { expect, it } from '@jest/globals';
import type { Stack } from './scenarios.ts';

/** The mail itself, its thread and its label (design R6, The mail). */
export function mails({ begin }: Pick<Stack, 'begin'>): void {
  it.concurrent('has the right people, and the reply says whereto it was forwarded', async () => {
    const { chat, address, mailed, delivery } = await begin();
    await chat.visitorSays('Where is my parcel?');
    await chat.agentSays('It ships tomorrow.', 'Ada');
    await chat.presence('left');
    const [mail] = await mailed(1);
    expect(mail).toMatchObject({
      from: { email: 'chat@acme.example', name: 'Ada (Acme)' },
      to: [{ email: address, name: 'Sam' }],
      headers: { 'Auto-Submitted': 'auto-generated' },
      text: expect.stringMatching(/Where is my parcel\?[\s\S]*It ships tomorrow\./),
      html: expect.stringContaining('It ships tomorrow.'),
    });
    const { id, acceptedAt } = await delivery('accepted');
    const [question, answer] = await chat.messages();
    expect(question?.forwardedTo).toEqual([]);
    expect(answer?.forwardedTo).toEqual([
      { address, at: acceptedAt, channel: 'email', deliveryId: id, status: 'accepted', reason: null },
    ]);
    expect((await chat.get()).forwarding).toEqual({ state: 'idle', dueAt: null, trigger: null, reason: null });
  });

  it.concurrent('later mails of a conversation join the thread of the first, which is then context', async () => {
    const { chat, mailed } = await begin();
    await chat.presence('left');
    for (const [index, text] of ['First answer.', 'Second answer.', 'Third answer.'].entries()) {
      await chat.agentSays(text);
      await mailed(index + 1);
    }
    const [first, second, third] = await mailed(3);
    const idOf = (mail: typeof first) => mail?.headers['Message-ID'] ?? 'none';
    expect(new Set([idOf(first), idOf(second), idOf(third)]).size).toBe(3);
    expect(first?.headers['In-Reply-To']).toBeUndefined();
    expect(second?.headers).toMatchObject({ 'In-Reply-To': idOf(first), References: idOf(first) });
    expect(third?.headers).toMatchObject({
      'In-Reply-To': idOf(second),
      References: `${idOf(first)} ${idOf(second)}`,
    });
    expect(new Set([first?.subject, second?.subject, third?.subject]).size).toBe(1);
    expect(third?.text).toMatch(/First answer\.[\s\S]*Second answer\.[\s\S]*Third answer\./);
    expect((await chat.messages()).map(({ forwardedTo }) => forwardedTo.length)).toEqual([1, 1, 1]);
  });

  it.concurrent('two conversations of one visitor share nothing', async () => {
    const { account, address, chat, mailed } = await begin();
    const other = account.chat.conversation('other');
    await other.begin({ email: address });
    await other.visitorSays('Something private');
    await chat.agentSays('Hello');
    await chat.presence('left');
    const [mail] = await mailed(1);
    expect(mail?.text).not.toContain('private');
  });
}
