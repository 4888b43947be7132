import type { AgentPresence } from '../facts.ts';

/**
 * Since when all agents are offline or invisible; null while one is online, or while none ever set a status, which
 * counts as online (design R4).
 */
export function agentsAwaySince(agents: readonly AgentPresence[], now: number): number | null {
  if (agents.length === 0) return null;
  let since = Number.NEGATIVE_INFINITY;
  for (const agent of agents) {
    const away = awaySince(agent, now);
    if (away === null) return null;
    since = Math.max(since, away);
  }
  return since;
}

/**
 * When all agents will have been away for the grace period, so that an unstable connection triggers no email (design
 * R4); Infinity while one is online. The contact form does not wait for it (R2), because nobody can answer meanwhile.
 */
export function agentsGoneFor(agents: readonly AgentPresence[], graceSeconds: number, now: number): number {
  const since = agentsAwaySince(agents, now);
  return since === null ? Number.POSITIVE_INFINITY : since + graceSeconds * 1_000;
}

/** When the next lease lapses, which makes an agent offline without a request; null if none does. */
export function nextLapseAt(agents: readonly AgentPresence[], now: number): number | null {
  const ends = agents.flatMap((agent) => (statusAt(agent, now) === 'offline' ? [] : (agent.expiresAt ?? [])));
  return ends.length === 0 ? null : Math.min(...ends);
}

/** An agent's status now; with a lapsed lease it is offline. */
export function statusAt(agent: AgentPresence, now: number): AgentPresence['status'] {
  return agent.expiresAt !== null && agent.expiresAt <= now ? 'offline' : agent.status;
}

/** Since when one agent is not online; null while online. */
export function awaySince(agent: AgentPresence, now: number): number | null {
  if (agent.status !== 'online') return agent.awaySince;
  return agent.expiresAt !== null && agent.expiresAt <= now ? agent.expiresAt : null;
}
