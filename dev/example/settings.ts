import { Settings } from '../../src/contract/settings.ts';
import { shortened, trueDurations } from '../durations.ts';
import type { Row } from './row.ts';

/** The settings of a row's account: its own, and the true durations at the row's scale. */
export function settingsOf({ start, secondsPerMinute }: Row): Settings {
  const scaled = (seconds: number) => (seconds / 60) * secondsPerMinute;
  const { afterLeavingSeconds, afterInactivitySeconds, settleSeconds, settleMaxSeconds } = trueDurations.timing;
  return Settings.parse({
    ...start.settings,
    emailForwarding: start.choice,
    timing: {
      afterLeavingSeconds: scaled(afterLeavingSeconds),
      afterInactivitySeconds: scaled(afterInactivitySeconds),
      settleSeconds: scaled(settleSeconds),
      settleMaxSeconds: scaled(settleMaxSeconds),
      // Not scaled as finely: heartbeats come every second, and a hiccup of this machine is no absence.
      silenceSeconds: shortened.timing.silenceSeconds,
      // Zero would be no grace, and settings know no half seconds.
      agentsAwayGraceSeconds: shortened.timing.agentsAwayGraceSeconds,
    },
    sender: { name: 'Acme', address: 'chat@acme.example', replyDomain: 'reply.acme.example' },
  });
}
