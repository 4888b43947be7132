import { expect, it } from '@jest/globals';
import type { Stack } from './scenarios.ts';

/** What a failing provider does to a mail (design R9, Delivery). */
export function provider({ begin }: Pick<Stack, 'begin'>): void {
  it.concurrent.each(['429', '500', '503', '403'] as const)(
    '%s: tried again within the hour until it is accepted',
    async (mode) => {
      const { chat, fault, mailed, delivery } = await begin();
      await fault(mode);
      await chat.agentSays('Hello');
      await chat.presence('left');
      await mailed(1);
      expect(await delivery('accepted')).toMatchObject({ attempts: [{ end: 'refused' }, { end: 'accepted' }] });
    },
  );

  it.concurrent('500 for the whole hour: parked with the reason, and a replay sends it', async () => {
    const { account, chat, fault, mailed, delivery } = await begin({ delivery: { retryForSeconds: 3 } });
    await fault('500', 100);
    await chat.agentSays('Hello');
    await chat.presence('left');
    const parked = await delivery('parked');
    expect(parked.reason).toBe('providerBusy');
    expect(new Set(parked.attempts.map(({ end }) => end))).toEqual(new Set(['refused']));
    expect((await chat.get()).forwarding.state).toBe('parked');
    await fault('none');
    await account.chat.replay(parked.id);
    await mailed(1);
    expect(await delivery('accepted')).toMatchObject({ id: parked.id, reason: null });
  });

  it.concurrent.each([
    ['400', 'contentRejected'],
    ['413', 'tooLarge'],
  ] as const)('%s: parked at once as %s, and the signal retryDelivery sends it', async (mode, reason) => {
    const { chat, fault, mailed, delivery, signal } = await begin();
    await fault(mode);
    await chat.agentSays('Hello');
    await chat.presence('left');
    expect(await delivery('parked')).toMatchObject({ reason, attempts: [{ end: 'rejected' }] });
    await mailed(0);
    await Promise.all([signal('retryDelivery'), signal('retryDelivery')]);
    await mailed(1);
  });

  const parks = { onUnknown: 'park' as const, awaitReportSeconds: 7 };
  const unknownEnds = [
    ['timeoutAfterAccept', 1],
    ['timeoutBeforeAccept', 0],
    ['reset', 1],
  ] as const;

  it.concurrent.each(unknownEnds)(
    '%s: parked where the account chose so; a replay sends the same bytes, once',
    async (mode, arrived) => {
      const { account, chat, fault, mailed, delivery } = await begin({ delivery: parks });
      await fault(mode);
      await chat.agentSays('Hello');
      await chat.presence('left');
      const parked = await delivery('parked');
      expect(parked).toMatchObject({ reason: 'unknown', attempts: [{ end: 'unknown' }] });
      expect((await chat.messages())[0]?.outcome).toMatchObject({ state: 'parked', reason: 'unknown' });
      await mailed(arrived);
      await chat.edit('agent-1', 'Edited since');
      // Whichever comes second is refused if the first one's mail is out by then.
      const asked = await Promise.allSettled([account.chat.replay(parked.id), account.chat.replay(parked.id)]);
      const refused = asked.filter((one) => one.status === 'rejected');
      expect(refused.length).toBeLessThan(2);
      for (const { reason } of refused) expect(reason).toMatchObject({ status: 409 });
      await delivery('accepted');
      const mails = await mailed(arrived + 1);
      const { id: _, receivedAt: __, ...last } = mails.at(-1)!;
      // A delivery is shown without the tokens of the visitor's links.
      const shown = (text: string | null) => text?.replaceAll(/\/u\/[a-z2-7]{26}/g, '/u/…');
      expect([shown(last.text), shown(last.html)]).toEqual([parked.mail?.text, parked.mail?.html]);
      if (arrived === 1) expect(mails[0]).toMatchObject(last);
      await expect(account.chat.replay(parked.id)).rejects.toMatchObject({ status: 409 });
    },
  );

  it.concurrent.each(unknownEnds)('%s: resent once when no report has come', async (mode, arrived) => {
    const { chat, fault, mailed, delivery } = await begin({ delivery: { awaitReportSeconds: 7 } });
    await fault(mode);
    await chat.agentSays('Hello');
    await chat.presence('left');
    expect((await delivery('unknown')).attempts).toMatchObject([{ end: 'unknown' }]);
    expect((await chat.messages())[0]?.outcome).toMatchObject({ state: 'unknown' });
    await delivery('accepted');
    await mailed(arrived + 1);
  });
}
