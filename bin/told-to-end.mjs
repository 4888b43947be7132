/**
 * Tells when this process should end: on Ctrl-C, SIGTERM or SIGHUP, or when the process that started it is gone
 * (between npm and us is a shell that a SIGTERM ends without being passed on). `release` stops listening to the
 * signals.
 * @returns {{ readonly signal: AbortSignal, exitCode(): number, release(): void }}
 */
export function toldToEnd() {
  const controller = new AbortController();
  const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
  let exitCode = 0;
  const end = (signal) => {
    exitCode ||= codes[signal];
    controller.abort(new Error('stopped'));
  };
  for (const signal of Object.keys(codes)) process.on(signal, end);
  const parent = process.ppid;
  const orphaned = setInterval(() => process.ppid === parent || end('SIGTERM'), 300);
  return {
    signal: controller.signal,
    exitCode: () => exitCode,
    release: () => {
      clearInterval(orphaned);
      for (const signal of Object.keys(codes)) process.off(signal, end);
    },
  };
}
