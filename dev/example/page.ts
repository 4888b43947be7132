import type { MetaChannelKind } from '../../src/contract/channels.ts';
import type { ChatFrontend } from '../chat.ts';
import type { DirectMessage } from '../meta/kept/messages.ts';
import type { Row, Start } from './row.ts';

/** A row's page at the fake Meta, and the person who writes to it. */
export interface RowsPage {
  readonly meta: string;
  readonly channel: MetaChannelKind;
  readonly pageId: string;
  readonly personId: string;
}

/** Makes a page for a row of a channel, and connects it to the row's account. Null if the row needs none. */
export async function openPage(
  { number, start }: Row,
  frontend: ChatFrontend,
  meta: string | null,
): Promise<RowsPage | null> {
  const { channel } = start;
  if (channel === undefined) return null;
  if (meta === null) throw new Error('the rows of channels need the fake Meta: run `npm start` without META_GRAPH_URL');
  const pageId = `${Date.now()}${String(number).padStart(3, '0')}`;
  const login = channel === 'messenger' ? 'facebook' : 'instagram';
  const accessToken = `example-${pageId}`;
  await ask(meta, 'PUT', `/api/pages/${pageId}`, { channel, name: 'Acme', login, accessToken, subscribedFields: null });
  await frontend.call('PUT', `/v1/channels/${channel}/${pageId}`, { login, accessToken });
  return { meta, channel, pageId, personId: `7${pageId}` };
}

/** Takes it away again, so that the next run finds room. */
export async function closePage({ meta, channel, pageId }: RowsPage, frontend: ChatFrontend): Promise<void> {
  await frontend.call('DELETE', `/v1/channels/${channel}/${pageId}`);
  await ask(meta, 'DELETE', `/api/pages/${pageId}`);
}

/** The visitor writes there, or does something else. */
export async function doesOnChannel(
  { meta, channel, pageId, personId: senderId }: RowsPage,
  what: { readonly text: string; readonly at?: string } | { readonly read: true },
): Promise<void> {
  await ask(meta, 'POST', '/api/direct-messages/incoming', { channel, pageId, senderId, ...what });
}

/** Somebody of the page answers in Meta's own inbox. */
export async function answerInOwnInbox({ meta, channel, pageId, personId }: RowsPage, text: string): Promise<void> {
  const answer = { channel, pageId, recipientId: personId, text };
  await ask(meta, 'POST', '/api/direct-messages/own-inbox', answer);
}

export async function setMetaFault(
  { meta, pageId }: RowsPage,
  { mode, times }: NonNullable<Start['metaFault']>,
): Promise<void> {
  await ask(meta, 'PUT', '/api/faults', { mode, count: times, pageId });
}

/** What the service sent to the visitor there, the oldest first. */
export async function directsOn({ meta, pageId }: RowsPage): Promise<readonly DirectMessage[]> {
  const answer = await ask(meta, 'GET', `/api/direct-messages?pageId=${pageId}&from=page`);
  const { items } = (await answer.json()) as { items: readonly DirectMessage[] };
  return items.filter(({ writtenIn }) => writtenIn === 'app').reverse();
}

async function ask(meta: string, method: string, path: string, body?: object): Promise<Response> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const answer = await fetch(`${meta}${path}`, { ...init, signal: AbortSignal.timeout(10_000) });
  if (!answer.ok) throw new Error(`Meta answered ${answer.status}: ${await answer.text()}`);
  return answer;
}
