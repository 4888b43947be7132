import type { Trigger } from '../../contract/triggers.ts';
import { agentsGoneFor } from '../account/agents.ts';
import type { AccountFacts, ConversationFacts, PendingReply } from '../facts.ts';
import { awayFor } from '../visitor/presence.ts';

/** What triggers look at. */
export interface TriggerFacts {
  readonly conversation: ConversationFacts;
  readonly account: AccountFacts;
  /** The replies that can trigger an email. */
  readonly replies: readonly PendingReply[];
  /** Whether to assume that the visitor stays while heartbeats come. */
  readonly staysHere: boolean;
  readonly now: number;
}

/** When each trigger passes if nothing more happens (design R4); Infinity if it does not. */
const passesAt: Record<Exclude<Trigger, 'written'>, (facts: TriggerFacts) => number> = {
  left: ({ conversation, account: { settings }, staysHere }) => {
    const { afterLeavingSeconds, silenceSeconds } = settings.timing;
    return staysHere ? Number.POSITIVE_INFINITY : awayFor(conversation, afterLeavingSeconds, silenceSeconds);
  },
  inactive: ({ conversation: { presence }, account: { settings } }) =>
    presence.activeAt + settings.timing.afterInactivitySeconds * 1_000,
  agentsOffline: ({ account: { agents, settings }, now }) =>
    agentsGoneFor(agents, settings.timing.agentsAwayGraceSeconds, now),
  request: ({ replies }) => Math.min(...replies.map(({ askedAt }) => askedAt ?? Number.POSITIVE_INFINITY)),
};

/** A trigger, and when it passes. */
export interface Passing {
  readonly name: Trigger;
  readonly at: number;
}

/** The request of an agent, after which nothing settles any more. */
export const requested = (facts: TriggerFacts): Passing => ({ name: 'request', at: passesAt.request(facts) });

/** The first of the triggers that nobody has to ask for. */
export function earliest(facts: TriggerFacts): Passing {
  const names = (Object.keys(passesAt) as (keyof typeof passesAt)[]).filter((name) => name !== 'request');
  const passing = names.map((name): Passing => ({ name, at: passesAt[name](facts) }));
  return passing.reduce((first, other) => (other.at < first.at ? other : first));
}
