import type { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectionsOf, httpClient } from './http-client.ts';
import { inParallel } from './service.ts';
import type { Stack } from './stack.ts';

/** Existing conversations into which messages are posted over HTTP. */
export interface Chats {
  /** Posts a message into the next one; their visitors and agents write in turn. */
  post(): Promise<number>;
  close(): void;
}

export interface ChatsAsked {
  readonly urls: readonly string[];
  readonly accounts: number;
  readonly conversationsOfEach: number;
  /** How many requests at a time, over all URLs. */
  readonly clients: number;
}

type Post = (path: string, body: object) => Promise<number>;

/** Begins such conversations; each has its workflow, which has looked and is asleep. */
export async function beginChats(stack: Stack, asked: ChatsAsked): Promise<Chats> {
  const { urls, accounts, conversationsOfEach, clients } = asked;
  const agents = urls.map(() => connectionsOf(clients / urls.length));
  const accountIds: string[] = [];
  const chats: Post[] = [];
  const beginAccount = async () => {
    const { accountId, apiKey } = await stack.account();
    accountIds.push(accountId);
    for (let index = 0; index < conversationsOfEach; index += 1) {
      const which = chats.length % urls.length;
      const { call } = httpClient(urls[which] as string, apiKey, agents[which] as Agent);
      const path = `/v1/conversations/c${index}`;
      const post: Post = (below, body) => call('POST', `${path}/${below}`, body);
      chats.push(post);
      await call('PUT', path, { visitor: { email: `visitor${index}@example.com` } });
      await post('messages', { id: 'm', author: { kind: 'agent' }, text: 'Good morning!' });
    }
  };
  await inParallel(accounts, beginAccount);
  const unseen = { accountId: { $in: accountIds }, 'alarm.signal': 'messagePosted' as const };
  while ((await stack.store.conversations.countDocuments(unseen)) > 0) await sleep(200);
  let turn = 0;
  return {
    post: () => {
      turn += 1;
      const kind = Math.floor(turn / chats.length) % 2 === 0 ? 'visitor' : 'agent';
      const message = { id: `m${turn}`, author: { kind }, text: 'The parcel ships tomorrow.' };
      return (chats[turn % chats.length] as Post)('messages', message);
    },
    close: () => {
      for (const agent of agents) agent.destroy();
    },
  };
}
