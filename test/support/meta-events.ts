import { createHmac } from 'node:crypto';
import type { MetaChannelKind } from '../../src/contract/channels.ts';
import type { Store } from '../../src/store/mongo/store.ts';

export const appSecret = 'app-secret-of-the-tests';
export const verifyToken = 'verify-token-of-the-tests';

/** What Meta posts, signed over its bytes. */
export function signedPost(
  body: string | Buffer,
  secret = appSecret,
): { headers: Record<string, string>; body: Buffer } {
  const bytes = Buffer.from(body);
  const signature = createHmac('sha256', secret).update(bytes).digest('hex');
  return { headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` }, body: bytes };
}

/** The posts of a page or an Instagram account. */
export const postOf = (object: 'page' | 'instagram', ...entries: { id: string; messaging: unknown[] }[]) =>
  JSON.stringify({ object, entry: entries.map((entry) => ({ time: 1_700_000_000_000, ...entry })) });

/** What a visitor does. */
export const fromVisitor = (page: string, visitor: string, at: number, what: Record<string, unknown>) => ({
  sender: { id: visitor },
  recipient: { id: page },
  timestamp: at,
  ...what,
});

/** A message that the page sent, as it comes back. */
export const echoed = (page: string, visitor: string, at: number, message: Record<string, unknown>) => ({
  sender: { id: page },
  recipient: { id: visitor },
  timestamp: at,
  message: { is_echo: true, ...message },
});

/** Connects a page; its token is of no use. */
export async function connectPage(
  store: Store,
  accountId: string,
  kind: MetaChannelKind,
  pageId: string,
): Promise<void> {
  await store.channelConnections.insertOne({
    ...{ _id: `${kind}:${pageId}`, accountId, kind, pageId, login: 'facebook', name: 'Acme' },
    ...{ token: { keyId: 'none', sealed: '' }, tokenExpiresAt: null, status: 'ok', statusSince: 0, checkedAt: null },
    confirmedAt: 0,
    ...{ throughPageId: null, createdAt: 0, updatedAt: 0 },
  });
}
