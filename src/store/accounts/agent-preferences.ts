import type { ClientSession, IndexDescription } from 'mongodb';
import { type PatchPreferences, type Preferences, usualPreferences } from '../../contract/agents.ts';
import type { AgentPreferencesDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';
import type { AgentRef } from './agents.ts';

export const agentPreferencesIndexes: IndexDescription[] = [{ key: { accountId: 1 } }];

const keyOf = ({ accountId, agentId }: AgentRef) => `${accountId}:${agentId}`;

export async function findPreferences(store: Store, agent: AgentRef, session?: ClientSession): Promise<Preferences> {
  return whole(await store.agentPreferences.findOne({ _id: keyOf(agent) }, session ? { session } : {}));
}

/** The preferences of each agent of an account who has chosen any. */
export async function preferencesOfAgents(
  store: Store,
  accountId: string,
  session?: ClientSession,
): Promise<ReadonlyMap<string, Preferences>> {
  const found = await store.agentPreferences.find({ accountId }, session ? { session } : {}).toArray();
  return new Map(found.map((doc) => [doc.agentId, whole(doc)]));
}

/** Changes what is given, and leaves the rest as it is, also what another tab changes at the same time. */
export async function changePreferences(store: Store, agent: AgentRef, patch: PatchPreferences): Promise<Preferences> {
  const chosen = Object.entries(patch).filter(([, value]) => value !== undefined);
  if (chosen.length === 0) return findPreferences(store, agent);
  const { accountId, agentId } = agent;
  const changed = await store.agentPreferences.findOneAndUpdate(
    { _id: keyOf(agent) },
    {
      $set: Object.fromEntries(chosen.map(([name, value]) => [`chosen.${name}`, value])),
      $setOnInsert: { accountId, agentId },
    },
    { upsert: true, returnDocument: 'after' },
  );
  return whole(changed);
}

export async function forgetPreferences(store: Store, agent: AgentRef): Promise<void> {
  await store.agentPreferences.deleteOne({ _id: keyOf(agent) });
}

const whole = (doc: AgentPreferencesDoc | null): Preferences => Object.assign({ ...usualPreferences }, doc?.chosen);
