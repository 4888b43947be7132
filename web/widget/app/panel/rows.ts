import type { Chat, ShownMessage } from '../chat.ts';
import { isUnread as isUnreadAfter } from '../engine/transcript.ts';

/** What the transcript shows, from the oldest to the newest. */
export type Row =
  | { readonly kind: 'day'; readonly key: string; readonly time: number }
  /** Above what came since the visitor last looked. */
  | { readonly kind: 'new'; readonly key: string }
  | MessageRow;

export interface MessageRow {
  readonly kind: 'message';
  readonly key: string;
  readonly shown: ShownMessage;
  readonly author: Author;
  /** Milliseconds. */
  readonly time: number;
  /** Messages of one author that follow each other closely are a group. */
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

/** A name of null: the account's own. */
export interface Author {
  readonly isVisitor: boolean;
  readonly name: string | null;
  readonly avatarUrl: string | null;
}

const groupMs = 300_000;

/** @param newFrom the key of the first message that is new to the visitor */
export function rowsOf(messages: readonly ShownMessage[], newFrom: string | null): readonly Row[] {
  const rows: Row[] = [];
  let before: MessageRow | null = null;
  for (const shown of messages) {
    const key = keyOf(shown);
    const time = 'message' in shown ? Date.parse(shown.message.at) : shown.at;
    const isVisitor = isByVisitor(shown);
    const { name, avatarUrl } = 'message' in shown ? shown.message.author : { name: null, avatarUrl: null };
    const isNewDay: boolean = before === null || day(before.time) !== day(time);
    const isNew = key === newFrom;
    const isFirst: boolean =
      before === null ||
      isNewDay ||
      isNew ||
      before.author.isVisitor !== isVisitor ||
      (!isVisitor && before.author.name !== name) ||
      time - before.time > groupMs;
    if (!isFirst && before !== null) rows[rows.length - 1] = { ...before, isLast: false };
    if (isNewDay) rows.push({ kind: 'day', key: `day ${key}`, time });
    if (isNew) rows.push({ kind: 'new', key: 'new' });
    before = { kind: 'message', key, shown, author: { isVisitor, name, avatarUrl }, time, isFirst, isLast: true };
    rows.push(before);
  }
  return rows;
}

/** The same for a message on its way as for the stored one, so that its element stays. */
export const keyOf = (shown: ShownMessage) => ('message' in shown ? shown.message.id : shown.id);

export const isByVisitor = (shown: ShownMessage) => !('message' in shown) || shown.message.author.kind === 'visitor';

/** Whether an agent or a bot wrote it, and the visitor has not read it. */
export const isUnread =
  ({ readUpTo }: Pick<Chat, 'readUpTo'>) =>
  (shown: ShownMessage) =>
    'message' in shown && isUnreadAfter(shown.message, readUpTo.value);

const day = (time: number) => new Date(time).toDateString();
