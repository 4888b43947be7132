import { expect, it } from '@jest/globals';
import type { Chat } from '../../dev/chat.ts';
import { Settings } from '../../src/contract/settings.ts';
import { findSendingPause } from '../../src/store/deployment/sending-pause.ts';
import type { useStack } from '../end-to-end/scenarios.ts';
import { eventually } from '../support/eventually.ts';
import { afterchatHere } from './afterchat.ts';

const conversations = 40;
const addressOf = ({ id }: Chat) => `${id}@example.com`;

/** Of a stack whose sends are never cut off: where the end of one is unknown, so is whether its visitor has their mail. */
export function revokedKey(stack: ReturnType<typeof useStack>): void {
  it('a revoked key holds up all that is due; once it is back each visitor has one mail, the refused ones by one command', async () => {
    const acme = await stack.service.account(
      Settings.parse({
        sender: { name: 'Acme', address: 'chat@acme.example' },
        timing: { afterLeavingSeconds: 0, afterInactivitySeconds: 600, settleSeconds: 0, settleMaxSeconds: 0 },
        delivery: { retryForSeconds: 3 },
      }),
    );
    await stack.mailbox.revokeKey();
    const chats = Array.from({ length: conversations }, (_, index) => acme.chat.conversation(`order-${index}`));
    for (const chat of chats) {
      await chat.begin({ email: addressOf(chat) });
      await chat.agentSays('The parcel ships tomorrow.');
      await chat.presence('left');
    }
    const open = () => acme.chat.deliveries('?limit=200');
    const { store } = stack.service;
    await eventually(
      async () => (await open()).length,
      (count) => count === conversations,
      120_000,
    );
    await eventually(
      () => findSendingPause(store),
      (pause) => pause !== null,
      30_000,
    );
    const attempts = (await open()).reduce((sum, delivery) => sum + delivery.attempts.length, 0);
    // Those that were under way when the first was refused, and no more.
    expect(attempts).toBeLessThan(conversations / 2);

    await stack.mailbox.restoreKey();
    await eventually(
      () => findSendingPause(store),
      (pause) => pause === null,
      30_000,
    );
    const env = { AFTERCHAT_URL: stack.service.url, AFTERCHAT_KEY: acme.key };
    const replayed = await afterchatHere(['deliveries', 'replay', '--reason', 'providerAuth'], env);
    expect([replayed.code, replayed.err]).toEqual([0, '']);
    const parked = await acme.chat.deliveries('?status=parked&limit=200');
    // Whatever was never attempted waits by itself.
    expect(parked.filter((delivery) => delivery.attempts.length === 0)).toEqual([]);
    const mails = () => Promise.all(chats.map(async (chat) => (await stack.mailbox.mailsTo(addressOf(chat))).length));
    await eventually(mails, (counts) => counts.every((count) => count >= 1), 120_000);
    // Accepted is written down after the mail has arrived.
    await eventually(
      open,
      (all) => all.length === conversations && all.every(({ status }) => status === 'accepted'),
      120_000,
    );
    expect(await mails()).toEqual(chats.map(() => 1));
  }, 300_000);
}
