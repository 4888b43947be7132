/**
 * What makes an email due, in the words shown in Temporal UI: the three triggers (design R4) and an agent's request.
 * A message on a channel of the visitor's own goes as soon as it is written (design R8).
 */
export const triggers = {
  left: 'the visitor left the site',
  inactive: 'the visitor is inactive',
  agentsOffline: 'all agents are offline',
  request: 'an agent asked to send it now',
  written: 'it goes as soon as it is written',
} as const;
export type Trigger = keyof typeof triggers;
