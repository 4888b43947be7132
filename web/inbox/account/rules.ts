import { signal } from '@preact/signals';
import type { Settings } from '../../../packages/client/src/index.ts';
import { client } from './session.ts';

/** The account's settings; null until they are loaded, and for agents who are no admins. */
export const settings = signal<Settings | null>(null);

export async function loadSettings(): Promise<void> {
  settings.value = await client.settings.get().catch(() => null);
}
