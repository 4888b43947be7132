import { type Answer, part } from './json.ts';
import type { CallOptions } from './options.ts';
import type { Page } from './page.ts';
import type { AgentEmail, ListAgentEmailsQuery } from './types.ts';

export function agentEmails(answer: Answer) {
  return {
    /** The emails that told agents that a visitor waited, newest first. */
    list: (query?: ListAgentEmailsQuery, options: CallOptions = {}) =>
      answer<Page<AgentEmail>>('GET', '/v1/agent-emails', { ...options, query }),
    /** Sends one that is parked after all. */
    replay: (id: string, options?: CallOptions) =>
      answer<AgentEmail>('POST', `/v1/agent-emails/${part(id)}/replay`, options),
  };
}
