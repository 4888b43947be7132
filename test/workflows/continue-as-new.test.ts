import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type WorkflowHandle, WorkflowNotFoundError } from '@temporalio/client';
import { type DevServerService, startOnDevServer } from '../support/dev-server.ts';
import { eventually } from '../support/eventually.ts';
import { historyToJson } from '../support/history-json.ts';
import { eventTypes, recordedHistory } from './kept-histories.ts';
import { conversationOf, secrets } from './stories.ts';

/** Far below the server's own 4,096, so that a thousand signals make several runs. */
const suggestContinueAsNewAfter = 60;
const signalsABurst = 600;
const atOnce = 10;

let service: DevServerService;
beforeAll(async () => {
  service = await startOnDevServer({ suggestContinueAsNewAfter });
}, 120_000);
afterAll(() => service?.stop());

async function burst(handle: WorkflowHandle, signalOf: (nth: number) => string): Promise<void> {
  for (let next = 0; next < signalsABurst; next += atOnce)
    await Promise.all(Array.from({ length: atOnce }, (_, index) => handle.signal(signalOf(next + index))));
}

/** Of a workflow's runs that have ended, oldest first. */
async function endedRuns(workflowId: string): Promise<WorkflowHandle[]> {
  const ended: { readonly runId: string; readonly startedAt: number }[] = [];
  for await (const { runId, status, startTime } of service.client.workflow.list({
    query: `WorkflowId = "${workflowId}"`,
  }))
    if (status.name !== 'RUNNING') ended.push({ runId, startedAt: startTime.getTime() });
  ended.sort((a, b) => a.startedAt - b.startedAt);
  return ended.map(({ runId }) => service.client.workflow.getHandle(workflowId, runId));
}

/** Undefined until its first signal has started it. */
async function stateOf(handle: WorkflowHandle) {
  try {
    return (await handle.describe()).searchAttributes.AfterchatState?.[0];
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}
const typesOf = async (run: WorkflowHandle) => eventTypes(historyToJson(await run.fetchHistory()));

describe('a conversation with a thousand signals', () => {
  it('continues as new and loses neither its state, nor a wake, nor the mail', async () => {
    const { conversation, address, workflowId, handle } = await conversationOf(service, 'continued-as-new');
    await service.fault({ mode: '400', to: address });
    await conversation.agentSays(secrets.reply, secrets.agentName);
    await conversation.presence('left');
    await eventually(
      () => stateOf(handle),
      (state) => state === 'parked',
    );

    await burst(handle, () => 'alarmOverdue');
    const [, second] = await eventually(
      () => endedRuns(workflowId),
      ({ length }) => length >= 2,
    );
    expect(await stateOf(handle)).toBe('parked');
    // It carries on what it said, so it has no need to say it again.
    const types = await typesOf(second!);
    expect(types.at(-1)).toBe('WORKFLOW_EXECUTION_CONTINUED_AS_NEW');
    expect(types).not.toContain('UPSERT_WORKFLOW_SEARCH_ATTRIBUTES');

    // One in the middle does something; if it were lost, the mail would stay parked.
    await burst(handle, (nth) => (nth === signalsABurst / 2 ? 'retryDelivery' : 'alarmOverdue'));
    await eventually(
      () => stateOf(handle),
      (state) => state === 'idle',
    );
    expect((await conversation.messages()).at(-1)?.outcome).toMatchObject({ state: 'mailed' });
    expect(await service.mailsTo(address)).toHaveLength(1);

    await recordedHistory('continued-as-new', await shortest((await endedRuns(workflowId)).slice(1)));
  });
});

async function shortest(runs: readonly WorkflowHandle[]): Promise<WorkflowHandle> {
  const lengths = await Promise.all(runs.map(async (run) => ({ run, events: (await typesOf(run)).length })));
  return lengths.sort((a, b) => a.events - b.events)[0]!.run;
}
