import { agentsAwaySince } from './agents.ts';
import type { AccountFacts } from './facts.ts';

/** The contact form's state for one visitor (design R2); filled in means that their address is known by any way. */
export type FormState = 'notNeeded' | 'optional' | 'required' | 'done';

/** Offline is when all agents are offline or invisible. */
export function formState(email: string | null, account: AccountFacts, now: number): FormState {
  if (email !== null) return 'done';
  const isOnline = agentsAwaySince(account.agents, now) === null;
  const rule = account.settings.contactForm[isOnline ? 'online' : 'offline'];
  return rule === 'off' ? 'notNeeded' : rule;
}
