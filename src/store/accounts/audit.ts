import type { IndexDescription } from 'mongodb';
import type { AuditAction } from '../../contract/audit.ts';
import type { AuditDoc } from '../mongo/documents.ts';
import { randomId } from '../mongo/ids.ts';
import { olderThan, type PageAsked } from '../mongo/list-position.ts';
import type { Store } from '../mongo/store.ts';

export const auditIndexes: IndexDescription[] = [
  { key: { accountId: 1, createdAt: -1, id: -1 } },
  { key: { expiresAt: 1 }, expireAfterSeconds: 0 },
];

/** Records that something was done. Nothing ever changes a record; MongoDB removes it after `keptForDays`. */
export async function recordAudit(
  store: Store,
  entry: Omit<AuditDoc, '_id' | 'id' | 'expiresAt'>,
  keptForDays: number,
): Promise<void> {
  const id = randomId();
  const expiresAt = new Date(entry.createdAt + keptForDays * 86_400_000);
  await store.audit.insertOne({ _id: `${entry.accountId}:${id}`, id, ...entry, expiresAt });
}

export interface AuditAsked extends PageAsked {
  readonly action?: AuditAction | undefined;
  readonly actor?: string | undefined;
  readonly object?: string | undefined;
  readonly since: number | null;
  readonly until: number | null;
}

/** A page of what was done in an account, newest first. Filters other than times look through the account's records. */
export function listAudit(store: Store, accountId: string, asked: AuditAsked): Promise<AuditDoc[]> {
  const { action, actor, object, since, until, after, limit } = asked;
  const times = { ...(since === null ? {} : { $gte: since }), ...(until === null ? {} : { $lt: until }) };
  const filter = {
    accountId,
    ...(action === undefined ? {} : { action }),
    ...(actor === undefined ? {} : { 'actor.id': actor }),
    ...(object === undefined ? {} : { 'object.id': object }),
    $and: [{ createdAt: { $gte: 0, ...times } }, olderThan(after)],
  };
  return store.audit.find(filter, { sort: { createdAt: -1, id: -1 }, limit, maxTimeMS: 4_000 }).toArray();
}
