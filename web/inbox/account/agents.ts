import { signal } from '@preact/signals';
import type { Agent, ChatEvent } from '../../../packages/client/src/index.ts';
import { client } from './session.ts';

/** The account's agents by their ids, with their statuses as they are now. */
export const agents = signal<ReadonlyMap<string, Agent>>(new Map());

/** More than these are not shown. */
const maxAgents = 200;

export async function loadAgents(): Promise<void> {
  const { items } = await client.agents.list({ limit: maxAgents });
  agents.value = byId(items);
}

export function takeAgents(event: ChatEvent): void {
  if (event.type === 'agents.updated') agents.value = byId(event.data.items);
  if (event.type === 'reset') void loadAgents().catch(() => {});
}

const byId = (items: readonly Agent[]) => new Map(items.map((agent) => [agent.id, agent]));

/** Whether a visitor who writes now finds somebody. */
export const isAnyOnline = () => [...agents.value.values()].some(({ status }) => status?.status === 'online');
