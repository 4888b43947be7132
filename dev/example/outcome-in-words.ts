import type { Message } from '../../src/contract/messages.ts';

/** Mailed is mailed, whether the receiving server has it yet; not so if it bounced or was dropped. */
export function outcomeInWords(outcome: Message['outcome']): string {
  if (outcome === undefined) return 'none';
  const { state, reason } = outcome;
  if (state === 'mailed' && ['accepted', 'deferred', 'delivered'].includes(reason ?? '')) return state;
  return reason === null ? state : `${state}: ${reason}`;
}
