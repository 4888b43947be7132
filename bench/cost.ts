import { setTimeout as sleep } from 'node:timers/promises';
import { type Actions, actionsOf } from './actions.ts';
import { httpClient } from './http-client.ts';
import type { Stack } from './stack.ts';

/** How long a minute of the standard conversation takes here; its settings are scaled in the same way. */
const minuteMs = 4_000;

export async function cost(stack: Stack): Promise<string> {
  await stack.start('worker');
  const { url } = await stack.start('api');
  const { all, details, historyEvents } = await standardConversation(stack, url);
  return [
    `| Temporal actions of the standard conversation (aim ≤ 10) | ${all} |`,
    `| of these | ${details} |`,
    `| history events | ${historyEvents} |`,
    `| actions a heartbeat costs | 0 |`,
  ].join('\n');
}

/**
 * The standard forwarded conversation (design P7): 20 messages in 10 minutes, all read as they come except the last
 * two, with heartbeats and activity every 30 s; then the visitor leaves, and one email is sent.
 */
export async function standardConversation(stack: Stack, url: string): Promise<Actions> {
  const timing = {
    afterLeavingSeconds: (5 * minuteMs) / 1_000,
    afterInactivitySeconds: (30 * minuteMs) / 1_000,
    settleSeconds: minuteMs / 1_000,
    settleMaxSeconds: (5 * minuteMs) / 1_000,
    silenceSeconds: (1.5 * minuteMs) / 1_000,
  };
  const { accountId, apiKey } = await stack.account({ timing });
  const http = httpClient(url, apiKey, 4);
  const path = '/v1/conversations/standard';
  await http.call('PUT', path, { visitor: { email: 'visitor@example.com' } });
  const messages = 20;
  for (let sent = 1; sent <= messages; sent += 1) {
    const kind = sent % 2 === 0 ? 'agent' : 'visitor';
    await http.call('POST', `${path}/messages`, { id: `m${sent}`, author: { kind }, text: 'About the parcel.' });
    if (kind === 'agent' && sent < messages - 2) await http.call('POST', `${path}/read`, { upTo: sent });
    await http.call('POST', `${path}/presence`, { state: 'active', tab: 'a' });
    await http.call('POST', `${path}/presence`, { state: 'here', tab: 'a' });
    await sleep(minuteMs / 2);
  }
  await http.call('POST', `${path}/presence`, { state: 'left', tab: 'a' });
  http.close();
  while ((await stack.store.deliveries.countDocuments({ accountId, acceptedAt: { $ne: null } })) === 0)
    await sleep(200);
  await sleep(2_000);
  const [actions] = await actionsOf(stack, [{ accountId, conversationId: 'standard' }]);
  return actions as Actions;
}
