import type { Settings } from '../../contract/settings.ts';
import type { AccountDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';
import { changeAccount } from './accounts.ts';
import { raiseFlag } from './fan-out-flag.ts';

/**
 * Changes an account's settings and flags the account, so that its waiting conversations look again.
 * @param change makes the new settings from the old ones; if it throws, nothing is changed
 */
export function changeSettings(
  store: Store,
  accountId: string,
  change: (settings: Settings) => Settings,
  now: number,
): Promise<AccountDoc | null> {
  return changeAccount(store, accountId, (account) => {
    const settings = change(account.settings);
    const isNewChoice = settings.emailForwarding !== account.settings.emailForwarding;
    const isNewPause = settings.delivery.paused && !account.settings.delivery.paused;
    const changed = {
      ...account,
      settings,
      choiceMadeAt: isNewChoice ? now : account.choiceMadeAt,
      ...(isNewPause ? { pausedSince: now } : {}),
    };
    const flagged = raiseFlag(changed, 'settingsChanged', now);
    return { kind: 'changed', account: flagged, result: flagged };
  });
}
