import type { Preferences } from '../../../packages/client/src/index.ts';
import { learnPreferences, me } from '../account/me.ts';
import { chooseLanguage } from '../words/language.ts';

/** Works and looks as these preferences say, from now on. */
export async function showPreferences(preferences: Preferences): Promise<void> {
  const before = me.peek()?.preferences.locale;
  learnPreferences(preferences);
  const { locale } = preferences;
  if (locale !== before) await chooseLanguage(locale === null ? navigator.languages : [locale]);
}

interface Told {
  readonly agentId: string;
  readonly preferences: Preferences;
}

/** Null where tabs cannot tell each other: they then show it when they are loaded again. */
const tabs = 'BroadcastChannel' in globalThis ? new BroadcastChannel('afterchat preferences') : null;

/** Tells the browser's other tabs what the agent has changed. */
export function tellOtherTabs(preferences: Preferences): void {
  const agentId = me.peek()?.agent.id;
  if (agentId !== undefined) tabs?.postMessage({ agentId, preferences } satisfies Told);
}

/** Shows what the agent changes in other tabs. */
export function followOtherTabs(): void {
  tabs?.addEventListener('message', ({ data }: MessageEvent<Told>) => {
    if (data.agentId === me.peek()?.agent.id) void showPreferences(data.preferences);
  });
}
