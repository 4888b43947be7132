import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { WorkflowHandle } from '@temporalio/client';
import { type HistoryJson, historyToJson } from '../support/history-json.ts';

const folder = new URL('./histories/', import.meta.url);

/**
 * The history of a run. With RECORD_HISTORIES=1 it is also kept in the repository under this name, to be replayed by
 * every later version of the workflow code: `RECORD_HISTORIES=1 npm test -- test/workflows`.
 */
export async function recordedHistory(name: string, handle: WorkflowHandle): Promise<HistoryJson> {
  const history = historyToJson(await handle.fetchHistory());
  if (process.env.RECORD_HISTORIES === '1') {
    mkdirSync(folder, { recursive: true });
    const events = history.events.map((event) => JSON.stringify(event, withoutIdentity)).join(',\n');
    writeFileSync(new URL(`${name}.json`, folder), `{"events":[\n${events}\n]}\n`);
  }
  return history;
}

/** Removes the process and the machine on which it was recorded (`pid@host`, also in the names of queues). */
function withoutIdentity(key: string, value: unknown): unknown {
  if (key === 'identity') return undefined;
  return typeof value === 'string' && /^\d+@/.test(value) ? 'the recorder' : value;
}

/** All that are kept, by name. */
export function keptHistories(): { readonly name: string; readonly history: HistoryJson }[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({
      name: file.replace('.json', ''),
      history: JSON.parse(readFileSync(new URL(file, folder), 'utf8')),
    }));
}

/** All that a person could read in a history, payloads included. */
export function readable({ events }: HistoryJson): string {
  return JSON.stringify(events, (key, value) =>
    key === 'data' && typeof value === 'string' ? Buffer.from(value, 'base64').toString('utf8') : value,
  );
}

/** The kinds of a history's events in their order, such as `TIMER_STARTED`. */
export function eventTypes({ events }: HistoryJson): string[] {
  return events.map(({ eventType }) => String(eventType).replace('EVENT_TYPE_', ''));
}

/** What its timers and activities say of themselves. */
export function summaries({ events }: HistoryJson): string[] {
  return events.flatMap((event) => {
    const { userMetadata } = event as { userMetadata?: { summary?: { data?: string } } };
    const data = userMetadata?.summary?.data;
    const isFirst = event.eventType === 'EVENT_TYPE_WORKFLOW_EXECUTION_STARTED';
    return data === undefined || isFirst ? [] : [JSON.parse(Buffer.from(data, 'base64').toString('utf8'))];
  });
}
