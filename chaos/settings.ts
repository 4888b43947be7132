import { Settings } from '../src/contract/settings.ts';

/** The account's settings: every wait shortened, and as many mails an hour as come. */
export function chaosSettings(onUnknown: 'resend' | 'park'): Settings {
  return Settings.parse({
    sender: { name: 'Acme', address: 'chat@acme.example' },
    timing: {
      afterLeavingSeconds: 3,
      afterInactivitySeconds: 10,
      settleSeconds: 1,
      settleMaxSeconds: 4,
      silenceSeconds: 5,
    },
    delivery: { retryForSeconds: 40, awaitReportSeconds: 10, maxMailsPerHour: 1_000, onUnknown },
  });
}
