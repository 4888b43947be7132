import type { ConversationRef } from '../mongo/documents.ts';
import { conversationKey } from '../mongo/ids.ts';

/**
 * A line of those who want to change conversations. Of each conversation one at a time is let go, in the order in which
 * they came; and the accounts take turns, so that nobody waits for all that another account has in line.
 */
export interface FairLine<One extends ConversationRef> {
  join(one: One): void;
  /** How many could be taken now. */
  size(): number;
  /** Takes so many at most. Those behind them wait until they are done. */
  take(max: number): One[];
  /** One that was taken is done: the next of its conversation may be taken. */
  done(one: One): void;
  /** One that was taken failed in a way in which the others of its conversation would: they leave the line. */
  giveUp(one: One): readonly One[];
}

export function fairLine<One extends ConversationRef>(): FairLine<One> {
  /** Those behind the first of each conversation, who may be taken or has been. */
  const behind = new Map<string, One[]>();
  /** The first of their conversations who may be taken, by account; the account whose turn was the longest ago first. */
  const turns = new Map<string, One[]>();
  let size = 0;

  function letGo(one: One): void {
    const ofAccount = turns.get(one.accountId);
    if (ofAccount === undefined) turns.set(one.accountId, [one]);
    else ofAccount.push(one);
    size += 1;
  }

  function takeNext(): One | null {
    const [next] = turns;
    if (next === undefined) return null;
    const [accountId, ofAccount] = next;
    turns.delete(accountId);
    const one = ofAccount.shift() ?? null;
    if (ofAccount.length > 0) turns.set(accountId, ofAccount);
    size -= 1;
    return one;
  }

  return {
    join: (one) => {
      const followers = behind.get(conversationKey(one));
      if (followers !== undefined) return void followers.push(one);
      behind.set(conversationKey(one), []);
      letGo(one);
    },
    size: () => size,
    take: (max) => {
      const taken: One[] = [];
      while (taken.length < max) {
        const one = takeNext();
        if (one === null) break;
        taken.push(one);
      }
      return taken;
    },
    done: (one) => {
      const next = behind.get(conversationKey(one))?.shift();
      if (next === undefined) behind.delete(conversationKey(one));
      else letGo(next);
    },
    giveUp: (one) => {
      const followers = behind.get(conversationKey(one)) ?? [];
      behind.delete(conversationKey(one));
      return followers;
    },
  };
}
