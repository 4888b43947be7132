import { agentsAwaySince } from '../../policy/account/agents.ts';
import { accountFacts } from '../../store/accounts/accounts.ts';
import type { AccountDoc } from '../../store/mongo/documents.ts';
import { sha256 } from '../../store/mongo/ids.ts';

/** Notices when a change of an account may move due times of its conversations, in which nothing is written then. */
export interface DueTimes {
  /** Whether due times may have changed since the last call for this account; true for the first one. */
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

/** The part of an account that decides due times; a renewed lease of an agent does not change it. */
function digestOf(account: AccountDoc, now: number): string {
  const { settings, choiceMadeAt, agents } = accountFacts(account);
  const { emailForwarding, timing, timeZone, content, delivery } = settings;
  return sha256(
    JSON.stringify([emailForwarding, timing, timeZone, content, delivery, choiceMadeAt, agentsAwaySince(agents, now)]),
  );
}
