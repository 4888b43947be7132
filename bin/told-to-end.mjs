/**
 * What tells that we are to end: Ctrl-C, SIGTERM, SIGHUP, or that whoever started us is gone (between npm and us is a shell
 * that dies of a SIGTERM without passing it on). `release` gives the signals back.
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
