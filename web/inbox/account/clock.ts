import { signal } from '@preact/signals';

/**
 * The service's clock, as far as its answers tell it: a countdown must not depend on how this computer's clock is set.
 * Epoch milliseconds.
 */
let aheadMs = 0;

/** An answer's `date` header has whole seconds, so a smaller difference means nothing. */
const meaningfulMs = 2_000;

/** Takes note of what an answer says the time is. */
export function toldTime(date: string | null): void {
  const told = date === null ? Number.NaN : Date.parse(date);
  if (Number.isNaN(told)) return;
  const difference = told + 500 - Date.now();
  aheadMs = Math.abs(difference) > meaningfulMs ? difference : 0;
}

export const serviceNow = () => Date.now() + aheadMs;

/** Changes every second, for what counts down; only those who show it read it. */
export const second = signal(serviceNow());
/** Changes twice a minute, for "4 min". */
export const minute = signal(serviceNow());

const minuteMs = 30_000;

/** Begins to tick; returns what ends it. */
export function tick(): () => void {
  const timer = setInterval(() => {
    second.value = serviceNow();
    if (second.value - minute.value >= minuteMs) minute.value = second.value;
  }, 1_000);
  return () => clearInterval(timer);
}
