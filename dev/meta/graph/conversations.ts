import type { Context } from 'hono';
import type { DirectMessage, Messages } from '../kept/messages.ts';
import type { Page } from '../kept/pages.ts';
import { errorResponse, invalid, refusals } from './errors.ts';
import type { Params } from './params.ts';

export interface Conversations {
  readonly page: Page;
  readonly messages: Messages;
  readonly params: Params;
}

/** Meta tells of no more than the newest 20 messages of a conversation (reference of the Conversations API). */
const maxMessages = 20;
const maxConversations = 25;

/** `GET /{page}/conversations?user_id=`: the conversations of a page, or that with one person. */
export function conversations(c: Context, { page, messages, params }: Conversations): Response {
  if (!page.scopes.some((scope) => scope.includes('messag'))) return errorResponse(refusals.noPermission(page.channel));
  const { user_id: person, platform, limit = maxConversations } = params.values;
  if (platform !== undefined && String(platform).toLowerCase() !== page.channel)
    return errorResponse(invalid(`Param platform must be one of {${page.channel}}`));
  const newest = new Map<string, string>();
  for (const { recipientId, receivedAt } of messages.of({
    pageId: page.id,
    recipientId: typeof person === 'string' ? person : null,
  }))
    newest.set(recipientId, receivedAt);
  const data = [...newest]
    .map(([recipientId, updated_time]) => ({ id: conversationId(page.id, recipientId), updated_time }))
    .sort((one, other) => (one.updated_time < other.updated_time ? 1 : -1))
    .slice(0, Math.min(maxConversations, Math.max(1, Number(limit) || maxConversations)));
  return c.json({ data });
}

/** `GET /{conversation}?fields=messages`, the newest first. Null: it is no conversation. */
export function conversationOf(c: Context, id: string, { page, messages }: Conversations): Response | null {
  const recipientId = recipientOf(page.id, id);
  if (recipientId === null) return null;
  const found = messages.of({ pageId: page.id, recipientId });
  if (found.length === 0) return null;
  const newest = [...found].reverse().slice(0, maxMessages);
  const data = newest.map((message) => shown(message, page));
  return c.json({ id, updated_time: newest[0]?.receivedAt, messages: { data } });
}

/** `GET /{message}`. Null: it is no message. */
export function messageNode(c: Context, id: string, { page, messages }: Conversations): Response | null {
  const message = messages.find(id);
  return message === null || message.pageId !== page.id ? null : c.json(shown(message, page));
}

function shown({ id, receivedAt, from, recipientId, text }: DirectMessage, page: Page) {
  const own = { id: page.id, ...(page.channel === 'instagram' ? { username: page.username } : { name: page.name }) };
  const person = { id: recipientId };
  const [author, reader] = from === 'page' ? [own, person] : [person, own];
  return { id, created_time: receivedAt, from: author, to: { data: [reader] }, message: text ?? '' };
}

const conversationId = (pageId: string, recipientId: string) =>
  `t_${Buffer.from(JSON.stringify([pageId, recipientId])).toString('base64url')}`;

function recipientOf(pageId: string, id: string): string | null {
  if (!id.startsWith('t_')) return null;
  try {
    const [page, recipientId] = JSON.parse(Buffer.from(id.slice(2), 'base64url').toString());
    return page === pageId && typeof recipientId === 'string' ? recipientId : null;
  } catch {
    return null;
  }
}
