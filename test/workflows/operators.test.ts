import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { collected } from '../support/collected.ts';
import { type DevServerService, startOnDevServer } from '../support/dev-server.ts';
import { eventually } from '../support/eventually.ts';
import { historyToJson } from '../support/history-json.ts';
import { contentType, inboundPath, rawForm } from '../support/inbound.ts';
import { isIn, tracesOf } from '../support/traces.ts';
import { conversationOf, secrets, shortTiming } from './stories.ts';

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
    expect(currentDetails).toContain('is parked since');

    // Whoever ends it loses nothing: it comes back by itself, and one that runs is left alone.
    await handle.cancel();
    const running = `${parked} AND ExecutionStatus = "Running"`;
    const { runId } = await handle.describe();
    await eventually(
      () => found(running),
      ({ length }) => length === 0,
    );
    for (let walks = 0; walks < 2; walks += 1) await service.keepParked();
    await eventually(
      () => found(running),
      (ids) => ids.includes(workflowId),
    );
    expect((await handle.describe()).runId).not.toBe(runId);
    expect(historyToJson(await handle.fetchHistory()).events.map(({ eventType }) => eventType)).not.toContain(
      'EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED',
    );

    // The form in the UI sends an input along; it is not looked at.
    await handle.signal('retryDelivery', { anything: true });
    await eventually(
      () => found(running),
      ({ length }) => length === 0,
    );
    expect((await conversation.messages()).at(-1)?.outcome).toMatchObject({ state: 'mailed' });
    for (let again = 0; again < 3; again += 1) await handle.signal('retryDelivery');
    await handle.query('__temporal_workflow_metadata');
    expect(await service.mailsTo(address)).toHaveLength(1);
  });
});

describe('an erasure', () => {
  it('ends the workflow, and leaves nothing of the conversation in any history, nor anywhere else', async () => {
    const { account, chat, conversation, address, workflowId } = await conversationOf(service, 'erased', {
      timing: shortTiming,
      sender: { name: 'Acme', address: 'chat@acme.example', replyDomain: 'reply.acme.example' },
      brand: { siteUrl: 'https://acme.example', allowedOrigins: [], logoUrl: null, color: '#0b7a75' },
    });
    const said = ['Where is my parcel, xqparcel?', 'It is with xqneighbour.', 'Xqname Hopper', 'I thank you, xqthanks'];
    const [asked, answered, name, thanks] = said as [string, string, string, string];
    await conversation.begin({ name });
    await conversation.visitorSays(asked);
    await service.fault({ mode: '400', to: address });
    await conversation.agentSays(answered);
    await conversation.presence('left');
    await eventually(
      () => found('AfterchatState = "parked"'),
      (ids) => ids.includes(workflowId),
    );
    await chat.call('POST', '/v1/deliveries/replay', { id: 'replays', address });
    const [mail] = await eventually(
      () => service.mailsTo(address),
      ({ length }) => length > 0,
    );
    const headers = { 'content-type': contentType };
    const body = rawForm(mail?.replyTo?.email, thanks);
    await service.request(inboundPath(), { method: 'POST', headers, body });
    await eventually(
      () => conversation.messages(),
      (messages) => messages.at(-1)?.text === thanks,
    );
    await chat.setStatus('ada', 'invisible');
    const restoring = JSON.stringify({ siteKey: account.siteKey, email: address });
    const json = { 'content-type': 'application/json' };
    await service.request('/v1/visitor/restore-link', { method: 'POST', headers: json, body: restoring });
    await eventually(
      () => service.mailsTo(address),
      ({ length }) => length > 1,
    );
    const mine = [...said, address, 'visitor@example.com'];
    expect((await tracesOf(service.store, mine)).length).toBeGreaterThan(8);
    await chat.call('DELETE', '/v1/conversations/erased');

    const kinds = ['bulkReplay', 'conversation', 'fanOut', 'inbound', 'restoreLink'];
    const all = await eventually(
      () => collected(service.client.workflow.list()),
      (workflows) => {
        const ofAccount = workflows.filter(
          ({ workflowId: id, searchAttributes }) =>
            id.includes(account.id) || searchAttributes.AfterchatAccount?.[0] === account.id,
        );
        return (
          kinds.every((kind) => ofAccount.some(({ type }) => type === kind)) &&
          ofAccount.every(({ status }) => status.name === 'COMPLETED')
        );
      },
    );
    const left: string[] = [];
    for (const { workflowId: id, runId, type } of all) {
      const handle = service.client.workflow.getHandle(id, runId);
      const history = Buffer.from(JSON.stringify(historyToJson(await handle.fetchHistory())));
      left.push(...mine.filter((text) => isIn(history, text)).map((text) => `${type}: ${text}`));
      // Each names at least its own id, which shows that this looks where something would be.
      expect(isIn(history, id.split(':').at(-1) ?? '')).toBe(true);
    }
    expect(left).toEqual([]);
    expect(await tracesOf(service.store, mine)).toEqual([]);
  });
});
