import { Client, Connection } from '@temporalio/client';
import { workflowIdOf } from '../src/temporal/waker.ts';
import type { Stack } from './stack.ts';

/** What Temporal Cloud bills as an action, by the history event that shows it (its pricing page, November 2026). */
const billed = {
  'workflow started': 'workflowExecutionStartedEventAttributes',
  signal: 'workflowExecutionSignaledEventAttributes',
  timer: 'timerStartedEventAttributes',
  activity: 'activityTaskScheduledEventAttributes',
  'search attributes': 'upsertWorkflowSearchAttributesEventAttributes',
  'local activity': 'markerRecordedEventAttributes',
} as const;

/** The Temporal actions of a conversation's workflow, by its history. */
export interface Actions {
  readonly all: number;
  /** By kind, such as `5 local activity`. */
  readonly details: string;
  readonly historyEvents: number;
}

/** @param since counts only what happened at this time (epoch milliseconds) or later */
export async function actionsOf(
  { temporal }: Stack,
  conversations: readonly { readonly accountId: string; readonly conversationId: string }[],
  since = 0,
): Promise<Actions[]> {
  const connection = await Connection.connect({ address: temporal.address });
  const client = new Client({ connection });
  const found: Actions[] = [];
  for (const ref of conversations) {
    const { events } = await client.workflow.getHandle(workflowIdOf(ref)).fetchHistory();
    const later = (events ?? []).filter(({ eventTime }) => Number(eventTime?.seconds ?? 0) * 1_000 >= since);
    const counts = Object.entries(billed).map(
      ([what, attributes]) => [what, later.filter((event) => event[attributes]).length] as const,
    );
    found.push({
      all: counts.reduce((sum, [, count]) => sum + count, 0),
      details: counts.map(([what, count]) => `${count} ${what}`).join(', '),
      historyEvents: later.length,
    });
  }
  await connection.close();
  return found;
}
