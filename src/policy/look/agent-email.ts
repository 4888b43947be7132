import type { AccountFacts, ConversationFacts } from '../facts.ts';

/** An email to agents when a visitor waits for an answer: when it is due, and who gets it. Times are epoch milliseconds. */

/** Later than this nobody is emailed any more: the setting was made while the visitor waited, or nothing ran. */
const tooLateMs = 86_400_000;

/**
 * When agents are to be emailed that the visitor waits for an answer: once in each wait. Null: not at all. A wait that
 * goes on because an answer was deleted is the same one, because it began before the email.
 */
export function agentEmailDueAt(
  { waitingSince = null, agentsEmailedAt }: Pick<ConversationFacts, 'waitingSince' | 'agentsEmailedAt'>,
  { settings }: Pick<AccountFacts, 'settings'>,
  now: number,
): number | null {
  const afterSeconds = settings.inbox.notifyAgentsAfterSeconds;
  if (afterSeconds === null || waitingSince === null) return null;
  if (agentsEmailedAt !== undefined && waitingSince <= agentsEmailedAt) return null;
  const dueAt = waitingSince + afterSeconds * 1_000;
  return now > dueAt + tooLateMs ? null : dueAt;
}

/** An agent who has not been deleted. */
export interface AgentToEmail {
  readonly id: string;
  readonly email: string | null;
  /** The agent's preference. */
  readonly wantsEmail: boolean;
  readonly isOnline: boolean;
}

/** More agents are not emailed about one visitor. */
export const maxAgentsEmailed = 20;

/**
 * Who is emailed: the assignee, else those who are online, else all. An agent who has no address or wants no email
 * counts as none of them, so that somebody learns of the visitor.
 */
export function agentsToEmail(agents: readonly AgentToEmail[], assignee: string | null): readonly AgentToEmail[] {
  const reachable = agents.filter(({ email, wantsEmail }) => email !== null && wantsEmail);
  const groups = [
    reachable.filter(({ id }) => id === assignee),
    reachable.filter(({ isOnline }) => isOnline),
    reachable,
  ];
  return (groups.find(({ length }) => length > 0) ?? []).slice(0, maxAgentsEmailed);
}
