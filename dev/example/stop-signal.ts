import { setMaxListeners } from 'node:events';
import { constants } from 'node:os';

/**
 * Aborts on Ctrl-C, SIGTERM or SIGHUP, or when the process that started us is gone; the exit code says which (128 + n).
 */
export function stopSignal(): { readonly signal: AbortSignal; readonly exitCode: () => number } {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal); // every row listens
  let code = 128 + constants.signals.SIGTERM;
  const stop = (name: 'SIGINT' | 'SIGTERM' | 'SIGHUP') => {
    if (controller.signal.aborted) return;
    code = 128 + constants.signals[name];
    controller.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop).on('SIGHUP', stop);
  process.on('disconnect', () => stop('SIGTERM'));
  return { signal: controller.signal, exitCode: () => code };
}
