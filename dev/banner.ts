import { relative } from 'node:path';
import { describeShortened } from './durations.ts';
import type { Endpoints, StateFolder } from './state-folder.ts';

/** The addresses of what runs, one per line. */
export function addresses(endpoints: Endpoints): string {
  const lines: [string, string | null, string][] = [
    ['API', endpoints.api, 'documented at /docs'],
    ['Site', endpoints.site, 'a demo shop with the chat: try it in four steps'],
    ['Inbox', endpoints.inbox, 'for the agents: sign in as one with a click'],
    ['Mailbox', endpoints.mailbox, 'where the emails arrive; none leaves this machine'],
    ['Meta', endpoints.meta, 'Messenger and Instagram: write there as a visitor'],
    ['Temporal UI', endpoints.temporalUi, 'each conversation is a workflow'],
    ['Metrics', endpoints.metrics.api, `of the API, and of the worker at ${endpoints.metrics.worker}`],
    ['Temporal', endpoints.temporal, ''],
    ['MongoDB', withoutPassword(endpoints.mongodb), ''],
    ['API key', endpoints.apiKey, `account ${endpoints.account}, agents ${endpoints.agents.join(', ')}`],
    ['Site key', endpoints.siteKey, 'for visitors’ sessions, used by your page'],
    ['Identity', endpoints.identitySecret, 'the secret with which your server signs who a visitor is'],
  ];
  return lines
    .filter(([, address]) => address !== null)
    .map(([name, address, what]) => `  ${name.padEnd(12)} ${(address ?? '').padEnd(30)} ${what}`.trimEnd())
    .join('\n');
}

/** What is printed once everything is ready. */
export function banner(endpoints: Endpoints, state: StateFolder, realTime: boolean): string {
  const here = (path: string) => relative(process.cwd(), path) || path;
  const durations = realTime
    ? ['  Durations are real: an unread reply is emailed five minutes after the visitor has left.']
    : [`  DURATIONS ARE SHORTENED (--real-time uses the real ones):`, `  ${describeShortened()}`];
  return [
    '',
    'afterchat is running.',
    '',
    addresses(endpoints),
    '',
    ...durations,
    '',
    ...(endpoints.site === null
      ? []
      : [`  Open ${endpoints.site} to write as a visitor, to leave, and to answer the email.`, '']),
    `  For scripts: ${here(state.endpoints)} · logs: ${here(state.logs)}/ · Ctrl-C stops everything`,
    '',
  ].join('\n');
}

function withoutPassword(uri: string): string {
  return uri.replace(/\/\/([^:@/]+):[^@/]+@/, '//$1:…@');
}
