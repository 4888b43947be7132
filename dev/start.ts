import { mkdirSync, rmSync } from 'node:fs';
import { tryLock, unlock } from '../bin/servers/pid-lock.mjs';
import { answerWithoutStart, readStartOptions, type StartOptions } from '../bin/start-options.mjs';
import { addresses, banner } from './banner.ts';
import { startEmbedded, stopOrder } from './embedded.ts';
import { endLeftovers } from './leftovers.ts';
import { stateFilesOf as metaFilesOf } from './meta/kept/state-files.ts';
import { stateFilesOf } from './sendgrid/state-files.ts';
import { processCommand } from './servers/process-command.ts';
import { reservedPorts } from './servers/reserved-ports.ts';
import { deleteTemporalDatabase } from './servers/temporal.ts';
import { prepareStateFolder, readEndpoints, type StateFolder, stateFolder } from './state-folder.ts';
import { createSupervisor } from './supervisor.ts';

// A closed terminal must not prevent an orderly end.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});
process.exitCode = await main(process.argv.slice(2));
process.exit();

/** `npm start`: runs everything until it is told to end. Returns the exit code. */
async function main(args: readonly string[]): Promise<number> {
  const answer = answerWithoutStart(args);
  if (answer !== null) {
    (answer.exitCode === 0 ? process.stdout : process.stderr).write(`${answer.text}\n`);
    return answer.exitCode;
  }
  const options = readStartOptions(args);
  const state = stateFolder(process.env);
  mkdirSync(state.path, { recursive: true, mode: 0o700 });
  const holder = tryLock(state.lock, isStart);
  if (holder !== null) {
    const known = readEndpoints(state);
    console.log(`afterchat is already running (pid ${holder}).${known === null ? '' : `\n\n${addresses(known)}`}`);
    return 1;
  }
  try {
    return await run(state, options);
  } finally {
    unlock(state.lock);
  }
}

async function run(state: StateFolder, options: StartOptions): Promise<number> {
  const toldToEnd = endSignal();
  const say = (line: string) => console.log(`afterchat: ${line}`);
  const leftovers = await endLeftovers(state.pids);
  if (leftovers.length > 0) say(`stopped what an earlier run left behind: ${leftovers.join(', ')}`);
  if (options.fresh) forget(state, say);
  prepareStateFolder(state);

  const supervisor = createSupervisor(say, state.pids);
  const ports = reservedPorts(isStart);
  try {
    const up = startEmbedded(state, options, supervisor, ports, say);
    up.catch(() => {}); // when told to end meanwhile, how the start fails is of no interest
    const endpoints = await Promise.race([up, toldToEnd]);
    if (endpoints !== null) {
      console.log(banner(endpoints, state, options.realTime));
      await toldToEnd;
    }
    say('stopping …');
    return 0;
  } catch (error) {
    process.stderr.write(`afterchat: ${messageOf(error)}\n`);
    return 1;
  } finally {
    await supervisor.stop(stopOrder);
    ports.release();
  }
}

/**
 * Resolves with null on Ctrl-C, SIGTERM or SIGHUP, or when the process that started us is gone. A second Ctrl-C ends
 * everything at once. (Only after a second: a signal to the process group reaches us directly and again through npm.)
 */
function endSignal(): Promise<null> {
  return new Promise((resolve) => {
    let toldAt = 0;
    const end = () => {
      toldAt ||= Date.now();
      resolve(null);
    };
    process.on('SIGINT', () => {
      if (toldAt > 0 && Date.now() - toldAt > 1_000) process.exit(130); // the parts are killed on exit
      end();
    });
    process.on('SIGTERM', end).on('SIGHUP', end).on('disconnect', end);
  });
}

function forget(state: StateFolder, say: (line: string) => void): void {
  rmSync(state.mongodb, { recursive: true, force: true });
  const files = [...Object.values(stateFilesOf(state.mailbox)), ...Object.values(metaFilesOf(state.meta))];
  for (const file of files) rmSync(file, { force: true });
  for (const file of [state.endpoints, state.identity]) rmSync(file, { force: true });
  deleteTemporalDatabase(state.temporal);
  const kept = ['MONGODB_URI', 'TEMPORAL_ADDRESS'].filter((name) => process.env[name]);
  if (kept.length > 0) say(`--fresh does not touch what ${kept.join(' and ')} point to`);
}

function isStart(pid: number): boolean {
  return processCommand(pid)?.includes('dev/start.js') ?? false;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
