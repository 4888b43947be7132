import { createAccount } from '../../src/store/accounts/accounts.ts';
import { openStore } from '../../src/store/open-store.ts';
import { type ChatFrontend, chatFrontend, type Request } from '../chat.ts';
import { openPage, type RowsPage } from './page.ts';
import { requestTo } from './request.ts';
import type { Row } from './row.ts';
import type { RunningStack } from './running-stack.ts';
import { settingsOf } from './settings.ts';

/** What a row is played on: an account, a conversation and an address of its own. */
export interface Stage {
  readonly frontend: ChatFrontend;
  readonly request: Request;
  readonly siteKey: string;
  readonly identitySecret: string;
  /** The conversation's id, if a frontend chooses it. */
  readonly conversationId: string;
  readonly address: string;
  readonly mailbox: string;
  /** Null: the visitor uses the site. */
  readonly page: RowsPage | null;
}

export type Stages = ReadonlyMap<Row, Stage>;

/** Creates an account for each row. Its requests end when `stop` is aborted. */
export async function prepareStages(rows: readonly Row[], stack: RunningStack, stop: AbortSignal): Promise<Stages> {
  const run = Date.now().toString(36);
  const request = requestTo(stack.apis, stop);
  const store = await openStore(stack.mongodb, process.env.MONGODB_DATABASE || 'afterchat');
  try {
    const stages = new Map<Row, Stage>();
    for (const row of rows) {
      const { number } = row;
      const account = { id: `example-${run}-${number}`, name: `Example ${number}`, settings: settingsOf(row) };
      const { apiKey, siteKey, identitySecret } = await createAccount(store, account, Date.now());
      const frontend = chatFrontend(request, apiKey);
      stages.set(row, {
        frontend,
        request,
        siteKey,
        identitySecret,
        conversationId: `row-${number}`,
        address: `row-${number}.${run}@example.com`,
        mailbox: stack.mailbox,
        page: await openPage(row, frontend, stack.meta),
      });
    }
    return stages;
  } finally {
    await store.close();
  }
}
