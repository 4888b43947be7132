import type { ForwardingChoice } from '../../src/contract/settings.ts';
import type { AgentStatus } from './row.ts';

/** Something that a chat frontend tells the API at a minute of the row. */
export type Happening = { readonly at: number } & (
  | { readonly kind: 'agentSays' | 'botSays' | 'visitorSays' }
  | { readonly kind: 'leaves' | 'isActive' | 'beats' | 'reads' | 'closes' | 'addressEntered' }
  | { readonly kind: 'deletes'; readonly label: string }
  | { readonly kind: 'agentBecomes'; readonly agent: string; readonly status: AgentStatus }
  | { readonly kind: 'accountChooses'; readonly choice: ForwardingChoice }
);

export const agentSays = (at: number): Happening => ({ at, kind: 'agentSays' });
export const botSays = (at: number): Happening => ({ at, kind: 'botSays' });
export const visitorSays = (at: number): Happening => ({ at, kind: 'visitorSays' });
export const leaves = (at: number): Happening => ({ at, kind: 'leaves' });
export const isActive = (at: number): Happening => ({ at, kind: 'isActive' });
/** The visitor reads all that was said so far. */
export const reads = (at: number): Happening => ({ at, kind: 'reads' });
export const closes = (at: number): Happening => ({ at, kind: 'closes' });
export const addressEntered = (at: number): Happening => ({ at, kind: 'addressEntered' });
export const deletes = (at: number, label: string): Happening => ({ at, kind: 'deletes', label });
export const agentBecomes = (at: number, agent: string, status: AgentStatus): Happening => ({
  at,
  kind: 'agentBecomes',
  agent,
  status,
});
export const accountChooses = (at: number, choice: ForwardingChoice): Happening => ({
  at,
  kind: 'accountChooses',
  choice,
});

/** The visitor's tab is open: a heartbeat every half minute. The first one after an absence is their return. */
export const isThere = (from: number, to: number): readonly Happening[] =>
  every(0.5, from, to, (at) => ({ at, kind: 'beats' }));

export const every = (step: number, from: number, to: number, what: (at: number) => Happening): readonly Happening[] =>
  Array.from({ length: Math.floor((to - from) / step + 1e-6) + 1 }, (_, index) => what(from + index * step));
