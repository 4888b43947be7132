import type { ClientSession } from 'mongodb';
import type { NotNeededReason } from '../../contract/agent-emails.ts';
import type { Preferences } from '../../contract/agents.ts';
import { type Settings, wholeSettings } from '../../contract/settings.ts';
import { attempted, withdrawn } from '../../policy/delivery/agent-email.ts';
import type { Attempt } from '../../policy/delivery/delivery.ts';
import { findAccount } from '../accounts/accounts.ts';
import { findPreferences } from '../accounts/agent-preferences.ts';
import { findAgent } from '../accounts/agents.ts';
import { findSuppression } from '../addresses/suppressions.ts';
import { type SendingState, sendingState } from '../deployment/sending-pause.ts';
import type { AgentDoc, AgentEmailDoc, ConversationDoc, MessageDoc } from '../mongo/documents.ts';
import { conversationKey } from '../mongo/ids.ts';
import type { Store } from '../mongo/store.ts';
import { inTransaction, isDuplicateKey } from '../mongo/transaction.ts';
import { type AgentEmailRef, changeAgentEmail, findAgentEmail } from './agent-emails.ts';

/** What an attempt is decided by and composed from, in one snapshot. */
export interface ForAgentEmail extends SendingState {
  readonly email: AgentEmailDoc;
  readonly settings: Settings;
  /** Null once it is gone. */
  readonly conversation: ConversationDoc | null;
  readonly agent: AgentDoc | null;
  readonly preferences: Preferences;
  readonly isSuppressed: boolean;
  /** What the visitor wrote last. */
  readonly last: MessageDoc | null;
}

/** Null if there is no such email. */
export function readForAgentEmail(store: Store, ref: AgentEmailRef): Promise<ForAgentEmail | null> {
  return inTransaction(store, async (session) => {
    const email = await findAgentEmail(store, ref, session);
    const account = email && (await findAccount(store, ref.accountId, session));
    if (email === null || account === null) return null;
    const { accountId, conversationId, agentId } = email;
    const agent = findAgent(account, agentId);
    const address = agent?.email ?? null;
    const theirs = { accountId, conversationId, seq: { $gt: 0 }, 'author.kind': 'visitor', deletedAt: null } as const;
    return {
      email,
      settings: wholeSettings(account.settings),
      conversation: await conversationOf(store, email, session),
      agent,
      preferences: await findPreferences(store, { accountId, agentId }, session),
      isSuppressed: address !== null && (await findSuppression(store, accountId, address, session)) !== null,
      last: await store.messages.findOne(theirs, { sort: { seq: -1 }, session }),
      ...(await sendingState(store, session)),
    };
  });
}

const conversationOf = (store: Store, { accountId, conversationId }: AgentEmailDoc, session: ClientSession) =>
  store.conversations.findOne({ _id: conversationKey({ accountId, conversationId }) }, { session });

/** Why it is not to be sent; null if it is. */
export function whyNotNeeded({
  email,
  settings,
  conversation,
  agent,
  preferences,
  isSuppressed,
}: ForAgentEmail): NotNeededReason | null {
  if (!stillWaits(email, conversation)) return 'answered';
  // Whoever replays it wants it, whatever has been set since.
  if (settings.inbox.notifyAgentsAfterSeconds === null && email.replayedAt === undefined) return 'switchedOff';
  if (agent === null || agent.email === null || !preferences.emailNotifications) return 'notWanted';
  if (settings.sender === null) return 'noSender';
  return isSuppressed ? 'addressSuppressed' : null;
}

/** Whether the visitor still waits as they did when it was decided to email agents. */
const stillWaits = ({ createdAt }: AgentEmailDoc, conversation: ConversationDoc | null) =>
  typeof conversation?.waitingSince === 'number' && conversation.waitingSince <= createdAt;

/**
 * Records an attempt before it is made, with what it sends. False if that is not to be made any more: somebody else
 * makes it, or the visitor was answered meanwhile.
 */
export async function noteAgentEmailAttempt(
  store: Store,
  read: AgentEmailDoc,
  { attempt, request }: { readonly attempt: Attempt; readonly request: string },
): Promise<boolean> {
  const ref = { accountId: read.accountId, agentEmailId: read.id };
  const noted = await changeAgentEmail(store, ref, async (email, session) => {
    if (email.status !== 'claimed' || email.attempts.length !== read.attempts.length) return email;
    const waits = stillWaits(email, await conversationOf(store, email, session));
    return waits ? attempted({ ...email, request }, attempt) : withdrawn(email, 'answered');
  });
  return noted?.attempts.at(-1)?.id === attempt.id && noted.status === 'sending';
}

const hourMs = 3_600_000;
/** About so many conversations an agent is emailed in an hour, however many visitors wait. */
export const maxConversationsAnHour = 10;

/** Counts a conversation among those that its agent is emailed about in this hour; false if that would be too many. */
export async function takeAgentsHour(
  store: Store,
  { accountId, agentId, conversationId }: AgentEmailDoc,
  now: number,
): Promise<boolean> {
  const hour = Math.floor(now / hourMs);
  const hasRoom = { [`conversations.${maxConversationsAnHour - 1}`]: { $exists: false } };
  try {
    await store.addressLimits.updateOne(
      { _id: `${accountId}:agent:${hour}:${agentId}`, $or: [{ conversations: conversationId }, hasRoom] },
      { $addToSet: { conversations: conversationId }, $setOnInsert: { expiresAt: new Date((hour + 2) * hourMs) } },
      { upsert: true },
    );
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}
