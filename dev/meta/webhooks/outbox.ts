import { setMaxListeners } from 'node:events';
import { openStateFile } from '../../sendgrid/state-file.ts';
import { bodyOf, type WebhookObject } from './body.ts';
import type { MessagingEvent } from './events.ts';
import { postWebhook, verifyWebhook, type Way, type Webhook } from './post.ts';

/** The maximum number of events in a post, and when Meta gives up (reference of webhooks). */
const maxBatch = 1_000;
const giveUpMs = 36 * 3_600_000;
const maxRestMs = 30_000;
/** With more lines than this, the state file is rewritten. */
const maxLines = 10_000;
const maxWaiting = 50_000;
const maxShownPosts = 200;
/** What comes together is posted together. */
const togetherMs = 10;

export interface OutboxOptions {
  readonly webhook: Webhook;
  readonly stateFile: string | null;
  /** The wait before a post is repeated, doubling up to 30 s. */
  readonly retryMs: number;
  /** After how long in vain a page of Messenger is unsubscribed. */
  readonly unsubscribeAfterMs: number;
  readonly clock: () => number;
  /** Called for a page whose events have been in vain for so long. */
  readonly unsubscribe: (pageId: string) => void;
  readonly onChange: () => void;
}

/** An event that is to be posted. */
export interface Planned {
  readonly object: WebhookObject;
  readonly pageId: string;
  readonly event: MessagingEvent;
  /** In how long, in milliseconds. */
  readonly inMs: number;
  readonly way: Way;
  /** How many times at once. */
  readonly copies: number;
  /** Only with those of the same name; null: with whatever is due. */
  readonly batch: string | null;
}

interface Waiting extends Omit<Planned, 'inMs'> {
  readonly id: number;
  readonly since: number;
  postAt: number;
  tries: number;
}
type Line = { readonly waiting: Waiting } | { readonly done: readonly number[] };

export interface ShownPost {
  readonly at: string;
  readonly events: number;
  readonly object: WebhookObject;
  readonly way: Way;
  /** Null: no answer within 5 s. */
  readonly answered: number | null;
}

export type Outbox = ReturnType<typeof openOutbox>;

/**
 * Posts events when they are due, and repeats each until it is answered with 200 or 36 hours old. Before its first post it
 * has the receiver verified. With a state file, what is planned is on disk when `plan` returns.
 */
