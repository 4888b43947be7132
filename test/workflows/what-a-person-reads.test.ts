import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { WorkflowHandle } from '@temporalio/client';
import { outcomeReasons } from '../../src/contract/outcomes.ts';
import { triggers } from '../../src/contract/triggers.ts';
import { pauseDeployment, resumeDeployment } from '../../src/store/deployment/deployment-pause.ts';
import { agentEmailWorkflowIdOf, restoreLinkIdOf } from '../../src/temporal/waker.ts';
import { type DevServerService, startOnDevServer } from '../support/dev-server.ts';
import { eventually } from '../support/eventually.ts';
import { historyToJson } from '../support/history-json.ts';
import { summaries } from './kept-histories.ts';
import { conversationOf, secrets } from './stories.ts';

let service: DevServerService;
beforeAll(async () => {
  service = await startOnDevServer();
}, 120_000);
afterAll(() => service?.stop());

/** What Temporal UI shows of a workflow while a worker runs. */
async function currentDetails(handle: WorkflowHandle): Promise<string> {
  const { currentDetails } = await handle.query<{ currentDetails: string }>('__temporal_workflow_metadata');
  return currentDetails;
}

async function workflowsBy(query: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const { workflowId } of service.client.workflow.list({ query })) ids.push(workflowId);
  return ids;
}

const summariesOf = async (handle: WorkflowHandle) => summaries(historyToJson(await handle.fetchHistory()));
const attributesOf = async (handle: WorkflowHandle) => (await handle.describe()).searchAttributes;
const becomes = (handle: WorkflowHandle, details: RegExp) =>
  eventually(
    () => currentDetails(handle),
    (text) => details.test(text),
  );

