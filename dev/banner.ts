import { relative } from 'node:path';
import { describeShortened } from './durations.ts';
import type { Endpoints, StateFolder } from './state-folder.ts';

/** The addresses of what runs, a line each. */
export function addresses(endpoints: Endpoints): string {
  const lines: [string, string | null, string][] = [
    ['API', endpoints.api, 'described at /docs'],
    ['Site', endpoints.site, 'a page with the chat widget'],
    ['Inbox', endpoints.inbox, 'for the agents'],
    ['Mailbox', endpoints.mailbox, 'the fake SendGrid; no mail leaves this machine'],
    ['Temporal UI', endpoints.temporalUi, 'each conversation is a workflow'],
    ['Temporal', endpoints.temporal, ''],
    ['MongoDB', withoutPassword(endpoints.mongodb), ''],
    ['API key', endpoints.apiKey, `account ${endpoints.account}, agents ${endpoints.agents.join(', ')}`],
    ['Site key', endpoints.siteKey, 'for visitors’ sessions, on the page'],
    ['Identity', endpoints.identitySecret, 'the secret that signs who a visitor is, on your server'],
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
    ? ['  Durations are the true ones: an unread reply is mailed five minutes after the visitor left.']
    : [`  DURATIONS ARE SHORTENED (--real-time keeps the true ones):`, `  ${describeShortened()}`];
  return [
    '',
    'afterchat is running.',
    '',
    addresses(endpoints),
    '',
    ...durations,
    '',
    `  For scripts: ${here(state.endpoints)} · logs: ${here(state.logs)}/ · Ctrl-C ends everything`,
    '',
  ].join('\n');
}

function withoutPassword(uri: string): string {
  return uri.replace(/\/\/([^:@/]+):[^@/]+@/, '//$1:…@');
}
