import { silenceNoticedAt } from '../../policy/visitor/presence.ts';
import { findAccount } from '../../store/accounts/accounts.ts';
import { findConversation } from '../../store/conversations/conversations.ts';
import { newestConversations } from '../../store/conversations/followed.ts';
import { documentsByKey } from '../../store/mongo/by-key.ts';
import { secondsOf } from '../../store/mongo/change-stream.ts';
import type { AccountDoc, ConversationDoc } from '../../store/mongo/documents.ts';
import type { BasicDeps } from '../env.ts';
import type { Happening, Topic } from './happening.ts';
import type { Listeners } from './moved.ts';
import { conversationUpdated } from './resource-events.ts';
import type { Resources } from './resources.ts';
import type { SilentConversation } from './silences.ts';
import { outcomeUpdated, waitingRepliesOf } from './waiting-replies.ts';

type Deps = Pick<BasicDeps, 'store' | 'clock'>;

/** How many of an account's newest conversations are watched for a client that follows the whole account. */
const maxOfAll = 200;
/** Clocks differ, and events need time to arrive. */
const marginMs = 5_000;

/**
 * What agents are sent about visitors who have fallen silent: the conversation, and the new outcomes of its replies.
 */
export async function silentOf(
  { store, clock }: Deps,
  fallen: readonly SilentConversation[],
  listeners: Listeners,
): Promise<readonly Happening[]> {
  const [conversations, accounts] = await Promise.all([
    documentsByKey(
      store,
      'conversations',
      fallen.map(({ key }) => key),
    ),
    documentsByKey(
      store,
      'accounts',
      fallen.map(({ accountId }) => accountId),
    ),
  ]);
  const now = await clock();
  return toldOf({ store, clock }, [...conversations.values()], accounts, listeners, now);
}

/** Begins to await the silence of visitors who are present, and returns what a client missed: who fell silent since. */
export async function noteRecent(
  { store, clock }: Deps,
  { accountId, conversationId }: Topic,
  since: string | null,
  listeners: Listeners,
): Promise<readonly Happening[]> {
  const account = await findAccount(store, accountId);
  if (account === null) return [];
  const conversations =
    conversationId === null
      ? await newestConversations(store, accountId, maxOfAll)
      : [(await findConversation(store, { accountId, conversationId })) ?? []].flat();
  const now = await clock();
  const accounts = new Map([[accountId, account]]);
  const missed = conversations.filter(({ presence }) => {
    const noticedAt = silenceNoticedAt(presence, account.settings.timing.silenceSeconds) ?? 0;
    return since !== null && noticedAt <= now && noticedAt >= secondsOf(since) * 1_000 - marginMs;
  });
  for (const conversation of conversations) noteSilence(conversation, listeners, { accounts, now });
  return toldOf({ store, clock }, missed, accounts, listeners, now);
}

/** Has it noticed when the visitor falls silent, if an agent follows the conversation. */
export function noteSilence(
  conversation: ConversationDoc,
  { silences, follows }: Listeners,
  { accounts, now }: Pick<Resources, 'accounts' | 'now'>,
): void {
  const account = accounts.get(conversation.accountId);
  const { ids, isAll } = follows(conversation.accountId);
  if (account !== undefined && (isAll || ids.includes(conversation.id))) silences.note(conversation, account, now);
}

async function toldOf(
  deps: Deps,
  conversations: readonly ConversationDoc[],
  accounts: ReadonlyMap<string, AccountDoc>,
  listeners: Listeners,
  now: number,
): Promise<readonly Happening[]> {
  for (const conversation of conversations) noteSilence(conversation, listeners, { accounts, now });
  const outcomes = await waitingRepliesOf(deps, conversations, listeners, { accounts, now });
  return conversations.flatMap((conversation) => {
    const account = accounts.get(conversation.accountId);
    if (account === undefined) return [];
    const replies = outcomes.get(conversation._id) ?? { messages: [], deliveries: [] };
    return [
      conversationUpdated(null, { conversation, account }, now),
      ...replies.messages.map((message) => outcomeUpdated(message, replies, { conversation, account, now })),
    ];
  });
}
