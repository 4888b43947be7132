import { afterAll, beforeAll } from '@jest/globals';
import { type FakeMetaOptions, type RunningFakeMeta, startFakeMeta } from '../../dev/meta/fake-meta.ts';
import { startWebhookReceiver } from './receiver.ts';

export const appSecret = 'the-app-secret';
export const verifyToken = 'the-verify-token';

export const messengerPage = '1000001';
export const instagramAccount = '2000002';
export const pageToken = 'EAAB-page';
export const instagramToken = 'IGAA-account';

export const hour = 3_600_000;
/** When the tests' clock begins. */
export const start = Date.parse('2026-11-27T12:00:00Z');

let people = 5_000_000;
/** A person nobody else has. */
export const newPerson = () => {
  people += 1;
  return String(people);
};

export type Channel = 'messenger' | 'instagram';

/** One fake Meta with a page of each channel and a receiver, for a file's tests; its functions ask it over HTTP. */
export function useFakeMeta(options: FakeMetaOptions = {}) {
  let fake: RunningFakeMeta;
  let receiver: Awaited<ReturnType<typeof startWebhookReceiver>>;
  let now = start;
  beforeAll(async () => {
    receiver = await startWebhookReceiver(verifyToken);
    const webhook = { url: receiver.url, appSecret, verifyToken };
    fake = await startFakeMeta({ webhook, clock: () => now, stepMs: 5, retryMs: 20, ...options });
    await put(`/api/pages/${messengerPage}`, { channel: 'messenger', name: 'Acme', accessToken: pageToken });
    await put(`/api/pages/${instagramAccount}`, { channel: 'instagram', name: 'Acme', accessToken: instagramToken });
  });
  afterAll(async () => {
    await fake.stop();
    await receiver.stop();
  });

  const call = (path: string, init?: RequestInit) => fetch(fake.url + path, init);
  const withBody = (method: string) => (path: string, body: unknown) =>
    call(path, { method, body: JSON.stringify(body) });
  const put = withBody('PUT');
  const pageOf = (channel: Channel) => (channel === 'messenger' ? messengerPage : instagramAccount);
  const tokenOf = (channel: Channel) => (channel === 'messenger' ? pageToken : instagramToken);
  const hostOf = (channel: Channel) => (channel === 'messenger' ? fake.graphUrl : fake.instagramGraphUrl);

  /** A call of the Graph API. */
  const graph = async (channel: Channel, path: string, init: RequestInit = {}) => {
    const answer = await fetch(`${hostOf(channel)}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${tokenOf(channel)}`, ...init.headers },
    });
    const text = await answer.text();
    const isJson = (answer.headers.get('content-type') ?? '').startsWith('application/json');
    return { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(text) : text };
  };
  const post = (channel: Channel, path: string, body: unknown, init: RequestInit = {}) =>
    graph(channel, path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
      ...init,
    });
  const incoming = async (channel: Channel, senderId: string, what: object) => {
    const request = { channel, pageId: pageOf(channel), senderId, ...what };
    const answer = await withBody('POST')('/api/direct-messages/incoming', request);
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> & { id: string } };
  };

  return {
    fake: () => fake,
    receiver: () => receiver,
    call,
    put,
    graph,
    post,
    incoming,
    postTo: withBody('POST'),
    setClock: (at: number) => {
      now = at;
    },
    /** Somebody who has just written. */
    async person(channel: Channel): Promise<string> {
      const id = newPerson();
      await incoming(channel, id, { text: 'Hello!' });
      return id;
    },
    send: (channel: Channel, to: string, message: object, more: object = {}) =>
      post(channel, '/v26.0/me/messages', {
        recipient: { id: to },
        ...(channel === 'messenger' ? { messaging_type: 'RESPONSE' } : {}),
        message,
        ...more,
      }),
    sent: async (recipientId: string) => {
      const answer = await call(`/api/direct-messages?recipientId=${recipientId}&from=page`);
      return ((await answer.json()) as { items: Record<string, unknown>[] }).items;
    },
    putFault: (fault: object) => put('/api/faults', fault),
  };
}