describe('in Temporal, a person reads', () => {
  it('what is waited for, until when and why', async () => {
    const { account, conversation, handle } = await conversationOf(service, 'waits', {});
    await conversation.agentSays(secrets.reply, secrets.agentName);
    await service.told();
    await becomes(handle, new RegExp(triggers.inactive));
    await conversation.presence('left');
    const details = await becomes(handle, new RegExp(triggers.left));
    const [, until] = details.match(/^Waiting until (\S+Z): .*1 reply/) ?? [];
    const { leftAt } = (await conversation.get()).visitor.presence;
    expect(Date.parse(until ?? '') - Date.parse(leftAt ?? '')).toBe(5 * 60_000);

    const { definition } = await handle.query<{
      definition: { signalDefinitions: { name: string; description: string }[] };
    }>('__temporal_workflow_metadata');
    const about = new Map(definition.signalDefinitions.map(({ name, description }) => [name, description]));
    expect(about.get('retryDelivery')).toMatch(/^Replays the parked deliveries/);
    about.delete('retryDelivery');
    expect([...new Set(about.values())]).toEqual(['Only makes the workflow look again.']);

    const timers = await eventually(
      () => summariesOf(handle),
      (summaries) => summaries.at(-1)?.includes(triggers.left) ?? false,
    );
    expect(timers[0]).toContain(triggers.inactive);
    expect(details).toContain(timers.at(-1));
    expect(await attributesOf(handle)).toEqual({
      AfterchatAccount: [account.id],
      AfterchatChannel: ['web'],
      AfterchatState: ['waiting'],
      AfterchatReason: ['beforeTrigger'],
      BuildIds: expect.anything(),
    });
  });

  it('which conversation it is, before any worker has run', async () => {
    const { account, conversation, handle } = await conversationOf(service, 'named', {});
    await conversation.agentSays(secrets.reply, secrets.agentName);
    await service.told();
    const described = await handle.describe();
    expect(await described.staticSummary()).toBe('conversation named');
    expect(await described.staticDetails()).toMatch(new RegExp(`${account.id}, channel web`));
  });

  it('that an address is missing, without a timer', async () => {
    const { conversation, handle } = await conversationOf(service, 'no-address', {});
    await conversation.agentSays(secrets.reply, secrets.agentName);
    await conversation.identify(null);
    await conversation.presence('left');
    await service.told();
    const details = await becomes(handle, new RegExp(outcomeReasons.notIdentified.label));
    expect(details).toMatch(/^Waiting for an event/);
    expect(await attributesOf(handle)).toMatchObject({
      AfterchatState: ['waiting'],
      AfterchatReason: ['notIdentified'],
    });
  });

  it('that a mail failed and waits for a replay, and finds such conversations by their state', async () => {
    const { account, chat, conversation, address, workflowId, handle } = await conversationOf(service, 'failed');
    await service.fault({ mode: '400', to: address });
    await conversation.agentSays(secrets.reply, secrets.agentName);
    await conversation.presence('left');
    await service.told();
    const details = await becomes(handle, /is parked since/);
    const [delivery] = await chat.deliveries();
    expect(details).toMatch(`Delivery ${delivery?.id} is parked since`);
    expect(details).toMatch(/\(contentRejected: .*\).* retryDelivery; or dismiss it.*As of \S+Z/s);
    expect(await summariesOf(handle)).toContain(`delivery ${delivery?.id}`);
    const query = `AfterchatState = "parked" AND AfterchatReason = "contentRejected" AND AfterchatAccount = "${account.id}"`;
    const found = await eventually(
      () => workflowsBy(query),
      ({ length }) => length > 0,
    );
    expect(found).toEqual([workflowId]);
  });

  it('that links back to the chat were asked for and what became of it, but not for whom', async () => {
    const site = { siteUrl: 'https://acme.example', allowedOrigins: [], logoUrl: null, color: '#0b7a75' };
    const { account, address } = await conversationOf(service, 'restore', { brand: site });
    const ask = async (email: string) => {
      const body = JSON.stringify({ siteKey: account.siteKey, email });
      const headers = { 'content-type': 'application/json' };
      const answer = await service.request('/v1/visitor/restore-link', { method: 'POST', headers, body });
      expect(answer.status).toBe(202);
      await service.told();
      const [request] = await service.store.restoreRequests.find({}, { sort: { createdAt: -1 }, limit: 1 }).toArray();
      return service.client.workflow.getHandle(restoreLinkIdOf(request?._id ?? ''));
    };
    await service.fault({ mode: '500', to: address, count: 1 });
    const refused = await ask(address);
    await becomes(refused, /^Waiting until \S+Z: the provider accepts no email at present/);
    expect((await summariesOf(refused)).at(-1)).toContain('another attempt');
    expect(JSON.stringify(historyToJson(await refused.fetchHistory()))).not.toContain(secrets.domain);
    await refused.terminate();

    await pauseDeployment(service.store);
    const paused = await ask(address);
    await becomes(paused, /^Waiting until/);
    await resumeDeployment(service.store);
    await service.releaseHeld();
    await service.sweep();
    await paused.result();
    expect(await becomes(paused, /^Done/)).toBe('Done: the email was accepted.');
    const unknown = await ask(`nobody@${secrets.domain}`);
    await unknown.result();
    expect(await service.mailsTo(`nobody@${secrets.domain}`)).toEqual([]);
    expect(await becomes(unknown, /^Done/)).toContain('no conversation to link to');
  });

  it('that an agent is emailed about a visitor who waits, but neither what they wrote nor the address', async () => {
    const inbox = { allowedOrigins: [], notifyAgentsAfterSeconds: 1 };
    const { account, conversation, handle } = await conversationOf(service, 'told', { inbox });
    const address = `ada@${secrets.domain}`;
    await account.chat.addAgent('ada', secrets.agentName, address);
    await service.told();
    const waiting = await eventually(
      () => service.store.agentEmails.findOne({ accountId: account.id }),
      (email) => email !== null,
    );
    expect(await summariesOf(handle)).toContain('the visitor waits for an answer; then agents are emailed');
    await service.sweep();
    const emailing = service.client.workflow.getHandle(agentEmailWorkflowIdOf(account.id, waiting?.id ?? ''));
    await emailing.result();
    expect(await becomes(emailing, /^Done/)).toBe('Done: the email is accepted.');
    expect(await service.mailsTo(address)).toMatchObject([{ text: expect.stringContaining(secrets.question) }]);
    for (const one of [handle, emailing]) {
      const history = JSON.stringify(historyToJson(await one.fetchHistory()));
      for (const secret of Object.values(secrets)) expect(history).not.toContain(secret);
    }
    // No message of the visitor's is emailed to them, and the conversation goes on as without it.
    expect((await conversation.get()).forwarding).toMatchObject({ state: 'idle', dueAt: null });
  });
});
