/** The three triggers (design R4), by the words a person reads in Temporal UI. */
export const triggers = {
  left: 'the visitor left the site',
  inactive: 'the visitor is inactive',
  agentsOffline: 'all agents are offline',
} as const;
export type Trigger = keyof typeof triggers;
