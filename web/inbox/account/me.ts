import { computed, signal } from '@preact/signals';
import type { Me } from '../../../packages/client/src/index.ts';
import { agents } from './agents.ts';
import { client } from './session.ts';

const loaded = signal<Me | null>(null);

/** The agent who has signed in, their account, and how they like to work; null until it is loaded. */
export const me = computed(() => loaded.value);
export const isAdmin = computed(() => loaded.value?.agent.role === 'admin');
export const myStatus = computed(() => agents.value.get(loaded.value?.agent.id ?? '')?.status?.status ?? 'offline');

/** Rejects if it cannot be loaded, or nobody has signed in. */
export async function loadMe(): Promise<void> {
  loaded.value = await client.agents.me();
}

/** Takes preferences that were changed. */
export function learnPreferences(preferences: Me['preferences']): void {
  if (loaded.value !== null) loaded.value = { ...loaded.value, preferences };
}
