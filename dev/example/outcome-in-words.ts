import type { Message } from '../../src/contract/messages.ts';

/** For `mailed`, the reason is shown only if the email bounced or was dropped. */
export function outcomeInWords(outcome: Message['outcome']): string {
  if (outcome === undefined) return 'none';
  const { state, reason } = outcome;
  if (state === 'mailed' && ['accepted', 'deferred', 'delivered'].includes(reason ?? '')) return state;
  return reason === null ? state : `${state}: ${reason}`;
}
