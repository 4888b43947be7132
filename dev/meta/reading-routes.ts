import { Hono } from 'hono';
import type { Choices, Thread, WholeThread } from '../../web/phone/api.ts';
import { problemResponse } from '../sendgrid/problem.ts';
import { faultKinds } from './faults.ts';
import { windowMs } from './graph/send.ts';
import { type DirectMessage, type Messages, shownMessage } from './kept/messages.ts';
import type { Page, Pages } from './kept/pages.ts';
import type { People } from './kept/people.ts';

const maxThreads = 200;
/** Of one conversation, the newest messages. */
const maxShown = 200;
const snippetLength = 100;

export interface ReadingDeps {
  readonly pages: Pages;
  readonly people: People;
  readonly messages: Messages;
}

/** What the page shows besides what `/api` has for programs. */
export const readingRoutes = ({ pages, people, messages }: ReadingDeps) => {
  const endOf = (pageId: string, personId: string): string | null => {
    const { activeAt = null } = people.find(pageId, personId) ?? {};
    return activeAt === null ? null : new Date(activeAt + windowMs.standard).toISOString();
  };
  const threadOf = (page: Page, newest: DirectMessage, unread: number): Thread => ({
    ...{ pageId: page.id, pageName: page.name, channel: page.channel, personId: newest.recipientId, unread },
    name: people.find(page.id, newest.recipientId)?.name ?? newest.recipientId,
    snippet: snippetOf(newest),
    updatedAt: newest.receivedAt,
  });
  return new Hono()
    .get('/threads', (c) => {
      const newest = new Map<string, { message: DirectMessage; unread: number }>();
      for (const message of messages.of({ pageId: null, recipientId: null })) {
        const key = `${message.pageId}:${message.recipientId}`;
        const before = newest.get(key)?.unread ?? 0;
        newest.set(key, { message, unread: before + (message.from === 'page' && message.readAt === null ? 1 : 0) });
      }
      const threads = [...newest.values()].flatMap(({ message, unread }) => {
        const page = pages.find(message.pageId);
        return page === null ? [] : [threadOf(page, message, unread)];
      });
      threads.sort((one, other) => (one.updatedAt < other.updatedAt ? 1 : -1));
      return c.json({ items: threads.slice(0, maxThreads), total: threads.length });
    })
    .get('/threads/:pageId/:personId', (c) => {
      const { pageId, personId } = c.req.param();
      const page = pages.find(pageId);
      if (page === null) {
        const detail = `There is no page ${pageId}.`;
        return problemResponse({ type: 'not-found', title: 'Not found', status: 404, detail });
      }
      const all = messages.of({ pageId, recipientId: personId });
      return c.json({
        ...{ pageId, pageName: page.name, channel: page.channel, personId, windowEndsAt: endOf(pageId, personId) },
        name: people.find(pageId, personId)?.name ?? null,
        messages: all.slice(-maxShown).map(shownMessage),
        older: Math.max(0, all.length - maxShown),
      } satisfies WholeThread);
    })
    .get('/choices', (c) =>
      c.json({
        faults: faultKinds,
        pages: pages.all().map(({ id, name, channel }) => ({ id, name, channel })),
      } satisfies Choices),
    );
};

function snippetOf({ text, postback, attachments, isUnsent }: DirectMessage): string {
  if (isUnsent) return 'Unsent';
  const [attachment] = attachments;
  const words = text ?? postback ?? (attachment === undefined ? '' : `(${attachment.type})`);
  return words.slice(0, snippetLength);
}
