import type { Activities } from '../activities/activities.ts';
import { looks } from '../operating/metrics.ts';
import type { Next } from '../policy/look/decision.ts';

/** Measures how long the workflows' looks take, except the look that ends an attempt, which is part of the attempt. */
export function measuredActivities(activities: Activities): Activities {
  return {
    ...activities,
    look: async (ref, reasons) => {
      const end = looks.startTimer();
      try {
        const next = await activities.look(ref, reasons);
        end({ answer: next.kind, state: stateOf(next) });
        return next;
      } catch (error) {
        end({ answer: 'failed', state: '' });
        throw error;
      }
    },
  };
}

function stateOf(next: Next): string {
  return 'state' in next ? next.state : '';
}
