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

/** An account's connection of a page; null if there is none, or it is another account's. */
export const ownConnection = (store: Store, { accountId, ...page }: ConnectionRef) =>
  store.channelConnections.findOne({ _id: keyOf(page), accountId });

/** The same with its token opened. */
export async function connectionFor(
  { store, channelKeys }: ConnectionDeps,
  ref: ConnectionRef,
): Promise<OpenConnection | null> {
  const connection = await ownConnection(store, ref);
  return connection && opened(channelKeys, connection);
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
  readonly throughPageId: string | null;
}

/**
 * Connects a page, or replaces its token. Throws ConflictError `channel-taken` if another account has it, and
 * `too-many-channels`.
 */
export function putConnection(
  { store, channelKeys }: ConnectionDeps & { readonly channelKeys: ChannelKeys },
  { ref, content, now }: { readonly ref: ConnectionRef; readonly content: ConnectionContent; readonly now: number },
): Promise<{ readonly connection: ChannelConnectionDoc; readonly isNew: boolean }> {
  const { accessToken, ...known } = content;
  const token = sealToken(channelKeys, ref, accessToken);
  return inTransaction(store, async (session) => {
    const before = await store.channelConnections.findOne({ _id: keyOf(ref) }, { session });
    assertMayPut(before, ref);
    if (before === null) {
      const there = await store.channelConnections.countDocuments({ accountId: ref.accountId }, { session });
      if (there >= maxConnections)
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
      createdAt: before?.createdAt ?? now,
      updatedAt: now,
    };
    await store.channelConnections.replaceOne({ _id: connection._id }, connection, { session, upsert: true });
    await recordAudit(store, session);
    await noteChannelAlerts(store, session, { accountId: ref.accountId, now });
    return { connection, isNew: before === null };
  });
}

/** Throws ConflictError `channel-taken` if another account has the page. */
export function assertMayPut(before: ChannelConnectionDoc | null, { accountId }: ConnectionRef): void {
  if (before !== null && before.accountId !== accountId)
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
  readonly name?: string;
  readonly throughPageId?: string | null;
  /** Given if it is to be sealed again; its end is epoch milliseconds, null if it is not known. */
  readonly renewed?: { readonly accessToken: string; readonly expiresAt: number | null };
}

/** Notes a check. Does nothing if the token was replaced meanwhile. */
export async function noteChecked(
  { store, channelKeys }: ConnectionDeps,
  connection: ChannelConnectionDoc,
  { status, name, throughPageId, renewed, now }: Checked & { readonly now: number },
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
