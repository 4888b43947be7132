import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTimeSkipping, type TimeSkippingService } from '../support/time-skipping.ts';
import { conversationOf, secrets } from './stories.ts';

const minuteMs = 60_000;

let service: TimeSkippingService;
beforeAll(async () => {
  service = await startTimeSkipping();
}, 120_000);
afterAll(() => service?.stop());

/** Lets the sweeper look every twenty seconds until then, as it does every second; answers how many it woke. */
async function sweptUntil(time: number): Promise<number> {
  let woken = 0;
  for (let next = await service.now(); next < time; next += 20_000) {
    await service.sleepUntil(Math.min(next + 20_000, time));
    woken += await service.sweep();
  }
  return woken;
}

describe('a workflow terminated while it waits', () => {
  it('is missed by the sweeper a minute after its time, and the mail still goes out once', async () => {
    const { chat, conversation, address, handle } = await conversationOf(service, 'terminated', {});
    const kept = await conversationOf(service, 'kept', {});
    for (const told of [conversation, kept.conversation]) {
      await told.agentSays(secrets.reply, secrets.agentName);
      await service.told();
      await told.presence('left');
    }
    await service.told();
    const leftAt = await service.now();
    await service.sleepUntil(leftAt + 2 * minuteMs);
    await handle.terminate('by a person, in a test');

    expect(await sweptUntil(leftAt + 5.9 * minuteMs)).toBe(0);
    expect(await sweptUntil(leftAt + 5.9 * minuteMs + minuteMs)).toBe(1);
    await sweptUntil(leftAt + 9 * minuteMs);
    expect(await service.mailsTo(address)).toHaveLength(1);
    expect(await service.mailsTo(kept.address)).toHaveLength(1);
    const [delivery] = await chat.deliveries();
    const minutesLate = (Date.parse(delivery!.acceptedAt ?? '') - leftAt) / minuteMs;
    expect(minutesLate).toBeGreaterThan(6);
    expect(minutesLate).toBeLessThan(6.5);
  });

  it('begins again with the next news', async () => {
    const { conversation, address, handle } = await conversationOf(service, 'begins-again', {});
    await conversation.agentSays(secrets.reply, secrets.agentName);
    await service.told();
    await conversation.identify(null);
    await conversation.presence('left');
    await service.sleepUntil((await service.now()) + 60 * minuteMs);
    await handle.terminate('by a person, in a test');
    await conversation.identify(address);
    await service.sleepUntil((await service.now()) + minuteMs);
    expect(await service.mailsTo(address)).toHaveLength(1);
  });
});
