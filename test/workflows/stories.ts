import type { Chat } from '../../dev/chat.ts';
import type { Settings } from '../../src/contract/settings.ts';
import { bulkReplayIdOf, fanOutIdOf, inboundIdOf, webhookIdOf, workflowIdOf } from '../../src/temporal/waker.ts';
import type { DevServerService } from '../support/dev-server.ts';
import { eventually } from '../support/eventually.ts';
import { contentType, inboundPath, rawForm } from '../support/inbound.ts';
import { startWebhookEndpoint } from '../support/webhook-endpoint.ts';

/** What must never be in a history (design P8). */
export const secrets = {
  agentName: 'Ada',
  visitorName: 'Name of the visitor',
  reply: 'What the agent answered.',
  question: 'What the visitor asked.',
  domain: 'visitors.example',
};

/** Short enough to wait for. */
export const shortTiming: Settings['timing'] = {
  afterLeavingSeconds: 1,
  afterInactivitySeconds: 3_600,
  settleSeconds: 0,
  settleMaxSeconds: 0,
  silenceSeconds: 90,
  agentsAwayGraceSeconds: 1,
  quietHours: null,
};

/** An identified visitor who asked something, with an agent online. */
export async function conversationOf(
  service: Pick<DevServerService, 'account' | 'client'>,
  name: string,
  settings: Partial<Settings> = { timing: shortTiming },
) {
  const account = await service.account(settings);
  const { chat } = account;
  await chat.addAgent('ada', secrets.agentName);
  await chat.setStatus('ada', 'online');
  const conversation = chat.conversation(name);
  const address = `${name}@${secrets.domain}`;
  await conversation.begin({ email: address, name: secrets.visitorName });
  await conversation.visitorSays(secrets.question);
  const workflowId = workflowIdOf({ accountId: account.id, conversationId: name });
  return { account, chat, conversation, address, workflowId, handle: service.client.workflow.getHandle(workflowId) };
}

const answered = async (conversation: Chat) => {
  await conversation.agentSays(secrets.reply, secrets.agentName);
  await conversation.presence('left');
};

const outcomeBecomes = (conversation: Chat, wanted: string, timeoutMs?: number) =>
  eventually(
    async () => (await conversation.messages()).at(-1)?.outcome?.state ?? 'none',
    (state) => state === wanted,
    timeoutMs,
  );

/** What happens to a conversation, by name; each returns the workflow whose history shows it. */
export const stories = {
  'mailed-after-left': async (service: DevServerService, name: string) => {
    const { conversation, workflowId } = await conversationOf(service, name);
    await answered(conversation);
    await outcomeBecomes(conversation, 'mailed');
    return workflowId;
  },
  'refused-then-retried': async (service: DevServerService, name: string) => {
    const { conversation, address, workflowId } = await conversationOf(service, name);
    await service.fault({ mode: '503', to: address });
    await answered(conversation);
    await outcomeBecomes(conversation, 'mailed', 30_000);
    return workflowId;
  },
  'parked-then-retried': async (service: DevServerService, name: string) => {
    const { conversation, address, workflowId, handle } = await conversationOf(service, name);
    await service.fault({ mode: '400', to: address });
    await answered(conversation);
    await outcomeBecomes(conversation, 'parked');
    await handle.signal('retryDelivery');
    await outcomeBecomes(conversation, 'mailed');
    return workflowId;
  },
  'read-then-closed': async (service: DevServerService, name: string) => {
    const { conversation, workflowId, handle } = await conversationOf(service, name);
    await answered(conversation);
    await conversation.readUpTo(2);
    await eventually(
      async () => (await handle.describe()).searchAttributes.AfterchatState,
      (state) => state?.[0] === 'idle',
    );
    await conversation.close();
    await handle.result();
    return workflowId;
  },
  'fan-out': async (service: DevServerService, name: string) => {
    const { account, chat, conversation } = await conversationOf(service, name);
    await conversation.agentSays(secrets.reply, secrets.agentName);
    await chat.setStatus('ada', 'invisible');
    await outcomeBecomes(conversation, 'mailed');
    const workflowId = fanOutIdOf(account.id);
    await service.client.workflow.getHandle(workflowId).result();
    return workflowId;
  },
  'bulk-replay': async (service: DevServerService, name: string) => {
    const { account, chat, conversation, address } = await conversationOf(service, name);
    await service.fault({ mode: '400', to: address });
    await answered(conversation);
    await outcomeBecomes(conversation, 'parked');
    await chat.call('POST', '/v1/deliveries/replay', { id: name });
    await outcomeBecomes(conversation, 'mailed');
    const workflowId = bulkReplayIdOf(account.id, name);
    await service.client.workflow.getHandle(workflowId).result();
    return workflowId;
  },
  'told-to-a-webhook': async (service: DevServerService, name: string) => {
    const { account, chat, conversation } = await conversationOf(service, name);
    const { id: accountId } = account;
    const endpoint = await startWebhookEndpoint();
    await chat.call('PUT', '/v1/webhooks/crm', { url: 'https://acme.example/', events: ['message.created'] });
    await service.store.webhooks.updateOne({ accountId }, { $set: { url: endpoint.url } });
    const relay = service.relay();
    const told = (text: string) =>
      eventually(
        async () => endpoint.received.filter(({ json }) => json.data.text === text).length,
        (times) => times > 0,
        30_000,
      );
    try {
      await conversation.agentSays(secrets.reply, secrets.agentName);
      await told(secrets.reply);
      endpoint.answer((response, { json }) => void response.writeHead(json.data.text === 'Again' ? 500 : 204).end());
      await conversation.visitorSays('Again');
      await told('Again');
      endpoint.answer(204);
      await eventually(
        () => service.store.webhookEvents.countDocuments({ accountId }),
        (waiting) => waiting === 0,
        30_000,
      );
      const workflowId = webhookIdOf(accountId, 'crm');
      await chat.call('DELETE', '/v1/webhooks/crm');
      await service.client.workflow.getHandle(workflowId).result();
      return workflowId;
    } finally {
      await relay.stop();
      await endpoint.stop();
    }
  },
  'answered-by-email': async (service: DevServerService, name: string) => {
    const sender = { name: 'Acme', address: 'chat@acme.example', replyDomain: 'reply.acme.example' };
    const { conversation, address } = await conversationOf(service, name, { timing: shortTiming, sender });
    await answered(conversation);
    await outcomeBecomes(conversation, 'mailed');
    const [mail] = await service.mailsTo(address);
    const body = rawForm(mail?.replyTo?.email, secrets.question);
    await service.request(inboundPath(), { method: 'POST', headers: { 'content-type': contentType }, body });
    const stored = await eventually(
      () => service.store.inbound.findOne({ conversationId: name }),
      (email) => email?.state === 'done',
    );
    const workflowId = inboundIdOf(stored?._id ?? '');
    await service.client.workflow.getHandle(workflowId).result();
    return workflowId;
  },
};

export type StoryName = keyof typeof stories;
export const storyNames = Object.keys(stories) as StoryName[];
