import { openKept } from './kept.ts';
import type { Channel } from './pages.ts';

const maxMessages = 20_000;

export const attachmentTypes = ['image', 'video', 'audio', 'file', 'sticker'] as const;

export interface Attachment {
  readonly type: (typeof attachmentTypes)[number];
  /** Where it is found: at this fake, or as it was given. */
  readonly url: string;
  readonly name: string;
  readonly contentType: string | null;
  readonly bytes: number | null;
  /** Of a sticker. */
  readonly stickerId: string | null;
}

/** A message in either direction. */
export interface DirectMessage {
  /** The `mid`. */
  readonly id: string;
  readonly channel: Channel;
  readonly pageId: string;
  /** Always the person's. */
  readonly recipientId: string;
  readonly from: 'page' | 'visitor';
  /** `app`: by the API; `ownInbox`: by a person in Meta's own inbox; `visitor`. */
  readonly writtenIn: 'app' | 'ownInbox' | 'visitor';
  readonly text: string | null;
  readonly attachments: readonly Attachment[];
  readonly metadata: string | null;
  readonly messagingType: string | null;
  readonly tag: string | null;
  /** ISO-8601, UTC. */
  readonly receivedAt: string;
  /** When the visitor has read it; ISO-8601, UTC. */
  readonly readAt: string | null;
  readonly reaction: string | null;
  readonly isUnsent: boolean;
  /** What they clicked or where they came from, if it is no message of words. */
  readonly postback: string | null;
  readonly replyTo: string | null;
}

/** A message of words alone, for what is made from it. */
export const plain = {
  text: null,
  attachments: [],
  metadata: null,
  messagingType: null,
  tag: null,
  readAt: null,
  reaction: null,
  isUnsent: false,
  postback: null,
  replyTo: null,
} as const;

export interface Selection {
  readonly pageId: string | null;
  readonly recipientId: string | null;
}

export type Messages = ReturnType<typeof openMessages>;

export function openMessages(file: string | null) {
  const kept = openKept<DirectMessage>({ file, idOf: ({ id }) => id, max: maxMessages });
  const isOf =
    ({ pageId, recipientId }: Selection) =>
    (message: DirectMessage) =>
      (pageId === null || message.pageId === pageId) && (recipientId === null || message.recipientId === recipientId);
  return {
    add: kept.put,
    find: kept.find,
    /** Oldest first. */
    of: (selection: Selection): readonly DirectMessage[] => kept.all().filter(isOf(selection)),
    change(id: string, change: Partial<DirectMessage>): DirectMessage | null {
      const known = kept.find(id);
      if (known === null) return null;
      const changed = { ...known, ...change };
      kept.put(changed);
      return changed;
    },
    remove: (selection: Selection) => kept.remove(isOf(selection)),
    close: kept.close,
  };
}

/** As the control API shows it. */
export const shownMessage = (message: DirectMessage) => ({ ...message, attachment: message.attachments[0] ?? null });
