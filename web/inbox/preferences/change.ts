import type { PatchPreferences } from '../../../packages/client/src/index.ts';
import { learnPreferences, me } from '../account/me.ts';
import { client } from '../account/session.ts';
import { toastFailure } from '../parts/toasts.tsx';
import { chooseLanguage } from '../words/language.ts';

/** Changes at once what is shown, and takes it back if the service does not take it. */
export async function change(patch: PatchPreferences): Promise<void> {
  const before = me.peek()?.preferences;
  if (before === undefined) return;
  const tell = async (preferences: typeof before) => {
    learnPreferences(preferences);
    const { locale } = preferences;
    if (patch.locale !== undefined) await chooseLanguage(locale === null ? navigator.languages : [locale]);
  };
  try {
    await tell({ ...before, ...patch } as typeof before);
    learnPreferences(await client.agents.patchPreferences(patch));
  } catch (error) {
    await tell(before);
    toastFailure(error);
  }
}
