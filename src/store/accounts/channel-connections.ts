import type { IndexDescription } from 'mongodb';
import type { ChannelLogin, ChannelStatus, MetaChannelKind } from '../../contract/channels.ts';
import { ConflictError } from '../mongo/conflict.ts';
import type { ChannelConnectionDoc } from '../mongo/documents.ts';
import type { Store } from '../mongo/store.ts';
import { inTransaction } from '../mongo/transaction.ts';
import { recordAudit } from './audit.ts';
import { channelFactsOf, noteChannelAlerts } from './channel-alerts.ts';
import { type ChannelKeys, openToken, sealToken } from './channel-tokens.ts';

export const channelConnectionIndexes: IndexDescription[] = [{ key: { accountId: 1, createdAt: -1 } }];

export const maxConnections = 50;

/** A page of Meta's. Each belongs to one account, so webhooks, which name none, find it by this. */
export interface PageRef {
  readonly kind: MetaChannelKind;
  readonly pageId: string;
}

export interface ConnectionRef extends PageRef {
  readonly accountId: string;
}

/** What connections are read and written with; without keys, no token is sealed or opened. */
export interface ConnectionDeps {
  readonly store: Store;
  readonly channelKeys: ChannelKeys | null;
}

/** A connection that can be used. */
export interface OpenConnection extends ChannelConnectionDoc {
  /** Null if no key of the environment opens it. */
  readonly accessToken: string | null;
}

const keyOf = ({ kind, pageId }: PageRef) => `${kind}:${pageId}`;

/** The connection of a page, in whichever account. */
export const findConnection = (store: Store, ref: PageRef): Promise<ChannelConnectionDoc | null> =>
  store.channelConnections.findOne({ _id: keyOf(ref) });

/**
 * Whether Meta has said that the account has a token of the page. Until then it may be anybody's page: nothing of it is
 * taken, and nothing is sent for it.
 */
export const isConfirmed = ({ confirmedAt }: Pick<ChannelConnectionDoc, 'confirmedAt'>): boolean =>
  typeof confirmedAt === 'number';

/** An account's connection of a page; null if there is none, or it is another account's. */
export const ownConnection = (store: Store, { accountId, ...page }: ConnectionRef) =>
  store.channelConnections.findOne({ _id: keyOf(page), accountId });

/** The same with its token opened, for use; null also if Meta has not confirmed it. */
export async function connectionFor(
  { store, channelKeys }: ConnectionDeps,
  ref: ConnectionRef,
): Promise<OpenConnection | null> {
  const connection = await ownConnection(store, ref);
  return connection !== null && isConfirmed(connection) ? opened(channelKeys, connection) : null;
}

export const opened = (keys: ChannelKeys | null, connection: ChannelConnectionDoc): OpenConnection => ({
  ...connection,
  accessToken: openToken(keys, connection, connection.token),
});

/** All of an account's, newest first. */
export const listConnections = (store: Store, accountId: string): Promise<ChannelConnectionDoc[]> =>
  store.channelConnections.find({ accountId }, { sort: { createdAt: -1 }, limit: maxConnections }).toArray();

/** What is known of a connection when it is saved. */
export interface ConnectionContent {
  readonly login: ChannelLogin;
  readonly name: string;
  readonly accessToken: string;
  readonly status: Extract<ChannelStatus, 'ok' | 'unchecked'>;
  /** Whether Meta has said that the token is the page's. */
  readonly isConfirmed: boolean;
  readonly throughPageId: string | null;
}

/**
 * Connects a page, or replaces its token. One that another account has saved without Meta's confirmation goes to the
 * first account that has it. Throws ConflictError `channel-taken` if another account has the page, and
 * `too-many-channels`.
 */
export function putConnection(
  { store, channelKeys }: ConnectionDeps & { readonly channelKeys: ChannelKeys },
  { ref, content, now }: { readonly ref: ConnectionRef; readonly content: ConnectionContent; readonly now: number },
): Promise<{ readonly connection: ChannelConnectionDoc; readonly isNew: boolean }> {
  const { accessToken, isConfirmed: isConfirmedNow, ...known } = content;
  const token = sealToken(channelKeys, ref, accessToken);
  return inTransaction(store, async (session) => {
    const there = await store.channelConnections.findOne({ _id: keyOf(ref) }, { session });
    assertMayPut(there, ref, isConfirmedNow);
    const before = there?.accountId === ref.accountId ? there : null;
    if (before === null) {
      const count = await store.channelConnections.countDocuments({ accountId: ref.accountId }, { session });
      if (count >= maxConnections)
        throw new ConflictError('too-many-channels', `There are ${maxConnections} already. Disconnect one first.`);
    }
    const connection: ChannelConnectionDoc = {
      _id: keyOf(ref),
      ...ref,
      ...known,
      token,
      tokenExpiresAt: null,
      statusSince: before?.status === known.status ? before.statusSince : now,
      checkedAt: known.status === 'ok' ? now : null,
      confirmedAt: before?.confirmedAt ?? (isConfirmedNow ? now : null),
      createdAt: before?.createdAt ?? now,
      updatedAt: now,
    };
    await store.channelConnections.replaceOne({ _id: connection._id }, connection, { session, upsert: true });
    await recordAudit(store, session);
    for (const accountId of new Set([ref.accountId, there?.accountId ?? ref.accountId]))
      await noteChannelAlerts(store, session, { accountId, now });
    return { connection, isNew: before === null };
  });
}

