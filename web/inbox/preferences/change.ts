import type { PatchPreferences } from '../../../packages/client/src/index.ts';
import { me } from '../account/me.ts';
import { client } from '../account/session.ts';
import { toastFailure } from '../parts/toasts.tsx';
import { showPreferences, tellOtherTabs } from './shown.ts';

/** Changes at once what is shown, and takes it back if the service does not take it. */
export async function change(patch: PatchPreferences): Promise<void> {
  const before = me.peek()?.preferences;
  if (before === undefined) return;
  try {
    await showPreferences({ ...before, ...patch } as typeof before);
    const now = await client.agents.patchPreferences(patch);
    await showPreferences(now);
    tellOtherTabs(now);
  } catch (error) {
    await showPreferences(before);
    toastFailure(error);
  }
}
