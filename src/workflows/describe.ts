import type { Next } from '../policy/look/decision.ts';

/**
 * What a person reads in Temporal UI: what the workflow waits for, until when, and why, as of its last look; and what
 * somebody has to do.
 */
export function describe(next: Next, now: number): string {
  const asOf = `(As of ${iso(now)}.)`;
  switch (next.kind) {
    case 'deliver':
      return `Sending delivery ${next.deliveryId}. ${asOf}`;
    case 'sleep':
      return withTrouble(next.trouble, `Waiting until ${iso(next.at)}: ${next.why}. ${asOf}`);
    case 'idle':
      return withTrouble(next.trouble, `Waiting for an event: ${next.why}. ${asOf}`);
    case 'done':
      return 'Done: nothing to email, and the conversation is closed or has long been silent.';
    default:
      return next satisfies never;
  }
}

const iso = (time: number) => new Date(time).toISOString();

const withTrouble = (trouble: string | undefined, waiting: string) =>
  trouble === undefined ? waiting : `${trouble}\n\n${waiting}`;