/**
 * Throws ConflictError `channel-taken` if another account has the page.
 * @param mayBeConfirmed whether Meta says, or may yet say, that the token is the page's
 */
export function assertMayPut(
  before: ChannelConnectionDoc | null,
  { accountId }: ConnectionRef,
  mayBeConfirmed: boolean,
): void {
  if (before !== null && before.accountId !== accountId && (isConfirmed(before) || !mayBeConfirmed))
    throw new ConflictError(
      'channel-taken',
      'This page is connected to another account of this installation. Disconnect it there first.',
    );
}

/** The connection that was removed, its token with it; null if there was none. */
export function removeConnection(store: Store, { accountId, ...page }: ConnectionRef, now: number) {
  return inTransaction(store, async (session) => {
    const removed = await store.channelConnections.findOneAndDelete({ _id: keyOf(page), accountId }, { session });
    if (removed === null) return null;
    await recordAudit(store, session);
    await noteChannelAlerts(store, session, { accountId, now });
    return removed;
  });
}

/** Whether another connection of the account uses the same Facebook page. */
export async function sharesPage(store: Store, { accountId, throughPageId, _id }: ChannelConnectionDoc) {
  if (throughPageId === null) return false;
  const others = await listConnections(store, accountId);
  return others.some((other) => other._id !== _id && other.throughPageId === throughPageId);
}

/**
 * Notes how a connection fares, as a send or a check has found. Does nothing if its token was replaced meanwhile, of
 * which that says nothing.
 */
export async function noteConnection(
  store: Store,
  { _id, accountId, token, status: before }: Pick<ChannelConnectionDoc, '_id' | 'accountId' | 'token' | 'status'>,
  { status, now }: { readonly status: ChannelStatus; readonly now: number },
): Promise<void> {
  if (status === before) return;
  await inTransaction(store, async (session) => {
    const { modifiedCount } = await store.channelConnections.updateOne(
      { _id, 'token.sealed': token.sealed, status: { $ne: status } },
      { $set: { status, statusSince: now, updatedAt: now } },
      { session },
    );
    if (modifiedCount === 1) await noteChannelAlerts(store, session, { accountId, now });
  });
}

/** What a check has found: a status, and a token if it was renewed or sealed by the newer key. */
export interface Checked {
  readonly status: ChannelStatus;
  /** Whether Meta said that the token is the page's. */
  readonly isConfirmed: boolean;
  readonly name?: string;
  readonly throughPageId?: string | null;
  /** Given if it is to be sealed again; its end is epoch milliseconds, null if it is not known. */
  readonly renewed?: { readonly accessToken: string; readonly expiresAt: number | null };
}

/** Notes a check. Does nothing if the token was replaced meanwhile. */
export async function noteChecked(
  { store, channelKeys }: ConnectionDeps,
  connection: ChannelConnectionDoc,
  { status, isConfirmed: isConfirmedNow, name, throughPageId, renewed, now }: Checked & { readonly now: number },
): Promise<void> {
  const { _id, accountId, token } = connection;
  const sealed =
    renewed === undefined || channelKeys === null
      ? {}
      : {
          token: sealToken(channelKeys, connection, renewed.accessToken),
          tokenExpiresAt: renewed.expiresAt,
          updatedAt: now,
        };
  const changed = status === connection.status ? {} : { status, statusSince: now, updatedAt: now };
  const found = {
    ...(isConfirmedNow && !isConfirmed(connection) ? { confirmedAt: now } : {}),
    ...(name === undefined ? {} : { name }),
    ...(throughPageId === undefined ? {} : { throughPageId }),
  };
  await inTransaction(store, async (session) => {
    const of = { _id, 'token.sealed': token.sealed };
    const noted = { $set: { checkedAt: now, ...found, ...sealed, ...changed } };
    const { matchedCount } = await store.channelConnections.updateOne(of, noted, { session });
    if (matchedCount === 1) await noteChannelAlerts(store, session, { accountId, now });
  });
}

/** A page of all accounts' connections, in the order of their keys. */
export const connectionsAfter = (store: Store, after: string | null, limit: number): Promise<ChannelConnectionDoc[]> =>
  store.channelConnections.find(after === null ? {} : { _id: { $gt: after } }, { sort: { _id: 1 }, limit }).toArray();

/** What the alerts about an account's connections are derived from. */
export const readChannelTroubles = async (store: Store, accountId: string) =>
  channelFactsOf(await listConnections(store, accountId));
