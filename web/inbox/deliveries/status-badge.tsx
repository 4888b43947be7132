import type { Delivery } from '../../../packages/client/src/index.ts';
import { Badge } from '../parts/badge.tsx';
import { say } from '../words/language.ts';
import { isParkedReason, isReplayable, reasonWords, statusWords } from './delivery-words.ts';
import { isBeingReplayed } from './replay.ts';

/** Where a delivery stands; while a replay was asked for and has not begun, that. */
export function StatusBadge({ delivery: { id, status } }: { readonly delivery: Delivery }) {
  if (isReplayable(status) && isBeingReplayed(id)) return <Badge tone="accent">{say('deliveries.replayAsked')}</Badge>;
  const { words, tone } = statusWords[status];
  return <Badge tone={tone}>{say(words)}</Badge>;
}

/** Why a delivery did not arrive, in a few words; null if it did, or nobody knows. */
export function whyNot({ reason, status, reports, dismissed, withdrawn }: Delivery): string | null {
  if (withdrawn !== null) return say(`withdrawals.${withdrawn.reason}`);
  if (isParkedReason(reason)) return say(reasonWords[reason].why);
  if (dismissed !== null) return dismissed.reason;
  return status === 'bounced' || status === 'dropped' || status === 'deferred'
    ? (reports.at(-1)?.detail ?? null)
    : null;
}
