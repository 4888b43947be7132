import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { createReportHistory } from './reading/report-history.ts';
import { postReports } from './report-post.ts';
import type { SigningKey } from './signing-key.ts';
import { openStateFile } from './state-file.ts';
import type { PlannedReport } from './story.ts';

/** The maximum number of events in a post. */
const maxBatch = 1_000;
/** When to give up, as the real one does. */
const giveUpMs = 24 * 3_600_000;
/** With more lines than this, the state file is rewritten. */
const maxLines = 20_000;

export interface EventWebhook {
  /** Where reports are posted; `https://host/webhooks/sendgrid/events`. */
  readonly url: string;
  /** How often due reports are collected and posted; default 200 ms (the real one: 30 s). */
  readonly batchMs?: number | undefined;
  /** The wait before a post is repeated, doubling up to 30 s; default 500 ms. */
  readonly retryMs?: number | undefined;
  /** Called when reports are planned or accepted. */
  readonly onChange?: (() => void) | undefined;
}

interface Waiting extends PlannedReport {
  /** Identifies it in the state file. */
  readonly id: number;
}
type Line = { readonly report: Waiting } | { readonly done: readonly number[] };

export type Reports = ReturnType<typeof openReports>;

/**
 * Posts reports when they are due, and repeats each batch until it is accepted or 24 hours old. With a state file,
 * planned reports are on disk when `plan` returns, and are continued after a restart with the same event ids.
 */
export function openReports(
  { url, batchMs = 200, retryMs = 500, onChange = () => {} }: EventWebhook,
  key: SigningKey,
  stateFile: string | null,
) {
  const stop = new AbortController();
  setMaxListeners(0, stop.signal); // every batch that waits for its next try listens
  const waiting = new Map<number, Waiting>();
  const repeated = new Set<number>();
  let lastId = 0;

  const file = stateFile === null ? null : openStateFile(stateFile);
  for (const json of file?.lines ?? []) {
    const line = JSON.parse(json) as Line;
    if ('report' in line) waiting.set(line.report.id, line.report);
    else for (const id of line.done) waiting.delete(id);
  }
  const history = createReportHistory();
  for (const report of waiting.values()) history.planned(report);
  for (const id of waiting.keys()) lastId = Math.max(lastId, id);
  const note = (line: Line) => file?.append(JSON.stringify(line));
  const rewrite = () => file?.rewrite([...waiting.values()].map((report) => JSON.stringify({ report })));
  rewrite();

  const post = (batch: readonly Waiting[]) =>
    postReports(
      url,
      key,
      batch.map(({ event }) => event),
      stop.signal,
    );

  /** Repeats a post until it is accepted or too old. */
  async function postAgain(batch: readonly Waiting[]): Promise<void> {
    const giveUpAt = Math.min(...batch.map(({ postAt }) => postAt)) + giveUpMs;
    for (let restMs = retryMs; Date.now() + restMs < giveUpAt; restMs = Math.min(2 * restMs, 30_000)) {
      await sleep(restMs, undefined, { signal: stop.signal, ref: false }).catch(() => {});
      if (stop.signal.aborted) return;
      if (await post(batch)) break;
    }
    end(batch);
  }

  function end(batch: readonly Waiting[]): void {
    if (stop.signal.aborted) return;
    const ids = batch.map(({ id }) => id);
    note({ done: ids });
    for (const report of batch) {
      history.accepted(report);
      waiting.delete(report.id);
      repeated.delete(report.id);
    }
    onChange();
    if (file !== null && file.length() > Math.max(maxLines, 2 * waiting.size)) rewrite();
  }

  /**
   * Posts one batch after another, so that they arrive in order if all goes well; a refused one does not delay the
   * others.
   */
  async function postDue(): Promise<void> {
    const due = [...waiting.values()].filter(({ id, postAt }) => postAt <= Date.now() && !repeated.has(id));
    for (const batch of batchesOf(due)) {
      if (await post(batch)) end(batch);
      else {
        for (const { id } of batch) repeated.add(id);
        void postAgain(batch);
      }
    }
  }

  let isPosting = false;
  const timer = setInterval(async () => {
    if (isPosting) return;
    isPosting = true;
    await postDue();
    isPosting = false;
  }, batchMs).unref();

  return {
    plan(reports: readonly PlannedReport[]): void {
      for (const planned of reports) {
        lastId += 1;
        const report = { ...planned, id: lastId };
        waiting.set(lastId, report);
        history.planned(report);
        note({ report });
      }
      onChange();
    },
    /** What was reported about an email since the start. */
    ofMail: history.ofMail,
    /** How many have not been accepted yet. */
    waiting: (): number => waiting.size,
    close(): void {
      clearInterval(timer);
      stop.abort();
      file?.close();
    },
  };
}

/** Batches in the order in which reports are due; no batch contains two rounds. */
function batchesOf(due: readonly Waiting[]): Waiting[][] {
  const batches: Waiting[][] = [];
  const inOrder = [...due].sort((a, b) => a.round - b.round || a.postAt - b.postAt);
  for (const report of inOrder) {
    const last = batches.at(-1);
    if (last?.[0]?.round === report.round && last.length < maxBatch) last.push(report);
    else batches.push([report]);
  }
  return batches;
}
