import { Settings } from '../src/contract/settings.ts';
import type { ChaosOptions } from './options.ts';

/** Reports may meet an API or a MongoDB that is down, so there has to be time for posting them again. */
const awaitReportSeconds = { on: 20, off: 8 };

/** How long an attempt may take; after that its end is unknown. */
export const deliverTimeoutSeconds = 4;

/** Where emails are answered; the provider posts what is sent there. */
export const replyDomain = 'reply.acme.example';

/** The account's settings: all waits are shortened, and the number of emails per hour is not limited. */
export function chaosSettings({ onUnknown, reports }: Pick<ChaosOptions, 'onUnknown' | 'reports'>): Settings {
  return Settings.parse({
    sender: { name: 'Acme', address: 'chat@acme.example', replyDomain },
    timing: {
      afterLeavingSeconds: 3,
      afterInactivitySeconds: 10,
      settleSeconds: 1,
      settleMaxSeconds: 4,
      silenceSeconds: 5,
      agentsAwayGraceSeconds: 1,
    },
    delivery: {
      retryForSeconds: 40,
      awaitReportSeconds: reports ? awaitReportSeconds.on : awaitReportSeconds.off,
      maxMailsPerHour: 1_000,
      onUnknown,
    },
  });
}
