import { type Endpoints, readEndpoints, type StateFolder } from '../state-folder.ts';

export type RunningStack = Endpoints & {
  readonly mailbox: string;
  /** Where requests go, in turn. */
  readonly apis: readonly string[];
};

/**
 * The stack that `npm start` runs, with the given APIs or, without any, its own. If it is not running, throws an Error
 * with a one-line message that says what to do.
 */
export async function runningStack(state: StateFolder, asked: readonly string[]): Promise<RunningStack> {
  const endpoints = readEndpoints(state);
  if (endpoints === null || (asked.length === 0 && !(await answers(endpoints.api)))) {
    throw new Error('the stack is not running: run `npm start` first, in another terminal');
  }
  for (const api of asked) if (!(await answers(api))) throw new Error(`--api ${api} is not ready`);
  if (endpoints.mailbox === null) {
    throw new Error('the example reads the mailbox of the fake SendGrid: run `npm start` without SENDGRID_API_KEY');
  }
  return { ...endpoints, mailbox: endpoints.mailbox, apis: asked.length === 0 ? [endpoints.api] : asked };
}

async function answers(api: string): Promise<boolean> {
  try {
    return (await fetch(`${api}/readyz`, { signal: AbortSignal.timeout(5_000) })).ok;
  } catch {
    return false;
  }
}
