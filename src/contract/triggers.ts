/** What makes a mail due, by the words a person reads in Temporal UI: the three triggers (design R4), and an agent. */
export const triggers = {
  left: 'the visitor left the site',
  inactive: 'the visitor is inactive',
  agentsOffline: 'all agents are offline',
  request: 'an agent asked to send it now',
} as const;
export type Trigger = keyof typeof triggers;
