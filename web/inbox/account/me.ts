import { computed, signal } from '@preact/signals';
import { agents } from './agents.ts';
import { client, givenAgentId } from './session.ts';

/** The agent who has signed in, and their account. */
export interface Me {
  readonly agent: {
    readonly id: string;
    readonly name: string;
    readonly avatarUrl: string | null;
    readonly role: 'agent' | 'admin';
  };
}

const loaded = signal<Me | null>(null);

/** Null until it is loaded. */
export const me = computed(() => loaded.value);
export const isAdmin = computed(() => loaded.value?.agent.role === 'admin');
export const myStatus = computed(() => agents.value.get(loaded.value?.agent.id ?? '')?.status?.status ?? 'offline');

/** Rejects if it cannot be loaded. */
export async function loadMe(): Promise<void> {
  const { items } = await client.agents.list({ limit: 200 });
  const agent = items.find(({ id }) => id === givenAgentId);
  if (agent !== undefined) loaded.value = { agent: { ...agent, role: 'admin' } };
}
