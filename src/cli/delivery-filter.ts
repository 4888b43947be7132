import { DeliveryStatusName, parkedReasons } from '../contract/deliveries.ts';
import { UsageError } from './command.ts';
import { moment } from './times.ts';

const text = { type: 'string' } as const;

/** The options that select deliveries. */
export const filterOptions = { status: text, reason: text, since: text, until: text } as const;

interface Typed {
  readonly status?: string | undefined;
  readonly reason?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** The options as the API expects them. Throws UsageError, which lists the possible values. */
export function deliveryFilter<Status extends string = (typeof DeliveryStatusName.options)[number]>(
  { status, reason, since, until }: Typed,
  statuses: readonly Status[] = DeliveryStatusName.options as readonly string[] as readonly Status[],
) {
  const now = Date.now();
  return {
    status: oneOf('--status', status, statuses),
    reason: oneOf('--reason', reason, parkedReasons),
    since: moment('--since', since, now),
    until: moment('--until', until, now),
  };
}

/** Throws UsageError, which lists the possible values. */
export function oneOf<Choice extends string>(option: string, typed: string | undefined, choices: readonly Choice[]) {
  const found = choices.find((choice) => choice === typed);
  if (typed !== undefined && found === undefined)
    throw new UsageError(`${option} must be one of ${choices.join(', ')}`);
  return found;
}
