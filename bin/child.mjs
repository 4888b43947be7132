import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/**
 * Runs a command in this terminal until it ends, and returns its exit code (128 + n for signal n).
 * SIGTERM and SIGHUP are passed on; a terminal's Ctrl-C reaches the child by itself, so here we only wait for its end.
 * With `ipc` the child learns from 'disconnect' that we were killed. Between npm and us is a shell that a SIGTERM ends
 * without being passed on, so the end of our parent counts as a SIGTERM. `env` is added to the child's environment.
 */
export function runToEnd(command, args, { ipc = false, env = {} } = {}) {
  return new Promise((resolve) => {
    const stdio = ['inherit', 'inherit', 'inherit', ...(ipc ? ['ipc'] : [])];
    const child = spawn(command, args, { stdio, env: { ...process.env, ...env } });
    const pass = (signal) => child.kill(signal);
    const wait = () => {};
    process.on('SIGTERM', pass).on('SIGHUP', pass).on('SIGINT', wait);
    const parent = process.ppid;
    const orphaned = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(orphaned);
      pass('SIGTERM');
    }, 300);
    const end = (code) => {
      clearInterval(orphaned);
      process.off('SIGTERM', pass).off('SIGHUP', pass).off('SIGINT', wait);
      resolve(code);
    };
    child.on('error', (error) => {
      process.stderr.write(`afterchat: ${command} cannot be run: ${error.message}\n`);
      end(127);
    });
    child.on('exit', (code, signal) => end(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}
