import type { Store } from '../mongo/store.ts';
import { inTransaction } from '../mongo/transaction.ts';

/** More emails to one reply address are a loop, or an attack (design, Replies by mail). */
export const maxAnswersPerHour = 30;
const hourMs = 3_600_000;

/**
 * Counts an email that came to a reply address, once however often it is counted; false if there have been too many.
 * @param mail the same for the same email
 */
export function countAnswer(store: Store, token: string, mail: string, now: number): Promise<boolean> {
  return inTransaction(store, async (session) => {
    const link = await store.links.findOne({ _id: token }, { session });
    if (link === null) return false;
    const recent = (link.answers ?? []).filter(({ at }) => at > now - hourMs);
    if (recent.some((answer) => answer.mail === mail)) return true;
    if (recent.length >= maxAnswersPerHour) return false;
    const answers = [...recent, { mail, at: now }];
    await store.links.updateOne({ _id: token }, { $set: { answers } }, { session });
    return true;
  });
}
