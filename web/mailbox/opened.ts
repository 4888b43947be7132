import { effect, signal } from '@preact/signals';

/** As many threads as are remembered as opened. */
const maxOpened = 1_000;
const name = 'mailbox-opened';

type Opened = Readonly<Record<string, string>>;

/** Up to which email each thread was opened in this browser: its id, and when that email came. */
export const openedAt = signal<Opened>(read());

effect(() => {
  const entries = Object.entries(openedAt.value);
  if (entries.length === 0) return;
  try {
    localStorage.setItem(name, JSON.stringify(Object.fromEntries(entries.slice(-maxOpened))));
  } catch {
    // Without storage, what was opened is forgotten with the page.
  }
});

window.addEventListener('storage', ({ key }) => {
  if (key === name) openedAt.value = read();
});

function read(): Opened {
  try {
    return JSON.parse(localStorage.getItem(name) ?? '{}') as Opened;
  } catch {
    return {};
  }
}
