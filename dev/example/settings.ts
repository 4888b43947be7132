import { Settings } from '../../src/contract/settings.ts';
import { shortened, trueDurations } from '../durations.ts';
import { demoReplyDomain } from '../seed.ts';
import type { Row } from './row.ts';

/** The settings of a row's account: its own, and the real durations at the row's scale. */
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
      // Not scaled that far: heartbeats come every second, and a hiccup of this machine must not count as an absence.
      silenceSeconds: shortened.timing.silenceSeconds,
      // Zero would mean no grace period, and settings have no half seconds.
      agentsAwayGraceSeconds: shortened.timing.agentsAwayGraceSeconds,
    },
    sender: { name: 'Acme', address: 'chat@acme.example', replyDomain: demoReplyDomain },
  });
}
