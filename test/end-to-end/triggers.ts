import { expect, it } from '@jest/globals';
import { until } from '../../dev/servers/until.ts';
import type { Scenario, Stack } from './scenarios.ts';

const long = { afterLeavingSeconds: 600, afterInactivitySeconds: 600 };

/** When the mail is due (design R4). */
export function triggers({ begin }: Pick<Stack, 'begin'>): void {
  const sentBy = async ({ deliveries }: Scenario) => (await deliveries()).map(({ trigger }) => trigger);
  const online = async ({ account }: Scenario, ...agents: string[]) => {
    for (const agent of agents) {
      await account.chat.addAgent(agent, agent);
      await account.chat.setStatus(agent, 'online');
    }
  };

  it.concurrent('left: so long after the visitor left, and not before', async () => {
    const scenario = await begin({ timing: { afterLeavingSeconds: 3 } });
    const { chat, mailed } = scenario;
    await online(scenario, 'ada');
    await chat.presence('here');
    await chat.agentSays('Hello');
    await chat.presence('left');
    const left = Date.parse((await chat.get()).visitor.presence.leftAt ?? '');
    const [mail] = await mailed(1);
    const after = Date.parse(mail?.receivedAt ?? '') - left;
    expect(after).toBeGreaterThanOrEqual(3_000);
    expect(after).toBeLessThan(10_000);
    expect(await sentBy(scenario)).toEqual(['left']);
  });

  it.concurrent('left: coming back postpones it', async () => {
    const scenario = await begin({ timing: { ...long, afterLeavingSeconds: 3 } });
    const { chat, mailed } = scenario;
    await chat.agentSays('Hello');
    await chat.presence('left');
    await chat.presence('active');
    await until('longer than it would have taken', 10, async () => {
      const { visitor } = await chat.get();
      return Date.now() - Date.parse(visitor.presence.activeAt) > 4_500;
    });
    await mailed(0);
    await chat.presence('left');
    await mailed(1);
  });

  it.concurrent('left: also by silence, when heartbeats stop', async () => {
    const scenario = await begin({ timing: { ...long, afterLeavingSeconds: 1, silenceSeconds: 2 } });
    await scenario.chat.presence('here', { tab: 'one' });
    await scenario.chat.agentSays('Hello');
    await scenario.mailed(1);
    expect(await sentBy(scenario)).toEqual(['left']);
  });

  it.concurrent('inactive: although the visitor is still there', async () => {
    const scenario = await begin({ timing: { ...long, afterInactivitySeconds: 3 } });
    const { chat, mailed } = scenario;
    await chat.agentSays('Hello');
    const beats = setInterval(() => void chat.presence('here').catch(() => {}), 500);
    try {
      await mailed(1);
    } finally {
      clearInterval(beats);
    }
    expect(await sentBy(scenario)).toEqual(['inactive']);
    expect((await chat.get()).visitor.presence.state).toBe('here');
  });

  it.concurrent('agentsOffline: once the last agent went, offline or invisible', async () => {
    const scenario = await begin({ timing: long });
    const { chat, account, mailed } = scenario;
    await online(scenario, 'ada', 'grace');
    await chat.agentSays('Hello');
    await account.chat.setStatus('ada', 'offline');
    await account.chat.setStatus('grace', 'invisible');
    await mailed(1);
    expect(await sentBy(scenario)).toEqual(['agentsOffline']);
  });

  it.concurrent('agentsOffline: while one remains online there is none', async () => {
    const scenario = await begin({ timing: long });
    const { chat, account, mailed } = scenario;
    await online(scenario, 'ada', 'grace');
    await chat.agentSays('Hello');
    await account.chat.setStatus('ada', 'offline');
    const other = await begin();
    await other.chat.agentSays('Hello');
    await other.chat.presence('left');
    await other.mailed(1);
    await mailed(0);
  });

  it.concurrent('agentsOffline: when the last lease lapses, which the sweeper notices', async () => {
    const scenario = await begin({ timing: long });
    const { chat, account, mailed } = scenario;
    await account.chat.addAgent('ada', 'Ada');
    const lease = (await account.chat.setStatus('ada', 'online', 30)) as { expiresAt: string };
    await chat.agentSays('Hello');
    const [mail] = await mailed(1, 45);
    expect(mail?.receivedAt.localeCompare(lease.expiresAt)).toBe(1);
    expect(await sentBy(scenario)).toEqual(['agentsOffline']);
  });

  it.concurrent('several replies in a row make one mail', async () => {
    const { chat, mailed } = await begin({
      timing: { afterLeavingSeconds: 0, settleSeconds: 5, settleMaxSeconds: 60 },
    });
    await chat.presence('left');
    const replies = ['One.', 'Two.', 'Three.', 'Four.'];
    for (const reply of replies) {
      await chat.agentSays(reply);
      const said = Date.now();
      await until('a pause', 5, async () => Date.now() - said > 300);
    }
    const [mail] = await mailed(1);
    for (const reply of replies) expect(mail?.text).toContain(reply);
  });

  it.concurrent('a change of settings brings a waiting mail forward', async () => {
    const { chat, account, mailed } = await begin({ timing: { ...long, settleSeconds: 0 } });
    await chat.agentSays('Hello');
    await chat.presence('left');
    await account.chat.changeSettings({ timing: { afterLeavingSeconds: 0 } });
    await mailed(1);
  });

  it.concurrent('closing cancels nothing', async () => {
    const { chat, mailed } = await begin();
    await chat.agentSays('Hello');
    await chat.presence('left');
    await chat.close();
    await mailed(1);
  });
}
