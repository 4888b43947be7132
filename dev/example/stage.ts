import { createAccount } from '../../src/store/accounts.ts';
import { openStore } from '../../src/store/store.ts';
import { type Chat, type ChatFrontend, chatFrontend } from '../chat.ts';
import type { Endpoints } from '../state-folder.ts';
import type { Row } from './row.ts';
import { settingsOf } from './settings.ts';

/** What a row is played on: an account, a conversation and an address that it shares with no other row. */
export interface Stage {
  readonly frontend: ChatFrontend;
  readonly chat: Chat;
  readonly address: string;
}

const patienceSeconds = 10;

/** Makes an account for each row. Its requests end when `stop` says so. */
export async function prepareStages(
  rows: readonly Row[],
  endpoints: Endpoints,
  stop: AbortSignal,
): Promise<ReadonlyMap<Row, Stage>> {
  const run = Date.now().toString(36);
  const store = await openStore(endpoints.mongodb, process.env.MONGODB_DATABASE || 'afterchat');
  try {
    const stages = new Map<Row, Stage>();
    for (const row of rows) {
      const account = { id: `example-${run}-${row.number}`, name: `Example ${row.number}`, settings: settingsOf(row) };
      const { apiKey } = await createAccount(store, account, Date.now());
      const frontend = chatFrontend((path, init) => {
        const signal = AbortSignal.any([stop, AbortSignal.timeout(patienceSeconds * 1000)]);
        return fetch(`${endpoints.api}${path}`, { ...init, signal });
      }, apiKey);
      const chat = frontend.conversation(`row-${row.number}`);
      stages.set(row, { frontend, chat, address: `row-${row.number}.${run}@example.com` });
    }
    return stages;
  } finally {
    await store.close();
  }
}
