import { agentsAwaySince } from '../account/agents.ts';
import type { AccountFacts } from '../facts.ts';

/** The contact form's state for one visitor (design R2); it counts as filled in if their address is known at all. */
export type FormState = 'notNeeded' | 'optional' | 'required' | 'done';

export function formState(email: string | null, account: AccountFacts, now: number): FormState {
  if (email !== null) return 'done';
  const rule = formRule(account, now);
  return rule === 'off' ? 'notNeeded' : rule;
}

/** The account's rule in force. Offline means that all agents are offline or invisible. */
export function formRule({ agents, settings: { contactForm } }: AccountFacts, now: number) {
  return contactForm[agentsAwaySince(agents, now) === null ? 'online' : 'offline'];
}
