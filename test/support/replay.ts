import { Worker } from '@temporalio/worker';
import { workflowSource } from '../../src/workers/temporal-workers.ts';
import { type HistoryJson, historyFromJson } from './history-json.ts';

/** Replays histories with the current workflow code; returns the names of those that fail, with the error. */
export async function unreplayable(
  histories: readonly { readonly name: string; readonly history: HistoryJson }[],
): Promise<string[]> {
  const named = histories.map(({ name, history }) => ({ workflowId: name, history: historyFromJson(history) }));
  const unfit: string[] = [];
  for await (const { workflowId, error } of Worker.runReplayHistories(workflowSource(false), named))
    if (error !== undefined) unfit.push(`${workflowId}: ${error.message}`);
  return unfit;
}
