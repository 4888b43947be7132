import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { isRunning } from '../../bin/servers/pid-lock.mjs';

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** The file that its output is appended to; null: none. */
  readonly logFile: string | null;
  /** Whether it gets an IPC channel, over which it says that it is ready and learns that we are gone. */
  readonly ipc?: boolean;
}

export interface RunningChild {
  readonly pid: number;
  readonly process: ChildProcess;
  /** Settles when it has ended, with the exit code or signal. */
  readonly ended: Promise<string>;
  /** Ends it and everything that it started: SIGTERM, and SIGKILL if that takes longer than the given seconds. */
  stop(seconds?: number): Promise<void>;
  /** SIGKILL, as a crash would be. */
  kill(): Promise<void>;
}

/**
 * Starts a command as the leader of its own process group: a terminal's Ctrl-C then reaches only us, and we decide in
 * which order things end. Throws if it cannot be started.
 */
export async function startChild(command: Command): Promise<RunningChild> {
  const log = command.logFile === null ? 'ignore' : openSync(command.logFile, 'a', 0o600);
  const child = spawn(command.command, command.args, {
    env: command.env ?? process.env,
    stdio: ['ignore', log, log, ...(command.ipc ? (['ipc'] as const) : [])],
    detached: true,
  });
  if (typeof log === 'number') closeSync(log);
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  const pid = child.pid as number;
  const lastResort = () => signalGroup(pid, 'SIGKILL');
  process.once('exit', lastResort);
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      process.off('exit', lastResort);
      resolve(signal ?? `exit code ${code}`);
    });
  });
  const end = async (signal: 'SIGTERM' | 'SIGKILL', seconds: number) => {
    const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), seconds * 1000);
    if (child.exitCode === null && child.signalCode === null) signalGroup(pid, signal);
    await ended;
    clearTimeout(timer);
  };
  return { pid, process: child, ended, stop: (seconds = 15) => end('SIGTERM', seconds), kill: () => end('SIGKILL', 5) };
}

/** Signals a process group; does nothing if it is gone. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  if (!isRunning(pid)) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It ended between the check and the signal.
  }
}

/** The end of a log, for an error message. */
export function lastLines(logFile: string | null, count = 15): string {
  if (logFile === null) return '';
  try {
    const lines = readFileSync(logFile, 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '');
    return lines.slice(-count).join('\n');
  } catch {
    return '';
  }
}
