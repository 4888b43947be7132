import { isDeepStrictEqual } from 'node:util';
import type { Role } from '../../contract/agents.ts';
import { agentsAwaySince, awaySince, nextLapseAt, statusAt } from '../../policy/account/agents.ts';
import type { AccountDoc, AgentDoc } from '../mongo/documents.ts';
import { byNewest } from '../mongo/list-position.ts';
import type { Store } from '../mongo/store.ts';
import { accountFacts, changeAccount } from './accounts.ts';
import { raiseFlag } from './fan-out-flag.ts';

export interface AgentRef {
  readonly accountId: string;
  readonly agentId: string;
}

export interface AgentProfile {
  readonly name: string;
  readonly email: string | null;
  readonly avatarUrl: string | null;
  /** Missing: as it is, and `agent` for a new one. */
  readonly role?: Role | undefined;
}

export const roleOf = ({ role = 'agent' }: Pick<AgentDoc, 'role'>): Role => role;

export interface AgentStatus {
  readonly status: 'online' | 'offline' | 'invisible';
  readonly expiresInSeconds: number | null;
}

/** An account's agents without the deleted ones, newest first. */
export function presentAgents({ agents }: Pick<AccountDoc, 'agents'>): AgentDoc[] {
  return agents.filter(({ deletedAt }) => deletedAt === null).sort(byNewest);
}

/** Those who are online, the one who has been for the longest first: the order does not change while they stay. */
export function agentsOnline(account: Pick<AccountDoc, 'agents'>, now: number): AgentDoc[] {
  const online = presentAgents(account).flatMap((agent) =>
    agent.presence !== null && statusAt(agent.presence, now) === 'online'
      ? [{ agent, since: agent.presence.since }]
      : [],
  );
  return online.sort((a, b) => a.since - b.since || (a.agent.id < b.agent.id ? -1 : 1)).map(({ agent }) => agent);
}

/**
 * Adds an agent, changes their profile, or restores a deleted one, who then has no status. If their role changes, their
 * sessions end.
 */
export function putAgent(
  store: Store,
  { accountId, agentId }: AgentRef,
  profile: AgentProfile,
  now: number,
): Promise<AgentDoc | null> {
  return changeAccount(store, accountId, (account) => {
    const known = account.agents.find(({ id }) => id === agentId);
    const present = known?.deletedAt === null ? known : null;
    const agent: AgentDoc = {
      ...(known ?? { id: agentId, createdAt: now }),
      ...profile,
      role: profile.role ?? roleOf(present ?? {}),
      presence: present?.presence ?? null,
      deletedAt: null,
    };
    return { kind: 'changed', account: withAgent(account, agent, now), result: agent };
  });
}

/**
 * Adds an agent who has signed in with the deployment's provider, or takes over what the provider says of them. A deleted
 * one stays deleted, because an admin wanted that. Null if there is no such account.
 */
export function putSignedIn(
  store: Store,
  { accountId, agentId }: AgentRef,
  { name, email, role }: Omit<AgentProfile, 'avatarUrl'>,
  now: number,
): Promise<'added' | 'changed' | 'unchanged' | 'deleted' | null> {
  return changeAccount(store, accountId, (account) => {
    const known = account.agents.find(({ id }) => id === agentId);
    if (known !== undefined && known.deletedAt !== null) return { kind: 'unchanged', result: 'deleted' as const };
    const before = known ?? {
      id: agentId,
      name,
      email,
      avatarUrl: null,
      presence: null,
      createdAt: now,
      deletedAt: null,
    };
    const agent = { ...before, name, email, role: role ?? roleOf(before) };
    const isSame = known !== undefined && isDeepStrictEqual({ role: roleOf(known), ...known }, agent);
    if (isSame) return { kind: 'unchanged', result: 'unchanged' as const };
    const result = known === undefined ? ('added' as const) : ('changed' as const);
    return { kind: 'changed', account: withAgent(account, agent, now), result };
  });
}

/**
 * Sets an agent's status; `agent` is null if there is no such agent. If nobody is online after that, the account's flag
 * is raised, because waiting replies become due.
 */
