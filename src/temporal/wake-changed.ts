import type { Logger } from 'pino';
import type { SignalName } from '../contract/signals.ts';
import type { Waker } from './waker.ts';

/** The result of a conversation's change, as far as its workflow is concerned. */
export interface ToWake {
  readonly conversation: {
    readonly accountId: string;
    readonly id: string;
    readonly channel: { readonly kind: string };
  };
  /** The signal to send; null if the workflow will look early enough by itself. */
  readonly wake: SignalName | null;
}

type ConversationWaker = Pick<Waker, 'wake'>;

/**
 * Wakes the workflow of a changed conversation if it has to look earlier than it would by itself. Rejects as `wake`
 * does.
 */
export async function wakeChanged(waker: ConversationWaker, change: ToWake | null): Promise<void> {
  if (change === null || change.wake === null) return;
  const { accountId, id: conversationId, channel } = change.conversation;
  await waker.wake({ accountId, conversationId, channel: channel.kind }, change.wake);
}

/** The same for many changed conversations: one that cannot be woken is left to the sweeper. */
export async function wakeOrLeave(
  { waker, log }: { readonly waker: ConversationWaker; readonly log: Logger },
  change: ToWake | null,
): Promise<void> {
  try {
    await wakeChanged(waker, change);
  } catch (error) {
    const { accountId, id: conversationId } = change?.conversation ?? {};
    log.warn({ accountId, conversationId, err: error }, 'could not wake a conversation; the sweeper follows up');
  }
}
