import type { ConversationPosition, ConversationSort } from '../../store/conversations/list-conversations.ts';
import { invalidFields } from '../invalid-request.ts';

const letters = { lastMessage: 'm', waiting: 'w', created: 'c' } as const satisfies Record<ConversationSort, string>;

/** Converts a position in a list of conversations to an opaque text, and back. */
export function conversationCursor(sort: ConversationSort, { value, id, asOf }: ConversationPosition): string {
  return Buffer.from(`${letters[sort]}:${value}:${asOf}:${id}`).toString('base64url');
}

/** Throws the 422 for a cursor that is none, or of a list that is sorted otherwise. */
export function conversationPosition(sort: ConversationSort, cursor: string | undefined): ConversationPosition | null {
  if (cursor === undefined) return null;
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const found = /^([mwc]):(-?\d{1,16}):(\d{1,16}):([A-Za-z0-9._~-]{1,64})$/.exec(text);
  if (found === null || found[1] !== letters[sort])
    throw invalidFields([
      { path: 'cursor', code: 'wrong-format', message: "must be a page's nextCursor, with the same sort" },
    ]);
  return { value: Number(found[2]), asOf: Number(found[3]), id: found[4] as string };
}
