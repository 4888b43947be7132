import type { ClientSession } from 'mongodb';
import { usualPreferences } from '../../contract/agents.ts';
import { statusAt } from '../../policy/account/agents.ts';
import { type AgentToEmail, agentEmailDueAt, agentsToEmail } from '../../policy/look/agent-email.ts';
import { accountFacts } from '../accounts/accounts.ts';
import { preferencesOfAgents } from '../accounts/agent-preferences.ts';
import { presentAgents } from '../accounts/agents.ts';
import type { AccountDoc, AgentEmailDoc, ConversationDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';
import { agentEmailIdOf, agentEmailKeptMs, agentEmailKey } from './agent-emails.ts';

const dayMs = 86_400_000;
/** About so many waits of one conversation agents are emailed in a day. */
export const maxWaitsADay = 10;

/**
 * The conversation after it was decided who is emailed that its visitor waits, if that is due: each email is recorded
 * with it, once for a wait and an agent, and a sweeper has it sent.
 */
export async function withAgentsEmailed(
  store: Store,
  { conversation, account, now }: Waiting,
  session: ClientSession,
): Promise<ConversationDoc> {
  const dueAt = agentEmailDueAt(conversation, accountFacts(account), now);
  if (dueAt === null || dueAt > now) return conversation;
  const emails = await emailsAbout(store, { conversation, account, now }, session);
  if (emails.length > 0)
    await store.agentEmails.bulkWrite(
      emails.map((email) => ({
        updateOne: { filter: { _id: email._id }, update: { $setOnInsert: email }, upsert: true },
      })),
      { session },
    );
  return { ...conversation, agentsEmailedAt: now };
}

interface Waiting {
  readonly conversation: ConversationDoc;
  readonly account: AccountDoc;
  readonly now: number;
}

async function emailsAbout(
  store: Store,
  { conversation, account, now }: Waiting,
  session: ClientSession,
): Promise<AgentEmailDoc[]> {
  const { accountId, id: conversationId, waitingSince, assignee = null } = conversation;
  if (typeof waitingSince !== 'number') return [];
  const ofToday = { accountId, conversationId, createdAt: { $gt: now - dayMs } };
  const waits = await store.agentEmails.distinct('waitingSince', ofToday, { session });
  if (waits.length >= maxWaitsADay) return [];
  const agents = agentsToEmail(await agentsOf(store, account, now, session), assignee);
  return agents.map(({ id: agentId }) => {
    const id = agentEmailIdOf({ conversationId, waitingSince, agentId });
    return {
      _id: agentEmailKey({ accountId, agentEmailId: id }),
      ...{ accountId, id, conversationId, waitingSince, agentId },
      ...{ status: 'claimed', reason: null, attempts: [], reports: [], hourStartedAt: now, nextAttemptAt: now },
      ...{ acceptedAt: null, providerMessageId: null, request: null },
      watchAt: now,
      createdAt: now,
      expiresAt: new Date(now + agentEmailKeptMs),
    };
  });
}

async function agentsOf(
  store: Store,
  account: AccountDoc,
  now: number,
  session: ClientSession,
): Promise<readonly AgentToEmail[]> {
  const chosen = await preferencesOfAgents(store, account._id, session);
  return presentAgents(account).map(({ id, email, presence }) => ({
    id,
    email,
    wantsEmail: (chosen.get(id) ?? usualPreferences).emailNotifications,
    isOnline: presence !== null && statusAt(presence, now) === 'online',
  }));
}
