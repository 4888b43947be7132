import { deliveriesOf } from '../../store/deliveries/deliveries.ts';
import { documentsByKey } from '../../store/mongo/by-key.ts';
import type { DocumentChange } from '../../store/mongo/change-stream.ts';
import type {
  AccountAlertDoc,
  AccountDoc,
  ConversationDoc,
  DeliveryDoc,
  MessageDoc,
  NoteDoc,
  PauseDoc,
} from '../../store/mongo/documents.ts';
import { conversationKey } from '../../store/mongo/ids.ts';
import type { BasicDeps } from '../env.ts';

/** A change as one account is concerned by it. */
export type AccountChange = DocumentChange & { readonly accountId: string };

/** The changes in these accounts; one that concerns the whole deployment becomes one for each of them. */
export function changesIn(accountIds: ReadonlySet<string>, changes: readonly DocumentChange[]): AccountChange[] {
  return changes.flatMap((change) => {
    const { accountId } = change;
    if (accountId === null) return [...accountIds].map((each) => ({ ...change, accountId: each }));
    return accountIds.has(accountId) ? [{ ...change, accountId }] : [];
  });
}

/** The resources that a batch of changes touches, as they are now. */
export interface Resources {
  readonly accounts: ReadonlyMap<string, AccountDoc>;
  readonly alerts: ReadonlyMap<string, AccountAlertDoc>;
  readonly conversations: ReadonlyMap<string, ConversationDoc>;
  readonly messages: ReadonlyMap<string, MessageDoc>;
  readonly notes: ReadonlyMap<string, NoteDoc>;
  readonly deliveries: ReadonlyMap<string, DeliveryDoc>;
  /** The deliveries of conversations in which agents' messages changed: the messages' outcomes follow from them. */
  readonly ledgers: ReadonlyMap<string, readonly DeliveryDoc[]>;
  /** The pauses of all accounts that changed, over or not. */
  readonly pauses: ReadonlyMap<string, PauseDoc>;
  readonly now: number;
  readonly publicUrl: string | undefined;
}

/** Reads what these changes touch and what the views need, mostly with one query per collection. */
export async function resourcesOf(
  { store, clock, publicUrl }: Pick<BasicDeps, 'store' | 'clock' | 'publicUrl'>,
  changes: readonly AccountChange[],
): Promise<Resources> {
  const keysOf = (collection: AccountChange['collection']) =>
    changes.flatMap((change) => (change.collection === collection ? [change.key] : []));
  const [messages, notes, deliveries, alerts, accounts, pauses] = await Promise.all([
    documentsByKey(store, 'messages', keysOf('messages')),
    documentsByKey(store, 'notes', keysOf('notes')),
    documentsByKey(store, 'deliveries', keysOf('deliveries')),
    documentsByKey(store, 'accountAlerts', keysOf('accountAlerts')),
    documentsByKey(
      store,
      'accounts',
      changes.map(({ accountId }) => accountId),
    ),
    documentsByKey(store, 'pauses', keysOf('pauses')),
  ]);
  const ofMessages = [...messages.values()];
  const replies = ofMessages.filter(({ author }) => author.kind === 'agent');
  const answered = new Map(replies.map((reply) => [conversationKey(reply), reply]));
  const [conversations, ledgers] = await Promise.all([
    documentsByKey(store, 'conversations', [
      ...keysOf('conversations'),
      ...[...ofMessages, ...deliveries.values()].map(conversationKey),
    ]),
    Promise.all(
      [...answered].map(
        async ([key, { accountId, conversationId }]) =>
          [key, await deliveriesOf(store, { accountId, conversationId })] as const,
      ),
    ),
  ]);
  return {
    messages,
    notes,
    deliveries,
    alerts,
    accounts,
    conversations,
    ledgers: new Map(ledgers),
    pauses,
    now: await clock(),
    publicUrl,
  };
}
