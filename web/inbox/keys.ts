import { useEffect, useRef } from 'preact/hooks';
import type { WordKey } from './words/language.ts';

interface Key {
  /** `mod` is Ctrl, on a Mac Cmd. Two keys one after the other: `g i`. */
  readonly press: string;
  readonly words: WordKey;
  readonly group: 'everywhere' | 'list' | 'thread';
  /** Whether it works while one writes in a field. */
  readonly inFields?: boolean;
}

/** Every key of the inbox, in the order in which `?` lists them. A key works while a component uses it (`useKey`). */
export const keys = {
  search: { press: 'mod+k', words: 'shell.search', group: 'everywhere', inFields: true },
  help: { press: '?', words: 'shell.keys', group: 'everywhere' },
  next: { press: 'j', words: 'list.keyNext', group: 'list' },
  previous: { press: 'k', words: 'list.keyPrevious', group: 'list' },
  searchList: { press: '/', words: 'list.keySearch', group: 'list' },
  reply: { press: 'r', words: 'thread.keyReply', group: 'thread' },
  note: { press: 'n', words: 'thread.keyNote', group: 'thread' },
  sendMessage: { press: 'mod+enter', words: 'thread.keySend', group: 'thread', inFields: true },
  closeThread: { press: 'e', words: 'thread.keyClose', group: 'thread' },
  backToList: { press: 'escape', words: 'thread.keyBack', group: 'thread' },
} as const satisfies Readonly<Record<string, Key>>;

export type KeyName = keyof typeof keys;

const table: Readonly<Record<KeyName, Key>> = keys;

export const keysInOrder = Object.entries(table) as readonly (readonly [KeyName, Key])[];

interface Use {
  readonly name: KeyName;
  readonly run: (event: KeyboardEvent) => void;
}

/** The newest use of a key wins: a dialog's over the page's below it. */
const used: Use[] = [];

/** Lets a key run this while the component is shown. */
export function useKey(name: KeyName, run: (event: KeyboardEvent) => void): void {
  const latest = useRef(run);
  latest.current = run;
  useEffect(() => {
    const use: Use = { name, run: (event) => latest.current(event) };
    used.push(use);
    return () => void used.splice(used.indexOf(use), 1);
  }, [name]);
}

const isMac = () => /Mac|iPhone|iPad/.test(navigator.platform);

/** What a pressed key is called in the table. */
export function pressed(event: KeyboardEvent): string {
  const key = event.key === ' ' ? 'space' : event.key.toLowerCase();
  const isLetter = key.length === 1 && key !== event.key;
  return [
    isMac() ? event.metaKey && 'mod' : event.ctrlKey && 'mod',
    event.altKey && 'alt',
    // Of a sign, Shift is a part.
    event.shiftKey && (isLetter || key.length > 1) && 'shift',
    key,
  ]
    .filter(Boolean)
    .join('+');
}

/** As a person reads it: ⌘K, or Ctrl K. */
export function keyLabel(name: KeyName): readonly string[] {
  const named: Readonly<Record<string, string>> = {
    mod: isMac() ? '⌘' : 'Ctrl',
    alt: isMac() ? '⌥' : 'Alt',
    shift: '⇧',
    enter: '↵',
    escape: 'Esc',
    arrowup: '↑',
    arrowdown: '↓',
  };
  return table[name].press.split(/[+ ]/).map((part) => named[part] ?? part.toUpperCase());
}

/** For `aria-keyshortcuts`. */
export const ariaKeys = (name: KeyName): string =>
  table[name].press
    .split('+')
    .map((part) => (part === 'mod' ? (isMac() ? 'Meta' : 'Control') : part.charAt(0).toUpperCase() + part.slice(1)))
    .join('+');

const isField = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ['TEXTAREA', 'SELECT'].includes(target.tagName) || isTextInput(target));

const isTextInput = (target: HTMLElement) =>
  target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit', 'range'].includes(target.type);

/** Two keys one after the other are one if the second follows within this time. */
const togetherMs = 1_200;

/** Begins to listen; returns what ends it. */
export function listenToKeys(): () => void {
  let before: { readonly key: string; readonly at: number } | null = null;

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || event.repeat) return;
    const now = pressed(event);
    const first = before !== null && event.timeStamp - before.at < togetherMs ? before.key : null;
    before = { key: now, at: event.timeStamp };
    const names = [...(first === null ? [] : [`${first} ${now}`]), now];
    const inField = isField(event.target);
    // An open dialog has the keyboard for itself.
    const dialog = document.querySelector('dialog:modal');
    for (const name of names) {
      const use = used.findLast(
        (one) => table[one.name].press === name && (!inField || table[one.name].inFields === true),
      );
      if (use === undefined || (dialog !== null && use.name !== 'search')) continue;
      event.preventDefault();
      before = null;
      use.run(event);
      return;
    }
  };
  addEventListener('keydown', onKeyDown);
  return () => removeEventListener('keydown', onKeyDown);
}
