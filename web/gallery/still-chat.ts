import { signal } from '@preact/signals';
import type { Message } from '../../packages/client/src/index.ts';
import type { Chat, OutboxMessage, ShownMessage, Visitor } from '../widget/app/chat.ts';

type Value<Thing> = Thing extends { readonly value: infer Inner } ? Inner : never;
/** What a chat shows, without signals. */
export type Still = {
  readonly [Key in keyof Chat as Chat[Key] extends { readonly value: unknown } ? Key : never]: Value<Chat[Key]>;
};

export const nobody: Visitor = { email: null, name: null, isIdentified: false };

const empty: Still = {
  isOpen: true,
  connection: 'online',
  messages: [],
  earlier: 'none',
  unread: 0,
  readUpTo: 0,
  team: { isOnline: true, people: [{ name: 'Ada', avatarUrl: null }] },
  form: { state: 'notNeeded', fields: [] },
  visitor: nobody,
  typing: [],
  draft: '',
  files: [],
  waits: false,
  trouble: null,
};

/** A chat that stands still: it shows what it is given, and only the draft and being open change. */
export function stillChat(parts: Partial<Still>): Chat {
  const still = { ...empty, ...parts };
  const nothing = () => {};
  return {
    isOpen: signal(still.isOpen),
    connection: signal(still.connection),
    messages: signal(still.messages),
    earlier: signal(still.earlier),
    unread: signal(still.unread),
    readUpTo: signal(still.readUpTo),
    team: signal(still.team),
    form: signal(still.form),
    visitor: signal(still.visitor),
    typing: signal(still.typing),
    draft: signal(still.draft),
    files: signal(still.files),
    maxFiles: 10,
    waits: signal(still.waits),
    trouble: signal(still.trouble),
    send: nothing,
    retry: nothing,
    discard: nothing,
    addFiles: nothing,
    removeFile: nothing,
    retryFile: nothing,
    loadEarlier: nothing,
    fillForm: () => Promise.reject(new Error('', { cause: { kind: 'emailNotValid' } })),
    seen: nothing,
    acted: nothing,
    typed: nothing,
    askRestoreLink: () => Promise.resolve(),
    forget: nothing,
    dismissTrouble: nothing,
  };
}

/** The present of the gallery, so that each picture is the same. */
export const now = Date.parse('2026-03-10T14:30:00Z');

/** A stored message, some minutes before `now`. */
export function said(seq: number, by: 'visitor' | string, minutesAgo: number, parts: Partial<Message>): ShownMessage {
  const at = new Date(now - minutesAgo * 60_000).toISOString();
  const isVisitor = by === 'visitor';
  const message: Message = {
    kind: 'message',
    id: `m${seq}`,
    conversationId: 'c1',
    seq,
    state: 'sent',
    author: isVisitor
      ? { kind: 'visitor', id: null, name: null, avatarUrl: null }
      : { kind: 'agent', id: 'a1', name: by, avatarUrl: null },
    text: '',
    via: 'widget',
    at,
    receivedAt: at,
    editedAt: null,
    deletedAt: null,
    readAt: at,
    readVia: 'widget',
    flags: [],
    attachments: [],
    forwardedTo: [],
    ...parts,
  };
  return { kind: message.state === 'held' ? 'held' : 'stored', message };
}

export const outgoing = (kind: 'pending' | 'failed', parts: Partial<OutboxMessage>): ShownMessage => ({
  kind,
  id: kind,
  text: '',
  files: [],
  at: now,
  ...parts,
});
