import type { Next } from '../policy/look/decision.ts';

/** What a person reads in Temporal UI: what the workflow waits for, until when, and why. */
export function describe(next: Next): string {
  switch (next.kind) {
    case 'deliver':
      return `Sending delivery ${next.deliveryId}.`;
    case 'sleep':
      return `Waiting until ${new Date(next.at).toISOString()}: ${next.why}.`;
    case 'idle':
      return `Waiting for an event: ${next.why}.`;
    case 'done':
      return 'Done: nothing to email, and the conversation is closed or has long been silent.';
    default:
      return next satisfies never;
  }
}
