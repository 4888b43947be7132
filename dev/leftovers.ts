import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, signalGroup } from './servers/child-process.ts';
import { processCommand } from './servers/process-command.ts';

/**
 * Remembers a running part by its pid and arguments (not the command: one on PATH may be a script that execs another).
 */
export function notePid(folder: string, name: string, pid: number, { args }: Command): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), JSON.stringify({ pid, args: args.join(' ') }));
}

export function forgetPid(folder: string, name: string): void {
  rmSync(join(folder, name), { force: true });
}

/**
 * Ends the parts that a killed supervisor left behind, and returns their names. A pid that now belongs to another
 * command is left alone.
 */
export async function endLeftovers(folder: string): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  const left = readdirSync(folder).filter((name) => {
    const part = read(join(folder, name));
    return part !== null && isStill(part);
  });
  await Promise.all(left.map((name) => end(read(join(folder, name)))));
  rmSync(folder, { recursive: true, force: true });
  return left;
}

interface Note {
  readonly pid: number;
  readonly args: string;
}

async function end(part: Note | null): Promise<void> {
  if (part === null) return;
  signalGroup(part.pid, 'SIGTERM');
  for (const deadline = Date.now() + 10_000; isStill(part); await sleep(50)) {
    if (Date.now() > deadline) signalGroup(part.pid, 'SIGKILL');
  }
}

function isStill({ pid, args }: Note): boolean {
  return processCommand(pid)?.endsWith(args) ?? false;
}

function read(file: string): Note | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
