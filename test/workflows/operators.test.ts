import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DevServerService, startOnDevServer } from '../support/dev-server.ts';
import { eventually } from '../support/eventually.ts';
import { historyToJson } from '../support/history-json.ts';
import { isIn, tracesOf } from '../support/traces.ts';
import { conversationOf, secrets } from './stories.ts';

let service: DevServerService;
beforeAll(async () => {
  service = await startOnDevServer();
}, 120_000);
afterAll(() => service?.stop());

/** What Temporal UI's search finds. */
async function found(query: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const { workflowId } of service.client.workflow.list({ query })) ids.push(workflowId);
  return ids;
}

describe('an operator in Temporal UI', () => {
  it('finds what is parked, reads why, sends retryDelivery, and sees it gone, however often they send it', async () => {
    const { account, conversation, address, workflowId, handle } = await conversationOf(service, 'operated');
    await conversationOf(service, 'not-parked');
    await service.fault({ mode: '400', to: address });
    await conversation.agentSays(secrets.reply, secrets.agentName);
    await conversation.presence('left');

    const parked = 'AfterchatState = "parked"';
    expect(
      await eventually(
        () => found(parked),
        ({ length }) => length > 0,
      ),
    ).toEqual([workflowId]);
    expect(await found(`${parked} AND AfterchatAccount = "${account.id}"`)).toEqual([workflowId]);
    const { currentDetails } = await handle.query<{ currentDetails: string }>('__temporal_workflow_metadata');
    expect(currentDetails).toContain('a failed email waits for a replay');

    // The form in the UI sends an input along; it is not looked at.
    await handle.signal('retryDelivery', { anything: true });
    await eventually(
      () => found(parked),
      ({ length }) => length === 0,
    );
    expect((await conversation.messages()).at(-1)?.outcome).toMatchObject({ state: 'mailed' });
    for (let again = 0; again < 3; again += 1) await handle.signal('retryDelivery');
    await handle.query('__temporal_workflow_metadata');
    expect(await service.mailsTo(address)).toHaveLength(1);
  });
});

describe('an erasure', () => {
  it('ends the workflow, in whose history nothing of the conversation is left, nor anywhere else', async () => {
    const { account, conversation, address, workflowId, handle } = await conversationOf(service, 'erased');
    const said = ['Where is my parcel, xqparcel?', 'It is with xqneighbour.', 'Xqname Hopper'];
    const [asked, answered, name] = said as [string, string, string];
    await conversation.begin({ name });
    await conversation.visitorSays(asked);
    await service.fault({ mode: '400', to: address });
    await conversation.agentSays(answered);
    await conversation.presence('left');
    await eventually(
      () => found('AfterchatState = "parked"'),
      (ids) => ids.includes(workflowId),
    );
    const mine = [...said, address];
    expect((await tracesOf(service.store, mine)).length).toBeGreaterThan(4);
    await account.chat.call('DELETE', '/v1/conversations/erased');
    await eventually(
      () => handle.describe(),
      ({ status }) => status.name === 'COMPLETED',
    );
    // Histories name the conversation's id; that it is found shows that this looks where something would be.
    const history = Buffer.from(JSON.stringify(historyToJson(await handle.fetchHistory())));
    expect([...mine, account.id].filter((text) => isIn(history, text))).toEqual([account.id]);
    expect(await tracesOf(service.store, mine)).toEqual([]);
  });
});
