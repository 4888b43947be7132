import { expect, it } from '@jest/globals';
import { until } from '../../dev/servers/until.ts';
import type { Stack } from './scenarios.ts';

/** What agents ask of the mail that waits (api.md Conversations, forwarding). */
export function requests({ begin }: Pick<Stack, 'begin'>): void {
  it.concurrent('sendNow mails at once, although the visitor is there', async () => {
    const { chat, mailed, deliveries } = await begin({
      timing: { afterLeavingSeconds: 600, settleSeconds: 60, settleMaxSeconds: 60 },
    });
    await chat.agentSays('It ships tomorrow.');
    await chat.agentSays('It is blue.');
    const { trigger } = await chat.forwarding('sendNow');
    expect(trigger).toBe('request');
    const [mail] = await mailed(1);
    expect(mail?.text).toMatch(/It ships tomorrow[\s\S]*It is blue/);
    expect((await deliveries()).map((delivery) => delivery.trigger)).toEqual(['request']);
  });

  it.concurrent('cancel takes the reply out of the mail, and sendNow brings it back', async () => {
    const { chat, mailed } = await begin();
    await chat.agentSays('It ships tomorrow.');
    await chat.forwarding('cancel');
    await chat.presence('left');
    await until('longer than it would have taken', 10, async () => {
      const { visitor } = await chat.get();
      return Date.now() - Date.parse(visitor.presence.leftAt ?? '') > 4_000;
    });
    await mailed(0);
    expect((await chat.messages())[0]?.outcome).toMatchObject({ state: 'notMailed', reason: 'cancelledByAgent' });
    await chat.forwarding('sendNow');
    await mailed(1);
  });

  it.concurrent('sendNow sends what a refused mail carried', async () => {
    const { chat, mailed, fault, delivery } = await begin();
    await fault('413');
    await chat.agentSays('It ships tomorrow.');
    await chat.presence('left');
    await delivery('parked');
    await chat.forwarding('sendNow');
    await mailed(1);
  });
}
