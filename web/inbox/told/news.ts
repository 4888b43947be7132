import type { Conversation, Message } from '../../../packages/client/src/index.ts';

/** What an agent is told of. */

type Assigned = Pick<Conversation, 'assignee'>;

/** Whether somebody else does not take care of it. */
export const concerns = ({ assignee }: Assigned, agentId: string): boolean => assignee === null || assignee === agentId;

/** Whether it stands among what the agent has to read. */
export const isToRead = (conversation: Assigned & Pick<Conversation, 'state' | 'unread'>, agentId: string): boolean =>
  conversation.state === 'open' && (conversation.unread ?? 0) > 0 && concerns(conversation, agentId);

/** What was written longer before it arrived is history (docs/integrate.md). */
const newsMs = 24 * 3_600_000;

/** Whether a visitor has just written it. */
export const isNews = ({ author, at, receivedAt }: Pick<Message, 'author' | 'at' | 'receivedAt'>): boolean =>
  author.kind === 'visitor' && Date.parse(receivedAt) - Date.parse(at) < newsMs;

const longest = 99;

/** A number of conversations beside the page's title. */
export const titleWith = (count: number, title: string): string =>
  count === 0 ? title : `(${count > longest ? `${longest}+` : count}) ${title}`;

/** The same in the little room of a page's icon. */
export const iconCount = (count: number): string => (count > 9 ? '9+' : String(count));
