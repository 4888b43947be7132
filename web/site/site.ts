import type { Command } from '../../packages/client/src/widget.ts';
import '../base.css';
import './style.css';

/** What the page says before the chat's script is there waits for it (docs/widget.md). */
function chat(...command: Command): void {
  window.afterchat ??= Object.assign((...waiting: Command) => void window.afterchat?.q?.push(waiting), { q: [] });
  window.afterchat(...command);
}

const { identityToken, loggedOut } = (document.currentScript as HTMLScriptElement).dataset;
if (identityToken) chat('identify', identityToken);
if (loggedOut) {
  chat('logout');
  history.replaceState(null, '', location.pathname);
}

document.addEventListener('click', ({ target }) => {
  const button = target instanceof Element ? target.closest<HTMLElement>('[data-compose]') : null;
  if (button?.dataset.compose) chat('compose', button.dataset.compose);
});

/** Without leaving the page, because that would be leaving the chat. */
document.addEventListener('submit', (event) => {
  const form = event.target as HTMLFormElement;
  if (form.dataset.stays === undefined) return;
  event.preventDefault();
  void letAnswer(form);
});

async function letAnswer(form: HTMLFormElement): Promise<void> {
  const button = form.querySelector('button');
  const result = form.querySelector('.result');
  const say = (words: string) => {
    if (result) result.textContent = words;
  };
  if (button) button.disabled = true;
  say('');
  try {
    const answer = await fetch(form.action, { method: 'POST' });
    const { isAnswered } = (await answer.json()) as { isAnswered: boolean };
    say(isAnswered ? 'Ada has answered.' : 'Nobody has written yet: open the chat and ask something first.');
  } catch {
    say('Ada could not answer. Is npm start still running?');
  }
  if (button) button.disabled = false;
}

interface Story {
  readonly state: string;
  readonly said: string;
  readonly dueAt: string | null;
  readonly email: string | null;
}

const place = document.querySelector<HTMLElement>('[data-story]');
if (place) void follow(place);

/** Says how far the email is, until it is sent. */
async function follow(place: HTMLElement): Promise<void> {
  for (;;) {
    const story = await fetch('/story')
      .then((answer) => answer.json() as Promise<Story>)
      .catch(() => null);
    const words = story === null ? 'The site does not answer. Is npm start still running?' : inWords(story);
    // Only what is new, since it is read out.
    if (place.textContent !== words) place.textContent = words;
    if (story) place.dataset.state = story.state;
    if (story?.email) pointTo(story.email);
    if (story?.state === 'emailed') return;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

function inWords({ said, state, dueAt }: Story): string {
  if (state !== 'waiting') return said;
  const seconds = dueAt === null ? 0 : Math.ceil((Date.parse(dueAt) - Date.now()) / 1_000);
  if (seconds > 90) return `${said} in ${Math.round(seconds / 60)} minutes.`;
  return seconds > 0 ? `${said} in ${seconds} s.` : `${said} now.`;
}

function pointTo(email: string): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>('[data-mailbox]'))
    link.href = `${link.dataset.mailbox}/#${new URLSearchParams({ search: email })}`;
}
