import type { ReadonlySignal, Signal } from '@preact/signals';
import type { Attachment, ContactFormState, Message } from '../../../packages/client/src/index.ts';

/**
 * The visitor's chat as the panel shows it: the seam between what runs (session, stream, outbox, presence: `engine/`) and
 * what is drawn (`panel/`). Signals say what is; functions say what the visitor does. Nothing here touches the DOM.
 */
export interface Chat {
  readonly isOpen: Signal<boolean>;
  /** `idle` until the visitor's first act: no session, no stream, nothing stored. */
  readonly connection: ReadonlySignal<Connection>;
  /** In the order in which they are shown: what the service has, then what is on its way or was not sent. */
  readonly messages: ReadonlySignal<readonly ShownMessage[]>;
  /** Whether older messages can be loaded, or are being loaded. */
  readonly earlier: ReadonlySignal<'none' | 'some' | 'loading'>;
  readonly unread: ReadonlySignal<number>;
  /** The visitor has read up to this seq. */
  readonly readUpTo: ReadonlySignal<number>;
  readonly team: ReadonlySignal<Team>;
  readonly form: ReadonlySignal<ContactFormState>;
  readonly visitor: ReadonlySignal<Visitor>;
  /** Agents who are writing now. */
  readonly typing: ReadonlySignal<readonly Person[]>;
  readonly draft: Signal<string>;
  readonly files: ReadonlySignal<readonly DraftFile[]>;
  /** How many a message may have; 0: the account takes none. */
  readonly maxFiles: number;
  /** The visitor has sent the draft, which waits for its files. */
  readonly waits: ReadonlySignal<boolean>;
  /** Something that went wrong, until the visitor or success takes it away. */
  readonly trouble: ReadonlySignal<Trouble | null>;

  /** Sends the draft with its files. */
  send(): void;
  retry(id: string): void;
  /** Takes away a message that was not sent; its text goes back into an empty draft. */
  discard(id: string): void;
  addFiles(files: Iterable<File>): void;
  removeFile(id: string): void;
  /** Uploads again what had failed. */
  retryFile(id: string): void;
  loadEarlier(): void;
  /** Rejects with an error whose `cause` is the trouble to show beside the form, if it is about the form. */
  fillForm(filled: { readonly email: string; readonly name?: string }): Promise<void>;
  /** The end of the message with this seq was really visible, in a focused tab. */
  seen(seq: number): void;
  /** The visitor typed a letter, clicked or scrolled. */
  acted(): void;
  typed(): void;
  /** Always resolves in the same way, whether the address is known or not. */
  askRestoreLink(email: string): Promise<void>;
  /** "Not you?": this browser forgets the visitor. */
  forget(): void;
  dismissTrouble(): void;
}

/** `unavailable`: the browser has a network, but the service does not answer. */
export type Connection = 'idle' | 'connecting' | 'online' | 'offline' | 'unavailable';

export interface Person {
  readonly name: string;
  readonly avatarUrl: string | null;
}

export interface Team {
  readonly isOnline: boolean;
  /** Some of those who are online; empty if none is, or the account does not tell. */
  readonly people: readonly Person[];
}

export interface Visitor {
  readonly email: string | null;
  readonly name: string | null;
  /** By the site's signed token: the address is the site's, and cannot be changed here. */
  readonly isIdentified: boolean;
}

/** A message of the conversation, or of the visitor's outbox. */
export type ShownMessage =
  | { readonly kind: 'stored'; readonly message: Message }
  /** `held`: kept by the service until the contact form is filled in. */
  | { readonly kind: 'held'; readonly message: Message }
  | ({ readonly kind: 'pending' | 'failed' } & OutboxMessage);

export interface OutboxMessage {
  readonly id: string;
  readonly text: string;
  readonly files: readonly Attachment[];
  /** Milliseconds, by this browser's clock. */
  readonly at: number;
  /** Only of failed ones: what went wrong. */
  readonly trouble?: Trouble;
}

export interface DraftFile {
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  readonly file?: File;
  /** From 0 to 1. */
  readonly progress: number;
  readonly state: 'uploading' | 'uploaded' | 'failed';
  /** Only of failed ones: why trying again does not help. */
  readonly trouble?: Trouble | undefined;
}

/** What the panel has words for (`words/`), in each language. */
export type Trouble =
  | { readonly kind: 'offline' | 'tooFast' | 'notAllowedHere' | 'unavailable' | 'signInAgain' | 'linkNotValid' }
  | { readonly kind: 'emailNotValid' | 'tooManyAddresses' | 'tooManyHeld' | 'filesRefused' }
  | { readonly kind: 'tooLarge'; readonly maxBytes: number }
  | { readonly kind: 'tooManyFiles'; readonly maxFiles: number }
  /** What has no words of its own. */
  | { readonly kind: 'refused' };