export async function setAgentStatus(
  store: Store,
  { accountId, agentId }: AgentRef,
  { status, expiresInSeconds }: AgentStatus,
  now: number,
): Promise<StatusSet> {
  const set = await changeAccount<StatusSet>(store, accountId, (account) => {
    const agent = findAgent(account, agentId);
    if (agent === null) return { kind: 'unchanged', result: nobody };
    const { presence } = agent;
    const awayBefore = presence === null ? null : awaySince(presence, now);
    const after: AgentDoc = {
      ...agent,
      presence: {
        status,
        since: presence?.status === status && awayBefore === presence.awaySince ? presence.since : now,
        expiresAt: expiresInSeconds === null ? null : now + expiresInSeconds * 1_000,
        awaySince: status === 'online' ? null : (awayBefore ?? now),
      },
    };
    const changed = withAgent(account, after, now);
    const isFlagged = changed.fanOut !== account.fanOut;
    return { kind: 'changed', account: changed, result: { agent: after, isFlagged } };
  });
  return set ?? nobody;
}

interface StatusSet {
  readonly agent: AgentDoc | null;
  readonly isFlagged: boolean;
}

const nobody: StatusSet = { agent: null, isFlagged: false };

/** Deletes an agent, who counts as offline from now on; false if there is no such agent. */
export async function deleteAgent(store: Store, { accountId, agentId }: AgentRef, now: number): Promise<boolean> {
  const isDeleted = await changeAccount(store, accountId, (account) => {
    const agent = findAgent(account, agentId);
    if (agent === null) return { kind: 'unchanged', result: false };
    const presence = agent.presence && {
      ...agent.presence,
      status: 'offline' as const,
      expiresAt: null,
      awaySince: awaySince(agent.presence, now) ?? now,
    };
    return { kind: 'changed', account: withAgent(account, { ...agent, presence, deletedAt: now }, now), result: true };
  });
  return isDeleted ?? false;
}

export function findAgent(account: AccountDoc | null, agentId: string): AgentDoc | null {
  return account?.agents.find(({ id, deletedAt }) => id === agentId && deletedAt === null) ?? null;
}

/** Writes the agent into the account, and raises the flag if nobody is online after that. */
function withAgent(account: AccountDoc, agent: AgentDoc, now: number): AccountDoc {
  const agents = [...account.agents.filter(({ id }) => id !== agent.id), agent];
  const changed = withLeases({ ...account, agents }, now);
  const before = agentsAwaySince(accountFacts(account).agents, now);
  const after = agentsAwaySince(accountFacts(changed).agents, now);
  // If a lease lapsed unnoticed, this is the last chance to notice it, because its time is overwritten.
  return (before === null || hasLapsedUnnoticed(account, now)) && after !== null
    ? raiseFlag(changed, 'agentsChanged', now)
    : changed;
}

/** Whether somebody was online until a lease lapsed, which the sweeper has not noticed yet. */
function hasLapsedUnnoticed(account: AccountDoc, now: number): boolean {
  const { leasesLapseAt } = account;
  if (leasesLapseAt === null || leasesLapseAt > now) return false;
  return agentsAwaySince(accountFacts(account).agents, leasesLapseAt - 1) === null;
}

function withLeases(account: AccountDoc, now: number): AccountDoc {
  return { ...account, leasesLapseAt: nextLapseAt(accountFacts(account).agents, now) };
}

/**
 * For the sweeper: records that leases have lapsed, so that event streams report it, and flags the account if nobody is
 * online after that. Yields the ids of the flagged accounts.
 */
export async function* noticeLapsedLeases(store: Store, now: number): AsyncGenerator<string> {
  const lapsed = await store.accounts
    .find({ leasesLapseAt: { $gt: 0, $lte: now } }, { projection: { _id: 1 }, limit: 100 })
    .toArray();
  for (const { _id } of lapsed) {
    const isFlagged = await changeAccount(store, _id, (account) => {
      if (account.leasesLapseAt === null || account.leasesLapseAt > now) return { kind: 'unchanged', result: false };
      const isAway = hasLapsedUnnoticed(account, now) && agentsAwaySince(accountFacts(account).agents, now) !== null;
      const noted = withLeases(account, now);
      return { kind: 'changed', account: isAway ? raiseFlag(noted, 'agentsChanged', now) : noted, result: isAway };
    });
    if (isFlagged) yield _id;
  }
}
