import { useEffect, useRef } from 'preact/hooks';
import type { WordKey } from './words/language.ts';

interface Key {
  /** `mod` is Ctrl, on a Mac Cmd. Two keys one after the other: `g i`. */
  readonly press: string;
  readonly words: WordKey;
  readonly group: 'everywhere' | 'list' | 'thread';
  /** Other keys that do the same. */
  readonly also?: readonly string[];
}

/**
 * Every key of the inbox, in the order in which `?` lists them. A key works while a component uses it (`useKey`); while
 * one writes in a field, only together with Ctrl, Cmd or Alt.
 */
export const keys = {
  search: { press: 'mod+k', words: 'shell.search', group: 'everywhere' },
  help: { press: '?', words: 'shell.keys', group: 'everywhere' },
  next: { press: 'j', also: ['arrowdown', 'alt+arrowdown'], words: 'list.keyNext', group: 'list' },
  previous: { press: 'k', also: ['arrowup', 'alt+arrowup'], words: 'list.keyPrevious', group: 'list' },
  searchList: { press: '/', words: 'list.keySearch', group: 'list' },
  reply: { press: 'r', words: 'thread.keyReply', group: 'thread' },
  note: { press: 'n', words: 'thread.keyNote', group: 'thread' },
  sendMessage: { press: 'mod+enter', words: 'thread.keySend', group: 'thread' },
  closeThread: { press: 'e', words: 'thread.keyClose', group: 'thread' },
  reopenThread: { press: 'o', words: 'thread.keyReopen', group: 'thread' },
  assignToMe: { press: 'a', words: 'list.assignToMe', group: 'thread' },
  assign: { press: 'shift+a', words: 'list.assign', group: 'thread' },
  markUnread: { press: 'u', words: 'list.markUnread', group: 'thread' },
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

const named = (): Readonly<Record<string, string>> => ({
  mod: isMac() ? '⌘' : 'Ctrl',
  alt: isMac() ? '⌥' : 'Alt',
  shift: '⇧',
  enter: '↵',
  escape: 'Esc',
  arrowup: '↑',
  arrowdown: '↓',
});

const labelOf = (press: string) => press.split(/[+ ]/).map((part) => named()[part] ?? part.toUpperCase());

/** As a person reads it: ⌘K, or Ctrl K. */
export const keyLabel = (name: KeyName): readonly string[] => labelOf(table[name].press);

/** The same of all keys that do it. */
export const keyLabels = (name: KeyName): readonly (readonly string[])[] =>
  [table[name].press, ...(table[name].also ?? [])].map(labelOf);

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

/** What goes by arrow keys itself, or is scrolled by them. */
const goesByArrows =
  '[role=log], [role=menu], [role=listbox], [role=radiogroup], [role=slider], input, select, .scroll';

/** Whether a key that is pressed there may do something else than the browser does by it. */
export function isFree(press: string, target: EventTarget | null): boolean {
  if (/^(?:mod|alt)\+/.test(press)) return true;
  if (isField(target)) return false;
  if (!press.startsWith('arrow') || !(target instanceof Element)) return true;
  const own = target.closest(goesByArrows);
  return own === null || own.matches('.rows');
}

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
    const does = (name: KeyName, press: string) =>
      (table[name].press === press || table[name].also?.includes(press) === true) && isFree(press, event.target);
    // An open dialog has the keyboard for itself.
    const dialog = document.querySelector('dialog:modal');
    for (const name of names) {
      const use = used.findLast((one) => does(one.name, name));
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
