import { effect } from '@preact/signals';
import { render } from 'preact';
import { type Me, ProblemError } from '../../packages/client/src/index.ts';
import { cssVariables } from '../../src/design/css-variables.ts';
import { loadAgents, takeAgents } from './account/agents.ts';
import { tick } from './account/clock.ts';
import { takeConversation } from './account/conversations.ts';
import { keepFresh } from './account/fresh.ts';
import { isAdmin, loadMe, me } from './account/me.ts';
import { keepStatus } from './account/my-status.ts';
import { loadSettings } from './account/rules.ts';
import { followAccount, onEvent } from './account/stream.ts';
import { App } from './app.tsx';
import { listenToKeys } from './keys.ts';
import { Button } from './parts/button.tsx';
import { Empty } from './parts/empty.tsx';
import { reasonOf } from './parts/toasts.tsx';
import { followOtherTabs } from './preferences/shown.ts';
import { keepFor } from './thread/kept.ts';
import { sendAgainWhenOnline, takeMessages } from './thread/messages-state.ts';
import { showInTab } from './told/tab.ts';
import { tellOf } from './told/telling.ts';
import { followUnread } from './told/unread.ts';
import { chooseLanguage, say } from './words/language.ts';

// Constructed, because the page's policy allows no style in the document.
const tokens = new CSSStyleSheet();
tokens.replaceSync(`@layer tokens{${cssVariables(null)}}`);
document.adoptedStyleSheets = [tokens];

const place = document.getElementById('app') as HTMLElement;

async function start(): Promise<void> {
  await chooseLanguage(navigator.languages);
  try {
    await Promise.all([loadMe(), loadAgents()]);
  } catch (error) {
    // Whoever has not signed in is on the way to the sign-in.
    if (error instanceof ProblemError && error.status === 401) return;
    render(<NotStarted why={reasonOf(error)} />, place);
    return;
  }
  const { agent, preferences } = me.value as Me;
  if (preferences.locale !== null) await chooseLanguage([preferences.locale]);
  effect(() => {
    document.documentElement.dataset.scheme = me.value?.preferences.colorScheme ?? 'system';
  });
  onEvent(takeConversation);
  onEvent(takeAgents);
  onEvent(takeMessages);
  onEvent(tellOf);
  keepFor(agent.id);
  keepStatus();
  followUnread(agent.id);
  followOtherTabs();
  keepFresh();
  showInTab();
  sendAgainWhenOnline();
  if (isAdmin.value) void loadSettings();
  await followAccount(new AbortController().signal);
  tick();
  listenToKeys();
  render(<App />, place);
}

const NotStarted = ({ why }: { readonly why: string }) => (
  <main>
    <Empty icon="alert" title={say('shell.brokenTitle')}>
      <p>{why}</p>
      <Button kind="primary" onClick={() => void start()}>
        {say('shell.retry')}
      </Button>
    </Empty>
  </main>
);

void start();
