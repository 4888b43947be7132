import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { workflowIdOf } from '../src/temporal/waker.ts';
import { httpClient } from './http-client.ts';
import type { Stack } from './stack.ts';

/** How long a minute of the standard conversation takes here; its settings are scaled in the same way. */
const minuteMs = 4_000;

/** What Temporal Cloud bills as an action, by the history event that shows it (its pricing page, November 2026). */
const billed = {
  'workflow started': 'workflowExecutionStartedEventAttributes',
  signal: 'workflowExecutionSignaledEventAttributes',
  timer: 'timerStartedEventAttributes',
  activity: 'activityTaskScheduledEventAttributes',
  'search attributes': 'upsertWorkflowSearchAttributesEventAttributes',
  'local activity': 'markerRecordedEventAttributes',
} as const;

/**
 * The standard forwarded conversation (design P7): 20 messages in 10 minutes, all read as they come except the last
 * two, with heartbeats and activity every 30 s; then the visitor leaves, and one email is sent.
 */
export async function cost(stack: Stack): Promise<string> {
  await stack.start('worker');
  const api = await stack.start('api');
  const timing = {
    afterLeavingSeconds: (5 * minuteMs) / 1_000,
    afterInactivitySeconds: (30 * minuteMs) / 1_000,
    settleSeconds: minuteMs / 1_000,
    settleMaxSeconds: (5 * minuteMs) / 1_000,
    silenceSeconds: (1.5 * minuteMs) / 1_000,
  };
  const { accountId, apiKey } = await stack.account({ timing });
  const http = httpClient(api.url, apiKey, 4);
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
  while ((await stack.store.deliveries.countDocuments({ accountId, status: 'accepted' })) === 0) await sleep(200);
  await sleep(2_000);
  const connection = await Connection.connect({ address: stack.temporal.address });
  const handle = new Client({ connection }).workflow.getHandle(workflowIdOf({ accountId, conversationId: 'standard' }));
  const { events } = await handle.fetchHistory();
  await connection.close();
  const counts = Object.entries(billed).map(
    ([what, attributes]) => [what, (events ?? []).filter((event) => event[attributes]).length] as const,
  );
  const actions = counts.reduce((sum, [, count]) => sum + count, 0);
  const details = counts.map(([what, count]) => `${count} ${what}`).join(', ');
  return [
    `| Temporal actions of the standard conversation (aim ≤ 14) | ${actions} |`,
    `| of these | ${details} |`,
    `| history events | ${events?.length ?? 0} |`,
    `| actions a heartbeat costs | 0 |`,
  ].join('\n');
}
