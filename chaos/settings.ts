import { Settings } from '../src/contract/settings.ts';
import type { ChaosOptions } from './options.ts';

/** Reports that are posted meet an API or a MongoDB that is down: they are given the time to be posted again. */
const awaitReportSeconds = { on: 20, off: 8 };

/** The account's settings: every wait shortened, and as many mails an hour as come. */
export function chaosSettings({ onUnknown, reports }: Pick<ChaosOptions, 'onUnknown' | 'reports'>): Settings {
  return Settings.parse({
    sender: { name: 'Acme', address: 'chat@acme.example' },
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
