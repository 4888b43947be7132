import { agentsAwaySince } from '../../policy/account/agents.ts';
import { accountFacts } from '../../store/accounts/accounts.ts';
import type { AccountDoc } from '../../store/mongo/documents.ts';
import { sha256 } from '../../store/mongo/ids.ts';

/** Notices when an account's change may move the mails of its conversations, of which nothing is written then. */
export interface DueTimes {
  /** Whether mails may be due at another time than when it was asked last; so too at the first time. */
  mayMove(account: AccountDoc, now: number): boolean;
  isKnown(accountId: string): boolean;
  forget(accountId: string): void;
}

export function dueTimes(): DueTimes {
  const digests = new Map<string, string>();
  return {
    mayMove: (account, now) => {
      const digest = digestOf(account, now);
      const isSame = digests.get(account._id) === digest;
      digests.set(account._id, digest);
      return !isSame;
    },
    isKnown: (accountId) => digests.has(accountId),
    forget: (accountId) => {
      digests.delete(accountId);
    },
  };
}

/** What of an account the policy asks for: an agent's lease that is renewed changes nothing of it. */
function digestOf(account: AccountDoc, now: number): string {
  const { settings, choiceMadeAt, agents } = accountFacts(account);
  const { emailForwarding, timing, content, delivery } = settings;
  return sha256(
    JSON.stringify([emailForwarding, timing, content, delivery, choiceMadeAt, agentsAwaySince(agents, now)]),
  );
}
