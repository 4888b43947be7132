import { signal } from '@preact/signals';
import type { Settings } from '../../../packages/client/src/index.ts';
import { client } from './session.ts';

/** The account's settings, as far as this agent may see them; null if they may not. */
export const settings = signal<Settings | null>(null);

export async function loadSettings(): Promise<void> {
  settings.value = await client.settings.get().catch(() => null);
}
