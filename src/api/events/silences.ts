import { silenceNoticedAt } from '../../policy/visitor/presence.ts';
import type { AccountDoc, ConversationDoc } from '../../store/mongo/documents.ts';

/** When visitors who send heartbeats will count as gone if no more come; nothing is written at that time. */
export interface Silences {
  note(conversation: ConversationDoc, account: AccountDoc, now: number): void;
  /** The conversations whose visitor has fallen silent by now, each once. */
  take(now: number): readonly SilentConversation[];
  forget(accountId: string): void;
}

export interface SilentConversation {
  readonly key: string;
  readonly accountId: string;
}

/** How many are awaited at a time; beyond that the oldest is dropped and becomes known with its next change. */
const maxAwaited = 10_000;

export function silences(): Silences {
  const awaited = new Map<string, { readonly accountId: string; readonly at: number }>();
  return {
    note: ({ _id, accountId, presence }, { settings }, now) => {
      awaited.delete(_id);
      const at = silenceNoticedAt(presence, settings.timing.silenceSeconds);
      if (at === null || at <= now) return;
      const oldest = awaited.size >= maxAwaited ? awaited.keys().next().value : undefined;
      if (oldest !== undefined) awaited.delete(oldest);
      awaited.set(_id, { accountId, at });
    },
    take: (now) => {
      const due = [...awaited].filter(([, { at }]) => at <= now);
      for (const [key] of due) awaited.delete(key);
      return due.map(([key, { accountId }]) => ({ key, accountId }));
    },
    forget: (accountId) => {
      for (const [key, awaitedOne] of awaited) if (awaitedOne.accountId === accountId) awaited.delete(key);
    },
  };
}
