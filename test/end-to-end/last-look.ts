import { expect, it } from '@jest/globals';
import { until } from '../../dev/servers/until.ts';
import type { Scenario, Stack } from './scenarios.ts';

/** Right before each attempt everything is read afresh (design R5). A refused first attempt gives time for changes. */
export function lastLook({ begin }: Pick<Stack, 'begin'>): void {
  async function refusedOnce(): Promise<Scenario> {
    const scenario = await begin();
    await scenario.fault('503');
    await scenario.chat.agentSays('The parcel ships tomorrow.');
    await scenario.chat.presence('left');
    await until('the first attempt refused', 90, async () => {
      const [delivery] = await scenario.deliveries();
      return delivery?.attempts[0]?.end === 'refused';
    });
    return scenario;
  }

  const changes: readonly [string, (scenario: Scenario) => Promise<unknown>, string, string | null][] = [
    ['read', ({ chat }) => chat.readUpTo(1), 'read', null],
    ['deleted', ({ chat }) => chat.remove('agent-1'), 'notMailed', 'deleted'],
    [
      'forwarding was switched off',
      ({ account }) => account.chat.changeSettings({ emailForwarding: 'nothing' }),
      'notMailed',
      'forwardingOff',
    ],
    ['the address was taken back', ({ chat }) => chat.identify(null), 'waiting', 'notIdentified'],
    [
      'the account was paused',
      ({ account }) => account.chat.changeSettings({ delivery: { paused: true } }),
      'waiting',
      'paused',
    ],
    ['the visitor came back', ({ chat }) => chat.presence('active'), 'waiting', 'beforeTrigger'],
  ];
  it.concurrent.each(changes)('withdrawn when it was %s meanwhile', async (_, change, state, reason) => {
    const scenario = await refusedOnce();
    await change(scenario);
    expect((await scenario.delivery('withdrawn')).withdrawn?.reason).toBe(reason ?? state);
    await scenario.mailed(0);
    expect((await scenario.chat.messages())[0]?.outcome).toMatchObject({ state, reason });
  });

  it.concurrent('composed anew with an edited text', async () => {
    const { chat, mailed } = await refusedOnce();
    await chat.edit('agent-1', 'The parcel ships today.');
    const [mail] = await mailed(1);
    expect(mail?.text).toContain('The parcel ships today.');
    expect(mail?.text).not.toContain('tomorrow');
  });

  it.concurrent('composed anew with a reply that came meanwhile', async () => {
    const { chat, mailed } = await refusedOnce();
    await chat.agentSays('And it is blue.');
    const [mail] = await mailed(1);
    expect(mail?.text).toContain('And it is blue.');
    expect((await chat.messages()).map(({ forwardedTo }) => forwardedTo.length)).toEqual([1, 1]);
  });

  it.concurrent('sent to an address that was corrected meanwhile', async () => {
    const { chat, address, delivery, mails } = await refusedOnce();
    await chat.identify(`corrected.${address}`);
    expect(await delivery('accepted')).toMatchObject({ to: `corrected.${address}` });
    expect(await mails()).toEqual([]);
  });

  it.concurrent('what a pause held back is sent when it is lifted', async () => {
    const { chat, account, delivery, mailed } = await refusedOnce();
    await account.chat.changeSettings({ delivery: { paused: true } });
    await delivery('withdrawn');
    await account.chat.changeSettings({ delivery: { paused: false } });
    await mailed(1);
    expect((await chat.messages())[0]?.outcome).toMatchObject({ state: 'mailed' });
  });
}
