import type { ClientSession, IndexDescription } from 'mongodb';
import type { AuditAction, AuditEntry } from '../../contract/audit.ts';
import { defaultSettings, wholeSettings } from '../../contract/settings.ts';
import type { AccountDoc, AuditDoc, AuditDraft } from '../mongo/documents.ts';
import { randomId } from '../mongo/ids.ts';
import { olderThan, type PageAsked } from '../mongo/list-position.ts';
import type { Store } from '../mongo/store.ts';
import { inTransaction, onceCommitted } from '../mongo/transaction.ts';

const dayMs = 86_400_000;

export const auditIndexes: IndexDescription[] = [
  { key: { accountId: 1, createdAt: -1, id: -1 } },
  { key: { accountId: 1, action: 1, createdAt: -1, id: -1 } },
  { key: { accountId: 1, 'actor.id': 1, createdAt: -1, id: -1 } },
  { key: { accountId: 1, 'object.id': 1, createdAt: -1, id: -1 } },
  { key: { expiresAt: 1 }, expireAfterSeconds: 0 },
];

/** An account, or the deployment, which keeps its records as long as an account that has chosen nothing. */
type Recorded = Pick<AccountDoc, 'settings'> & { readonly _id: string | null };
export const deployment: Recorded = { _id: null, settings: defaultSettings };

const keyOf = ({ accountId, id }: Pick<AuditDraft, 'accountId' | 'id'>) => `${accountId ?? ''}:${id}`;

/** The service itself. */
export const bySystem: AuditDraft['actor'] = { kind: 'system', id: null };

/** A store that records what is done through it, once: what a request changes in several steps is one record. */
export const recordingStore = (store: Store, draft: Omit<AuditDraft, 'id'>): Store => ({
  ...store,
  toRecord: { ...draft, id: randomId() },
});

/**
 * The same for what an operator does on the command line, with access to the database, where nobody has signed in.
 * @param accountId null: for the whole deployment
 */
export const byOperator = (
  store: Store,
  accountId: string | null,
  done: Pick<AuditDraft, 'action' | 'object'>,
  now: number,
): Store =>
  recordingStore(store, {
    ...{ ...done, accountId, actor: { kind: 'operator', id: null } },
    ...{ fields: [], requestId: null, createdAt: now },
  });

/**
 * Writes the record that this store is to leave, if any, in the transaction of the change: neither is there without the
 * other. Writing it again, in another step or when a transaction is repeated, changes nothing. Nothing ever changes a
 * record; MongoDB removes it after `retention.auditDays`.
 * @param objectId of what has got its id only now
 */
export async function recordAudit(store: Store, session: ClientSession, objectId?: string): Promise<void> {
  const { toRecord: draft } = store;
  if (draft === undefined) return;
  const { accountId } = draft;
  const account = accountId === null ? deployment : await store.accounts.findOne({ _id: accountId }, { session });
  if (account === null) return;
  const object = { ...draft.object, id: draft.object.id ?? objectId ?? null };
  const expiresAt = expiryOf(account.settings, draft.createdAt);
  const { upsertedCount } = await store.audit.updateOne(
    { _id: keyOf(draft) },
    { $setOnInsert: { ...draft, object, expiresAt } },
    { session, upsert: true },
  );
  if (upsertedCount > 0) onceCommitted(session, () => store.observer?.recorded({ ...draft, object }));
}

/**
 * Records in the deployment's own list, or in each account of a page, what an operator did to the whole deployment. That
 * has been done before, and is no transaction with it: doing it again under the same id completes what is missing, and
 * changes nothing else.
 */
export async function recordDeployment(
  { audit }: Pick<Store, 'audit'>,
  accounts: readonly Recorded[],
  { id, action, createdAt }: Pick<AuditDraft, 'id' | 'action' | 'createdAt'>,
): Promise<void> {
  await audit.bulkWrite(
    accounts.map(({ _id: accountId, settings }) => ({
      updateOne: {
        filter: { _id: keyOf({ accountId, id }) },
        update: {
          $setOnInsert: {
            ...{
              id,
              accountId,
              action,
              actor: { kind: 'operator', id: null },
              object: { kind: 'deployment', id: null },
            },
            ...{ fields: [], requestId: null, createdAt },
            expiresAt: expiryOf(settings, createdAt),
          },
        },
        upsert: true,
      },
    })),
  );
}

/** For what is no transaction of ours: the record comes first, so that what was done is recorded, even if it failed then. */
export const recordAuditFirst = (store: Store): Promise<void> =>
  inTransaction(store, (session) => recordAudit(store, session));

const expiryOf = (settings: AccountDoc['settings'], createdAt: number) =>
  new Date(createdAt + wholeSettings(settings).retention.auditDays * dayMs);

export interface AuditAsked extends PageAsked {
  readonly action?: AuditAction | undefined;
  readonly actor?: string | undefined;
  readonly object?: string | undefined;
  readonly since: number | null;
  readonly until: number | null;
}

/**
 * A page of what was done in an account, or (null) for the whole deployment, newest first. Each filter has an index; of
 * two, one is looked through.
 */
export function listAudit(store: Store, accountId: string | null, asked: AuditAsked): Promise<AuditDoc[]> {
  const { action, actor, object, since, until, after, limit } = asked;
  const times = {
    $gte: since ?? 0,
    ...(until === null ? {} : { $lt: until }),
    // Also in `olderThan`, but there the index does not begin at it.
    ...(after === null ? {} : { $lte: after.createdAt }),
  };
  const filter = {
    accountId,
    ...(action === undefined ? {} : { action }),
    ...(actor === undefined ? {} : { 'actor.id': actor }),
    ...(object === undefined ? {} : { 'object.id': object }),
    $and: [{ createdAt: times }, olderThan(after)],
  };
  return store.audit.find(filter, { sort: { createdAt: -1, id: -1 }, limit, maxTimeMS: 4_000 }).toArray();
}

export function auditView({ id, createdAt, actor, action, object, fields, requestId }: AuditDoc): AuditEntry {
  return { id, at: new Date(createdAt).toISOString(), actor, action, object, fields: [...fields], requestId };
}
