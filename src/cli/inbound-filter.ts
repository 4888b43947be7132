import type { Client, InboundEmail, InboundReplayed, Page } from '../../packages/client/src/index.ts';
import { deadLetterReasons, inboundStates } from '../contract/inbound.ts';
import { oneOf } from './delivery-filter.ts';
import { moment } from './times.ts';

export type InboundQuery = NonNullable<Parameters<Client['inbound']['list']>[0]>;
export type InboundFilter = Omit<InboundQuery, 'limit' | 'cursor' | 'state'> & { readonly ids?: string[] };

/** Where the commands find emails: an account's through the API, those of nobody in MongoDB. */
export interface InboundSource {
  list(query: InboundQuery): Promise<Page<InboundEmail>>;
  get(id: string): Promise<InboundEmail>;
  replay(id: string): Promise<InboundEmail>;
  replayMany(filter: InboundFilter): Promise<InboundReplayed>;
  dismiss(id: string, body: { readonly reason: string }): Promise<InboundEmail>;
}

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

export const ofNobody = { 'of-nobody': flag } as const;
export const inboundFilterOptions = { reason: text, conversation: text, since: text, until: text } as const;

interface Typed {
  readonly state?: string | undefined;
  readonly reason?: string | undefined;
  readonly conversation?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** The options as the API expects them. Throws UsageError, which lists the possible values. */
export function inboundFilter({ state, reason, conversation, since, until }: Typed) {
  const now = Date.now();
  return {
    state: oneOf('--state', state, inboundStates),
    reason: oneOf('--reason', reason, Object.keys(deadLetterReasons) as (keyof typeof deadLetterReasons)[]),
    conversation,
    since: moment('--since', since, now),
    until: moment('--until', until, now),
  };
}
