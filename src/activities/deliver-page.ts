import type { SignalName } from '../contract/signals.ts';
import { readToClaim } from '../store/deliveries/for-attempt.ts';
import type { ConversationRef } from '../store/mongo/documents.ts';
import { isStoreAway } from '../store/mongo/transaction.ts';
import { wakeOrLeave } from '../temporal/wake-changed.ts';
import { attemptOnce } from './attempt.ts';
import type { ActivityDeps } from './deps.ts';
import { reconsider } from './reconsider.ts';

/** So many are composed and sent side by side. */
const atATime = 10;
/** After this time the others are left to their workflows, so that a slow provider does not hold the page up. */
const sendForMs = 20_000;

/** What an attempt at an email that nobody has claimed came to. */
export type EmailedNow =
  /** The provider has accepted it. */
  | 'accepted'
  /** It has not: the conversation's workflow was woken, which goes on with it. */
  | 'notAccepted'
  /** There was no attempt: nothing is due, or something has to be looked at first. */
  | 'notNow';

export interface PageToDeliver {
  readonly accountId: string;
  /** Why they are due. */
  readonly signal: SignalName;
  readonly conversationIds: readonly string[];
}

/**
 * Emails the replies of conversations that have become due together, without a look and a task of Temporal for each:
 * whoever claims sends. Each claim is made with the note of its attempt, guarded by the version that it was decided and
 * composed from, so it is made once, by a page or by the workflow. A workflow sleeps on until the time that it has
 * promised, and finds the email sent then; it is woken about everything else, as by any other fan-out.
 * @param emailNow the protocol exploration replaces it
 */
export async function deliverPage(
  deps: ActivityDeps,
  { accountId, signal, conversationIds }: PageToDeliver,
  emailNow: (ref: ConversationRef) => Promise<EmailedNow> = (ref) => emailOf(deps, ref),
): Promise<void> {
  const left = [...conversationIds];
  const giveUpAt = performance.now() + sendForMs;
  let isProviderWell = true;
  const workOff = async () => {
    for (let id = left.shift(); id !== undefined; id = left.shift()) {
      const ref = { accountId, conversationId: id };
      const isToSend = isProviderWell && performance.now() < giveUpAt;
      const emailed = isToSend ? await emailNow(ref) : 'notNow';
      if (emailed === 'notAccepted') isProviderWell = false;
      if (emailed === 'notNow') await reconsider(deps, ref, signal);
    }
  };
  await Promise.all(Array.from({ length: atATime }, workOff));
}

/** One attempt at what is due now. What cannot be sent at once is left to the workflow, which takes more care. */
async function emailOf(deps: ActivityDeps, ref: ConversationRef): Promise<EmailedNow> {
  try {
    const read = await readToClaim(deps.store, ref, await deps.clock());
    if (read === null) return 'notNow';
    const attempted = await attemptOnce(deps, read, 'nobody');
    if (attempted.kind !== 'made') return 'notNow';
    await wakeOrLeave(deps, attempted.recorded.changed);
    return attempted.result.kind === 'accepted' ? 'accepted' : 'notAccepted';
  } catch (error) {
    if (isStoreAway(error)) throw error;
    deps.log.error({ ...ref, err: error }, 'an email that is due could not be sent; its workflow is asked to');
    return 'notNow';
  }
}
