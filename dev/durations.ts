import { Settings } from '../src/contract/settings.ts';

/** The durations in an account's settings that the embedded default shortens (design section 5). */
export type Durations = {
  readonly timing: Omit<Settings['timing'], 'quietHours'>;
  readonly delivery: Pick<Settings['delivery'], 'retryForSeconds' | 'awaitReportSeconds'>;
  /** Off by default; on in the embedded default, to be tried as soon as an agent has an email address. */
  readonly inbox: Pick<Settings['inbox'], 'notifyAgentsAfterSeconds'>;
};

export const shortened: Durations = {
  timing: {
    afterLeavingSeconds: 10,
    afterInactivitySeconds: 60,
    settleSeconds: 2,
    settleMaxSeconds: 10,
    silenceSeconds: 5,
    agentsAwayGraceSeconds: 1,
  },
  delivery: { retryForSeconds: 120, awaitReportSeconds: 20 },
  inbox: { notifyAgentsAfterSeconds: 20 },
};

/** The defaults of the settings' schema. */
export const trueDurations: Durations = durationsOf(Settings.parse({ emailForwarding: 'nothing' }));

export function durationsOf({ timing: { quietHours: _, ...timing }, delivery, inbox }: Settings): Durations {
  const { retryForSeconds, awaitReportSeconds } = delivery;
  const { notifyAgentsAfterSeconds } = inbox;
  return { timing, delivery: { retryForSeconds, awaitReportSeconds }, inbox: { notifyAgentsAfterSeconds } };
}

/** One line that says what was shortened: real duration → shortened one. */
export function describeShortened(): string {
  const [real, short] = [trueDurations, shortened];
  const pairs: [string, number | null, number | null][] = [
    ['after leaving', real.timing.afterLeavingSeconds, short.timing.afterLeavingSeconds],
    ['inactive', real.timing.afterInactivitySeconds, short.timing.afterInactivitySeconds],
    ['settling', real.timing.settleSeconds, short.timing.settleSeconds],
    ['at most', real.timing.settleMaxSeconds, short.timing.settleMaxSeconds],
    ['silence', real.timing.silenceSeconds, short.timing.silenceSeconds],
    ['all agents away', real.timing.agentsAwayGraceSeconds, short.timing.agentsAwayGraceSeconds],
    ['waiting for a report', real.delivery.awaitReportSeconds, short.delivery.awaitReportSeconds],
    ['retrying', real.delivery.retryForSeconds, short.delivery.retryForSeconds],
    ['emailing agents', real.inbox.notifyAgentsAfterSeconds, short.inbox.notifyAgentsAfterSeconds],
  ];
  return pairs.map(([what, from, to]) => `${what} ${inWords(from)} → ${inWords(to)}`).join(', ');
}

function inWords(seconds: number | null): string {
  if (seconds === null) return 'never';
  return seconds % 60 === 0 && seconds > 60 ? `${seconds / 60} min` : `${seconds} s`;
}