export function openOutbox(options: OutboxOptions) {
  const { webhook, stateFile, retryMs, clock, onChange } = options;
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  const waiting = new Map<number, Waiting>();
  const told = new Map<number, () => void>();
  const failingSince = new Map<string, number>();
  const posts: ShownPost[] = [];
  let isVerified = false;
  let isPosting = false;
  let timer: NodeJS.Timeout | null = null;
  let lastId = 0;

  const file = stateFile === null ? null : openStateFile(stateFile);
  for (const json of file?.lines ?? []) {
    const line = JSON.parse(json) as Line;
    if ('waiting' in line) waiting.set(line.waiting.id, { ...line.waiting, tries: 0 });
    else for (const id of line.done) waiting.delete(id);
  }
  for (const id of waiting.keys()) lastId = Math.max(lastId, id);
  const note = (line: Line) => file?.append(JSON.stringify(line));
  const rewrite = () => file?.rewrite([...waiting.values()].map((one) => JSON.stringify({ waiting: one })));
  rewrite();
  if (waiting.size > 0) schedule();

  function schedule(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (stop.signal.aborted || waiting.size === 0) return;
    const next = Math.min(...[...waiting.values()].map(({ postAt }) => postAt));
    timer = setTimeout(() => void postDue(), Math.max(togetherMs, next - Date.now())).unref();
  }

  async function postDue(): Promise<void> {
    if (isPosting) return;
    isPosting = true;
    const due = [...waiting.values()].filter(({ postAt }) => postAt <= Date.now());
    isVerified ||= due.length > 0 && (await verifyWebhook(webhook, stop.signal));
    if (isVerified) for (const batch of batchesOf(due)) await post(batch);
    else later(due);
    for (const { id } of due) tell(id);
    isPosting = false;
    schedule();
  }

  async function post(batch: readonly Waiting[]): Promise<void> {
    const [first] = batch;
    if (first === undefined || stop.signal.aborted) return;
    const { object, way, copies, tries } = first;
    const used = tries === 0 ? way : 'usual';
    const body = bodyOf(object, batch, clock());
    const answers = await Promise.all(
      Array.from({ length: tries === 0 ? copies : 1 }, () => postWebhook(webhook, body, used, stop.signal)),
    );
    if (stop.signal.aborted) return;
    for (const answered of answers)
      posts.push({ at: new Date(clock()).toISOString(), events: batch.length, object, way: used, answered });
    posts.splice(0, posts.length - maxShownPosts);
    if (answers.includes(200)) end(batch);
    else later(batch);
    for (const { id } of batch) tell(id);
  }

  /** Plans them again, or gives up. */
  function later(batch: readonly Waiting[]): void {
    const now = Date.now();
    const unsubscribed = new Set<string>();
    for (const one of batch) {
      one.tries += 1;
      one.postAt = now + Math.min(maxRestMs, retryMs * 2 ** Math.min(one.tries - 1, 10));
      // The app loses pages of Messenger, and none of Instagram's accounts.
      if (one.object !== 'page') continue;
      const since = failingSince.get(one.pageId) ?? now;
      failingSince.set(one.pageId, since);
      if (now - since >= options.unsubscribeAfterMs) unsubscribed.add(one.pageId);
    }
    for (const pageId of unsubscribed) options.unsubscribe(pageId);
    end(batch.filter(({ since, pageId }) => now - since >= giveUpMs || unsubscribed.has(pageId)));
  }

  function end(batch: readonly Waiting[]): void {
    onChange();
    if (batch.length === 0) return;
    const ids = batch.map(({ id }) => id);
    for (const { id, pageId } of batch) {
      waiting.delete(id);
      failingSince.delete(pageId);
    }
    note({ done: ids });
    if (file !== null && file.length() > Math.max(maxLines, 2 * waiting.size)) rewrite();
  }

  function tell(id: number): void {
    told.get(id)?.();
    told.delete(id);
  }

  return {
    /** Resolves when each of them has been posted once, whatever was answered. */
    async plan(planned: readonly Planned[]): Promise<void> {
      const posted = planned.map(({ inMs, ...event }) => {
        if (waiting.size >= maxWaiting) return Promise.resolve();
        lastId += 1;
        const one: Waiting = { ...event, id: lastId, since: Date.now(), postAt: Date.now() + inMs, tries: 0 };
        waiting.set(one.id, one);
        note({ waiting: one });
        return new Promise<void>((resolve) => void told.set(one.id, resolve));
      });
      schedule();
      onChange();
      await Promise.all(posted);
    },
    /** Drops what waits for these pages, as when a page is unsubscribed. */
    drop(pageId: string): void {
      const gone = [...waiting.values()].filter((one) => one.pageId === pageId);
      end(gone);
      for (const { id } of gone) tell(id);
    },
    waiting: (): number => waiting.size,
    isVerified: (): boolean => isVerified,
    /** Asks now whether the address is the app's. */
    async verify(): Promise<boolean> {
      isVerified = await verifyWebhook(webhook, stop.signal);
      return isVerified;
    },
    /** Newest first. */
    posts: (): readonly ShownPost[] => [...posts].reverse(),
    close(): void {
      if (timer !== null) clearTimeout(timer);
      stop.abort();
      for (const id of [...told.keys()]) tell(id);
      file?.close();
    },
  };
}

/** What is of one object, goes out in one way and belongs together, in the order in which it is due. */
function batchesOf(due: readonly Waiting[]): Waiting[][] {
  const batches = new Map<string, Waiting[]>();
  for (const one of [...due].sort((a, b) => a.postAt - b.postAt || a.id - b.id)) {
    const isAlone = one.batch === null && (one.way !== 'usual' || one.copies > 1) && one.tries === 0;
    const key = JSON.stringify([one.object, isAlone ? one.id : null, one.batch]);
    const batch = batches.get(key) ?? [];
    batch.push(one);
    batches.set(key, batch);
    if (batch.length < maxBatch) continue;
    batches.delete(key);
    batches.set(`${key} ${one.id}`, batch);
  }
  return [...batches.values()];
}
