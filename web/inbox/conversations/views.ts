import type { Conversation, ListConversationsQuery } from '../../../packages/client/src/index.ts';
import type { WordKey } from '../words/language.ts';

/** What a list may show, and in which order. */

export type FilterName = 'open' | 'unanswered' | 'unread' | 'mine' | 'unassigned' | 'closed' | 'emailProblems' | 'all';

interface Filter {
  readonly words: WordKey;
  readonly query: ListConversationsQuery;
  /** The same as the query, for what changes while the list is shown. */
  readonly matches: (conversation: Conversation, agentId: string | null) => boolean;
  /** Whether a conversation ceases to match by being read or answered: it stays in the list while it is open. */
  readonly staysWhileOpen?: true;
}

const isOpen = ({ state }: Conversation) => state === 'open';

export const filters: Readonly<Record<FilterName, Filter>> = {
  open: { words: 'list.open', query: { state: 'open' }, matches: isOpen },
  unanswered: {
    words: 'list.unanswered',
    query: { unanswered: 'true' },
    matches: ({ waitingSince }) => waitingSince !== null,
    staysWhileOpen: true,
  },
  unread: {
    words: 'list.unread',
    query: { unread: 'true' },
    matches: ({ unread = 0 }) => unread > 0,
    staysWhileOpen: true,
  },
  mine: {
    words: 'list.mine',
    query: { state: 'open', assignee: 'me' },
    matches: (one, agentId) => isOpen(one) && one.assignee === agentId,
  },
  unassigned: {
    words: 'list.unassigned',
    query: { state: 'open', assignee: 'none' },
    matches: (one) => isOpen(one) && one.assignee === null,
  },
  closed: { words: 'list.closed', query: { state: 'closed' }, matches: (one) => !isOpen(one) },
  emailProblems: {
    words: 'list.emailProblems',
    query: { state: 'parked' },
    // What waits behind a reply that could not be sent hides that it could not.
    matches: ({ forwarding: { state, reason } }) => state === 'parked' || reason === 'earlierParked',
  },
  all: { words: 'list.all', query: {}, matches: () => true },
};

/** Those that stand beside each other above the list; the others are in its menu. */
export const tabs: readonly FilterName[] = ['open', 'unanswered', 'mine'];

export type SortName = 'lastMessage' | 'waiting' | 'created';

interface Sort {
  readonly words: WordKey;
  readonly isDescending: boolean;
  /** By what it is sorted; null if it is not in such a list. */
  readonly key: (conversation: Conversation) => string | null;
}

export const sorts: Readonly<Record<SortName, Sort>> = {
  lastMessage: { words: 'list.byLastMessage', isDescending: true, key: ({ lastMessageAt }) => lastMessageAt },
  waiting: { words: 'list.byWaiting', isDescending: false, key: ({ waitingSince }) => waitingSince },
  created: { words: 'list.byCreated', isDescending: true, key: ({ createdAt }) => createdAt },
};

/** A list as its address says it. */
export interface View {
  readonly filter: FilterName;
  readonly sort: SortName;
  /** What is searched for; empty if nothing is. */
  readonly search: string;
}

export const viewOf = (query: Readonly<Record<string, string>>): View => ({
  filter: Object.hasOwn(filters, query.show ?? '') ? (query.show as FilterName) : 'open',
  sort: Object.hasOwn(sorts, query.sort ?? '') ? (query.sort as SortName) : 'lastMessage',
  search: (query.q ?? '').slice(0, 200),
});

/** The part of an address that says which list is shown; nothing of what is the usual. */
export function searchOfView({ filter, sort, search }: View): string {
  const fields = {
    ...(filter === 'open' ? {} : { show: filter }),
    ...(sort === 'lastMessage' ? {} : { sort }),
    ...(search === '' ? {} : { q: search }),
  };
  const text = new URLSearchParams(fields).toString();
  return text === '' ? '' : `?${text}`;
}
