import type { ReadonlySignal, Signal } from '@preact/signals';
import type { VNode } from 'preact';
import type { Chat, Trouble } from '../chat.ts';
import type { Language } from '../words/language.ts';
import type { Following } from './following.ts';

/** What only a chat with messages needs. */
export interface Talk {
  Rows(props: InAround): VNode;
  Preview(props: InAround): VNode | null;
  /** Each returns how to stop. */
  countOnButton(button: HTMLButtonElement, chat: Chat): () => void;
  countInTitle(count: ReadonlySignal<number>): () => void;
}

/** What every part of the panel gets. */
export interface Around {
  /** How messages are drawn; null until that is loaded. */
  readonly talk: Talk | null;
  readonly chat: Chat;
  readonly language: Language;
  /** Whom the visitor chats with. */
  readonly name: string;
  readonly logoUrl: string | null;
  readonly apiUrl: string;
  readonly following: Following;
  readonly contact: ContactSignals;
  /** Files are held over the panel. */
  readonly isDropping: Signal<boolean>;
  /** The key of the message whose preview the visitor has put away. */
  readonly putAway: Signal<string | null>;
}

export interface InAround {
  readonly around: Around;
}

/** Which part of what concerns the visitor's address is shown, and how its form is doing. */
export interface ContactSignals {
  readonly shown: Signal<'usual' | 'add' | 'change' | 'forget' | 'restore' | 'sent' | 'later'>;
  readonly problem: Signal<Trouble | null>;
  readonly isBusy: Signal<boolean>;
}
